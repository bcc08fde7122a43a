"""What the web server loads, once in each of its processes."""

from starlette.applications import Starlette

from participe.app import create_app
from participe.core import logs
from participe.core.settings import Settings


def make_app() -> Starlette:
    """Settings come from the environment, which `participe serve` and `demo` complete."""
    settings = Settings()
    logs.configure(readable=settings.demo)
    return create_app(settings, database_url=settings.database_url, redis_url=settings.redis_url)
