"""`_()` of templates: a page says a hundred texts, most of them without a value, always the same."""

from functools import lru_cache
from typing import Any

from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from participe.core import i18n


@pass_eval_context
def translated(context: EvalContext, message: str, **values: Any) -> str:
    """As Jinja's own: the text of the reader's language is HTML, values are escaped."""
    code, is_html = i18n.locale(), bool(context.autoescape)
    if not values:
        return _plain(code, str(message), is_html)
    return _format(code, str(message), is_html) % values


def _format(code: str, message: str, is_html: bool) -> str:
    text = i18n.translations(code).gettext(message)
    return Markup(text) if is_html else text  # noqa: S704 - our own texts


@lru_cache(8192)
def _plain(code: str, message: str, is_html: bool) -> str:
    return _format(code, message, is_html) % {}
