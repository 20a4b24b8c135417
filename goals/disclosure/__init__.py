"""What one reader may know of results that this room puts beside one another. Pure."""
