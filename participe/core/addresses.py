"""Addresses made from route names, quickly: a list page makes a hundred of them."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from starlette.convertors import Convertor, StringConvertor, register_url_convertor
from starlette.routing import BaseRoute, Mount, Route

from participe.core import i18n

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class CodeConvertor(StringConvertor):
    """`{code:code}` in a route: any other word is no address of ours."""

    regex = "[a-z2-7]{10}"


class LocaleConvertor(Convertor[str]):
    regex = "fr|de|nl|en"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class SlugConvertor(StringConvertor):
    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


register_url_convertor("code", CodeConvertor())
register_url_convertor("slug", SlugConvertor())
register_url_convertor("locale", LocaleConvertor())


class Addresses:
    """Knows the path of every named route: `path("ideas.idea", code=code)`.

    Paths have no scheme and host, which a proxy in front of us may have changed, and begin
    with the reader's language unless another is given. Parameters that the path does not
    have become the query; a None is left out.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._parts: dict[str, tuple[tuple[str, str], ...]] = {}
        self._collect(routes, "")

    def _collect(self, routes: Iterable[BaseRoute], prefix: str) -> None:
        for route in routes:
            if isinstance(route, Mount) and route.routes:
                self._collect(route.routes, prefix + route.path_format.removesuffix("/{path}"))
            elif isinstance(route, Route) and route.name:
                self._parts[route.name] = _split(prefix + route.path_format)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def __iter__(self):
        return iter(self._parts)

    def path(self, name: str, /, **params: object) -> str:
        """Raises KeyError for an unknown route or a parameter that is missing."""
        params.setdefault("locale", i18n.locale())
        path, used = "", {"locale"}
        for literal, parameter in self._parts[name]:
            path += literal
            if parameter:
                value = str(params[parameter])
                path += value if _SAFE.issuperset(value) else quote(value, safe="")
                used.add(parameter)
        if len(params) > len(used):
            query = {k: v for k, v in params.items() if k not in used and v not in (None, "")}
            if query:
                path += "?" + urlencode(query, doseq=True)
        return path


def _split(path_format: str) -> tuple[tuple[str, str], ...]:
    """ "/{locale}/ideas/{code}" to (("/", "locale"), ("/ideas/", "code"))."""
    parts = []
    for piece in path_format.split("{"):
        name, brace, rest = piece.partition("}")
        if brace:
            parts[-1] = (parts[-1][0], name)
            if rest:
                parts.append((rest, ""))
        else:
            parts.append((piece, ""))
    return tuple(parts)
