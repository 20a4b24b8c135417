"""The pages of places and people: the front door, and the district office."""
