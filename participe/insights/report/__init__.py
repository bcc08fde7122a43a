"""The report of a run for people: one source, as a page, PDF, Word and spreadsheet."""
