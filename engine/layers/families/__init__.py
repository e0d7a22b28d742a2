"""What the layers of one family share: settings, rules and maths. No kind of layer lives here."""
