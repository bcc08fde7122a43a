"""What officials do with many contributions: who is in charge, templates, saved filters, bulk."""
