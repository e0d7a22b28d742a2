"""How a convolution is computed: its geometry, and the algorithms. They know arrays, and no layers' settings."""
