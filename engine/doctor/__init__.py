"""The doctors: what stands in the way of learning, with the evidence, and a remedy where there is one."""
