"""The Markdown that people may write, and the HTML we make of it."""

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from participe.core.i18n import nbsp

ALLOWED = {
    "p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a", "code", "pre", "hr", "del",
    "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_citizens = MarkdownIt("js-default", {"linkify": True, "breaks": True}).disable(
    ["image", "html_block", "html_inline", "table"]
)
_officials = MarkdownIt("js-default", {"linkify": True, "breaks": False}).disable(
    ["image", "html_block", "html_inline"]
)
_MARKS = re.compile(r"[*_`\[\]#<>&|~^\\=+!:@]|^\s*[-\d]|\n\s*[-\d]|www\.", re.MULTILINE)


def render(text: str, *, official: bool = False, level: int = 3) -> str:
    """Markdown to safe HTML.

    Headings of officials begin at `level`, whatever they typed, so that the page's outline has
    no gap; those of citizens become bold lines, for their text stands in other people's outline.
    """
    if not _MARKS.search(text):  # most contributions are plain paragraphs
        blocks = (block.strip() for block in text.split("\n\n"))
        return "".join(f"<p>{block}</p>".replace("\n", "<br>") for block in blocks if block)
    html = (_officials if official else _citizens).render(text)
    return clean(_fitted(html, level) if official else _bold_lines(html))


def plain(text: str) -> str:
    """Text that nobody wrote as Markdown: paragraphs and line ends, no heading, no link."""
    blocks = (block.strip("\n") for block in re.split(r"\n\s*\n", text))
    return "".join(f"<p>{escape(block)}</p>".replace("\n", "<br>") for block in blocks if block)


def clean(html: str) -> str:
    """Keep the few elements that Markdown makes; links are marked as other people's."""
    return nh3.clean(
        html,
        tags=ALLOWED | {"table", "thead", "tbody", "tr", "th", "td"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow ugc",
    )


def safe(html: str) -> Markup:
    """Stored HTML, cleaned once more on its way to the page."""
    # Paragraphs without any attribute are the rule, and cannot hold anything else.
    if not _ATTRIBUTE.search(html):
        return Markup(html)  # noqa: S704 - only bare elements of ALLOWED are left
    return Markup(clean(html))  # noqa: S704 - cleaned in this very line


_ATTRIBUTE = re.compile(r"<(?!/?(?:p|br|strong|em|ul|ol|li|blockquote|hr|h2|h3|h4)>)")


def markdown(text: str | None, level: int = 3) -> Markup:
    """Filter for what officials write: `{{ project.description | markdown }}`."""
    return safe(render(nbsp(str(text or "")), official=True, level=level))


def excerpt(text: str, length: int = 240) -> str:
    """The first words as plain text, cut between words."""
    return first_words(_MARK_SIGNS.sub(" ", text), length)


def first_words(text: str, length: int = 240) -> str:
    """The beginning of a text without Markdown, on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length + 1].rsplit(" ", 1)[0][:length].rstrip(",;:.– ") + "…"


_MARK_SIGNS = re.compile(r"[*_`#>|~]+|!?\[|\]\([^)]*\)")
_HEADING = re.compile(r"<(/?)h([1-6])>")


def _fitted(html: str, level: int) -> str:
    levels = [int(found[2]) for found in _HEADING.finditer(html)]
    shift = level - min(levels, default=level)
    return _HEADING.sub(lambda m: f"<{m[1]}h{min(6, int(m[2]) + shift)}>", html)


def _bold_lines(html: str) -> str:
    return _HEADING.sub(lambda m: "</strong></p>" if m[1] else "<p><strong>", html)
