"""Where: boundaries, the area a position lies in, and where an officer was last."""
