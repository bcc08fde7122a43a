"""One's own page: what one wrote, follows, and what became of it."""
