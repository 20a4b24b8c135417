"""Tables as people take them along."""
