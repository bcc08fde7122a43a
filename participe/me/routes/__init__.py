"""Addresses of one's own page."""

from participe.me.routes import data, lists, security

routes = [*lists.routes, *security.routes, *data.routes]
