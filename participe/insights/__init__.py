"""Adapter: reads contributions, calls the analysis, stores and shows the result."""
