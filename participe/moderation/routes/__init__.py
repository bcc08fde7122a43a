"""The addresses of reporting, of deciding, of one's own text that is not public, of the figures."""

from participe.moderation.routes import deciding, own, public, reporting

routes = [*reporting.routes, *deciding.routes, *own.routes, *public.routes]
