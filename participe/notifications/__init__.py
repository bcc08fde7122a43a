"""Who is told what, how, how often."""
