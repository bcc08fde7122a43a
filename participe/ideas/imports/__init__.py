"""Ideas and comments brought in from files: read, checked, tried out, stored, taken back."""
