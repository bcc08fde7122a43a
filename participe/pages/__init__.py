"""Home, help, results and the legal pages."""
