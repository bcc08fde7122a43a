"""Component: an idea box, where people propose ideas while it is open."""
