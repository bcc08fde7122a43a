"""A report as one page: no script, nothing fetched, readable on a phone, on paper and aloud."""

from collections.abc import Iterable
from html import escape

from participe.analysis.phrases import PHRASES, phrase
from participe.analysis.report import Report, Topic
from participe.analysis.treemap import Box, treemap

WIDTH, HEIGHT = 1000.0, 620.0
LETTER = 7.2  # width of a letter of the map, at 13 px
LINE = 18.0
LANGUAGES = tuple(PHRASES)

STYLE = """
:root { color-scheme: light dark; --text: #14222b; --muted: #4a5a64; --line: #7a8a92; --bg: #fff;
  --tint: #e7f0f2; --tint2: #d3e4e8; --accent: #0b5563 }
@media (prefers-color-scheme: dark) { :root { --text: #eef4f6; --muted: #b8c6cc; --line: #8fa1a9;
  --bg: #10191e; --tint: #1c2c34; --tint2: #24404b; --accent: #9fd4df } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; font: 1.0625rem/1.55 system-ui, sans-serif;
  color: var(--text); background: var(--bg); overflow-wrap: break-word }
h1 { line-height: 1.2 } h2 { margin-top: 2.5rem } h3 { margin-bottom: .25rem }
a { color: var(--accent) } svg { width: 100%; min-width: 40rem; height: auto; display: block }
rect { fill: var(--tint); stroke: var(--line) } rect.part { fill: var(--tint2) }
svg text { fill: var(--text); font: 13px system-ui, sans-serif } svg .strong { font-weight: 700 }
.box { overflow-x: auto } table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; overflow-wrap: anywhere; padding: .4rem .6rem;
  border-bottom: 1px solid var(--line) } .n { text-align: end; white-space: nowrap }
@media print { svg { min-width: 0 } }
blockquote { margin: .5rem 0; padding-inline-start: 1rem; border-inline-start: 4px solid var(--accent) }
.muted { color: var(--muted) } @media print { body { max-width: none; font-size: 11pt } }
"""


def page(report: Report, title: str, lang: str = "en") -> str:
    """The whole page as HTML. `lang` is one of LANGUAGES; contributions keep their own."""
    say = PHRASES[lang]
    counts = phrase(
        say["counts"],
        received=_number(report.received),
        read=_number(report.read),
        excluded=_number(len(report.excluded)),
    )
    untold = sum(item.topic is None for item in report.items)
    check = sum(item.check for item in report.items)
    body = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{escape(counts)} {escape(phrase(say['untold'], n=_number(untold)))} "
        f"{escape(phrase(say['check'], n=_number(check)))}</p>",
        f"<h2 id=map>{escape(say['map'])}</h2>",
        f"<p class=muted>{escape(say['map_note'])}</p>",
        f"<div class=box tabindex=0>{_map(report.topics, say)}</div>",
        f"<h2 id=topics>{escape(say['topics'])}</h2>",
        _table(report.topics, say),
        *(_topic(topic, report.topics, say) for topic in report.upper),
        *_families(report, say),
        *_rare(report, say),
        *_method(report, say),
    ]
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body><main>\n"
        + "\n".join(body)
        + "\n</main></body>\n</html>\n"
    )


def _map(topics: Iterable[Topic], say: dict[str, str]) -> str:
    """Boxes in boxes; a screen reader is sent to the table, which has all of it."""
    topics = tuple(topics)
    upper = [topic for topic in topics if topic.parent is None and topic.size_items]
    drawn = [
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{escape(say["map_alt"])}">'
    ]
    boxes = treemap([topic.size_items for topic in upper], Box(0, 0, WIDTH, HEIGHT))
    for topic, box in zip(upper, boxes, strict=True):
        drawn += [_rect(box, ""), _words(topic.label, box, "strong")]
        parts = [one for one in topics if one.parent == topic.id and one.size_items]
        inner = box.inside(5, above=LINE + 4)
        for part, small in zip(
            parts, treemap([part.size_items for part in parts], inner), strict=True
        ):
            if small.width > 12 and small.height > 8:
                drawn += [_rect(small, "part"), _words(part.label, small, "")]
    return "\n".join([*drawn, "</svg>"])


def _rect(box: Box, kind: str) -> str:
    mark = f' class="{kind}"' if kind else ""
    return (
        f'<rect{mark} x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="2"/>'
    )


def _words(label: str, box: Box, kind: str) -> str:
    """As much of a label as its box holds, in whole words."""
    room = int((box.width - 10) / LETTER)
    if box.height < LINE or room < 4:
        return ""
    if len(label) > room:
        label = label[: room - 1].rsplit(" ", 1)[0].rstrip(" ·") + "…"
    mark = f' class="{kind}"' if kind else ""
    return f'<text{mark} x="{box.x + 6:.1f}" y="{box.y + LINE - 3:.1f}">{escape(label)}</text>'


def _table(topics: Iterable[Topic], say: dict[str, str]) -> str:
    heads = "".join(
        f"<th scope=col{' class=n' if number else ''}>{escape(say[name])}</th>"
        for name, number in (
            ("topic", False),
            ("people", True),
            ("texts", True),
            ("stability", False),
            ("languages", False),
        )
    )
    rows = []
    topics = tuple(topics)
    order = [
        one
        for above in topics
        if above.parent is None
        for one in (above, *(part for part in topics if part.parent == above.id))
    ]
    for topic in order:
        name = escape(topic.label)
        shown = f'<a href="#t{topic.id}">{name}</a>' if topic.parent is None else f"– {name}"
        steady = say[topic.steadiness] if topic.steadiness else "–"
        figure = "" if topic.stability is None else f" ({topic.stability:.2f})"
        rows.append(
            f'<tr><th scope=row lang="{topic.languages[0]}">{shown}</th>'
            f"<td class=n>{_number(topic.size_people)}</td><td class=n>{_number(topic.size_texts)}</td>"
            f"<td>{escape(steady)}{figure}</td><td>{escape(', '.join(topic.languages))}</td></tr>"
        )
    return f"<div class=box tabindex=0><table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"


def _topic(topic: Topic, topics: Iterable[Topic], say: dict[str, str]) -> str:
    lang = topic.languages[0] if topic.languages else "und"
    lines = [f'<h3 id="t{topic.id}" lang="{lang}">{escape(topic.label)}</h3>']
    parts = [one.label for one in topics if one.parent == topic.id]
    if parts:
        lines.append(f'<p lang="{lang}" class=muted>{escape("; ".join(parts))}</p>')
    if topic.summary:
        said = " ".join(
            f"{escape(one.text)} <span class=muted>[{escape(one.id)}]</span>"
            for one in topic.summary
        )
        lines.append(f'<p lang="{lang}">{said}</p>')
    for quote in topic.quotes:
        lines.append(
            f'<blockquote><p lang="{lang}">{escape(quote.text)}</p>'
            f"<p class=muted>{escape(say[quote.kind])} · {escape(quote.id)}</p></blockquote>"
        )
    return "\n".join(lines)


def _families(report: Report, say: dict[str, str]) -> list[str]:
    if not report.families:
        return []
    shown = report.families[:50]
    rows = "".join(
        f"<tr><td>{escape(one.text)}</td><td class=n>{_number(one.size_people)}</td>"
        f"<td class=n>{_number(one.size_items)}</td></tr>"
        for one in shown
    )
    return [
        f"<h2>{escape(say['families'])}</h2><p>"
        f"{escape(phrase(say['families_note'], n=_number(len(report.families))))}</p>",
        f"<div class=box tabindex=0><table><thead><tr><th scope=col>{escape(say['shared'])}</th>"
        f"<th scope=col class=n>{escape(say['people'])}</th>"
        f"<th scope=col class=n>{escape(say['items'])}</th></tr></thead><tbody>{rows}</tbody></table></div>",
    ]


def _rare(report: Report, say: dict[str, str]) -> list[str]:
    if not report.rare:
        return []
    return [
        f"<h2>{escape(say['rare'])}</h2>",
        f"<p>{escape(say['rare_note'])} {escape(', '.join(report.rare))}</p>",
    ]


def _method(report: Report, say: dict[str, str]) -> list[str]:
    method = report.method
    facts = [
        (say["version"], method.version),
        (say["seed"], str(method.seed)),
        ("SHA-256", method.input_sha256),
        (say["libraries"], ", ".join(f"{name} {one}" for name, one in method.libraries.items())),
    ]
    lines = "".join(
        f"<tr><th scope=row>{escape(a)}</th><td>{escape(b)}</td></tr>" for a, b in facts
    )
    return [
        f"<h2>{escape(say['method'])}</h2>",
        f"<p>{escape(say['how'])}</p><p>{escape(say['limits'])}</p>",
        f"<table><tbody>{lines}</tbody></table>",
    ]


def _number(value: int) -> str:
    """Thousands apart by a narrow space that does not break (ISO 80000-1)."""
    return f"{value:,}".replace(",", "\u202f")
