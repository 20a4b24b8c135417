"""Reads of the room, as nouns. Nothing here decides who may see; ``access`` has done so before."""
