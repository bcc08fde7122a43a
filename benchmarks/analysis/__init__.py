"""What the analysis finds and what it costs; each file runs by itself with `python -m`."""
