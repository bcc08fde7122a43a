"""Open data: CSV, with a field dictionary."""
