"""Addresses of the idea box: reading it, proposing, changing, the map."""

from participe.ideas.routes import changing, mapping, proposing, reading

routes = [*reading.routes, *proposing.routes, *changing.routes, *mapping.routes]
