"""What answers over HTTP. Empty so far: the command line and Python are the ways in."""
