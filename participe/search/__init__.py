"""Full text in PostgreSQL: one index over all subjects."""
