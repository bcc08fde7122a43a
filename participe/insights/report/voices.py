"""What people say, as sections of a report: topics with quotes, campaigns, rare voices."""

from collections.abc import Iterator
from typing import Any

from participe.core.component import Card
from participe.core.i18n import _, _n
from participe.insights.report.document import Block, Quote, Quotes, Section, Table, Words, said
from participe.insights.report.source import FAMILIES, RARE, Source
from participe.insights.report.wording import Links, count, section, stable

MEANS = {
    "typical": lambda: _("typical of the topic"),
    "random": lambda: _("drawn by chance"),
    "isolated": lambda: _("farthest from the rest"),
}


def topics(source: Source, links: Links) -> Iterator[Section]:
    listed = [topic for topic in source.report["topics"] if topic["id"] in source.topics]
    upper = [topic for topic in listed if topic["parent"] is None]
    if not upper:
        return
    # Older reports did not know who wrote what: there, people cannot be counted.
    known = "size_items" in upper[0]
    rows = []
    for topic in upper:
        row = source.topics[topic["id"]]
        people = [count(topic["size_people"])] if known else []
        rows.append(
            (
                _label(topic, links.topic(row.code)),
                count(row.shown, links.topic(row.code)),
                *people,
                count(topic["size_texts"]),
                count(row.to_check),
                Words(stable(topic["stability"])),
            )
        )
    head = (
        _("Topic"), _("Ideas"), *([_("People")] if known else []), _("Different texts"),
        _("To check"), _("Stability"),
    )  # fmt: skip
    note = _("Ideas: public today. Different texts: nearly equal texts count once.")
    if known:
        note += " " + _("People: an idea without an author counts as one person.")
    yield section(
        "topics", _("Topics"),
        Table(_("Topics by size"), head, tuple(rows)),
        said(note, note=True),
    )  # fmt: skip
    for topic in upper:
        finer = [one for one in listed if one["parent"] == topic["id"]]
        yield _topic(source, links, topic, finer)


def _label(topic: dict[str, Any], url: str = "") -> Words:
    """Words of people, so in their language; a name that an official gave is so as well."""
    return Words(topic["label"], url, topic["languages"][0] if topic["languages"] else "")


def _topic(source: Source, links: Links, topic: dict[str, Any], finer: list[Any]) -> Section:
    lang = topic["languages"][0] if topic["languages"] else ""
    row = source.topics[topic["id"]]
    many = _n("%(num)s idea", "%(num)s ideas", row.shown)
    blocks: list[Block] = [said(Words(many, links.topic(row.code)))]
    if topic["terms"]:
        terms = Words(", ".join(topic["terms"]), lang=lang)
        blocks.append(said(_("Words often used:") + " ", terms))
    if finer:
        named = [
            (
                _label(one, links.topic(source.topics[one["id"]].code)),
                count(source.topics[one["id"]].shown),
                count(one["size_people"]),
            )
            for one in finer
        ]
        head = (_("Finer topic"), _("Ideas"), _("People"))
        blocks.append(Table(_("Finer topics"), head, tuple(named)))
    quotes = [_quote(source, links, one) for one in topic["quotes"]]
    if quotes := [one for one in quotes if one]:
        blocks.append(Quotes(tuple(quotes)))
    return Section(f"topic-{topic['id']}", _label(topic), tuple(blocks), 3)


def _quote(source: Source, links: Links, quoted: dict[str, Any]) -> Quote | None:
    card = source.cards.get(quoted["id"])
    if card is None:  # gone since
        return None
    note = MEANS[quoted["kind"]]() if quoted["kind"] in MEANS else ""
    return Quote(Words(quoted["text"], lang=card.lang), _to(card, links), note)


def _to(card: Card, links: Links) -> Words:
    return Words(card.title or card.code, links.path(card.url), card.lang)


def campaigns(source: Source, links: Links) -> Section | None:
    families = source.report.get("families") or []
    if not families:
        return None
    rows = []
    for family in families[:FAMILIES]:
        cards = [source.cards.get(code) for code in source.members.get(family["id"], [])]
        card = next((card for card in cards if card), None)
        lang = card.lang if card else "und"
        shared = Words(_cut(family["text"]), lang=lang) if family["text"] else Words("–")
        one = _to(card, links) if card else Words("–")
        rows.append((shared, count(family["size_people"]), count(family["size_items"]), one))
    if not rows:
        return None
    head = (_("What they share"), _("People"), _("Ideas"), _("One of them"))
    more = len(families) - len(rows)
    note = _n(
        "%(num)s smaller family is not listed.", "%(num)s smaller families are not listed.", more
    )
    return section(
        "campaigns", _("Nearly equal texts"),
        said(_(
            "Some people send the same text, with small changes or with words of their own around "
            "it. Such texts count once as a text and fully as people. Nothing was removed."
        )),
        Table(_("Families of nearly equal texts"), head, tuple(rows)),
        *([said(note, note=True)] if more else []),
    )  # fmt: skip


def _cut(text: str, most: int = 400) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def rare(source: Source, links: Links) -> Section | None:
    found = source.report.get("rare") or []
    quotes = [
        Quote(Words(_cut(card.excerpt), lang=card.lang), _to(card, links))
        for card in (source.cards.get(code) for code in found[:RARE])
        if card
    ]
    if not quotes:
        return None
    return section(
        "rare", _("Rare voices"),
        said(_n(
            "%(num)s idea is far from every topic. A number says nothing of its worth: read it.",
            "%(num)s ideas are far from every topic. A number says nothing of their worth: read them.",
            len(found),
        )),
        Quotes(tuple(quotes)),
    )  # fmt: skip
