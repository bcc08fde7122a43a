"""The addresses of reporting, of deciding, and of one's own text that is not public."""

from participe.moderation.routes import deciding, own, reporting

routes = [*reporting.routes, *deciding.routes, *own.routes]
