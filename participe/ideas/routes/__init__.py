"""Addresses of the idea box: reading it, proposing, sending, changing, the map."""

from participe.ideas.routes import changing, mapping, proposing, reading, sending

routes = [
    *reading.routes, *proposing.routes, *sending.routes, *changing.routes, *mapping.routes,
]  # fmt: skip
