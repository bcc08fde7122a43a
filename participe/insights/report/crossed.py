"""Cross-tables as sections of a report: what the numbers mean is said in words before them."""

from collections.abc import Callable, Iterator

from participe.core import small
from participe.core.i18n import LazyText, _, _l, _n, datetime_text, language_name, number, percent
from participe.insights.report.document import Block, Section, Table, Words, said
from participe.insights.report.source import Crossed, Source
from participe.projects.questions import AGE_BANDS, ELSEWHERE
from participe.subjects.models import AUTHOR_NAMES, CHANNEL_NAMES, AuthorKind, Channel

TITLES: dict[str, LazyText] = {
    "channel": _l("Topics by the way people took part"),
    "language": _l("Topics by language"),
    "author_kind": _l("Topics by kind of author"),
    "commune": _l("Topics by commune"),
    "age_band": _l("Topics by age"),
}
STRENGTHS: dict[str, LazyText] = {
    "none": _l("The groups hardly differ."),
    "weak": _l("The groups differ a little."),
    "medium": _l("The groups differ clearly."),
    "strong": _l("The groups differ strongly."),
}
HOW: dict[str, LazyText] = {
    "chi_square": _l("chi-square test"),
    "fisher": _l("Fisher's exact test"),
    "permutation": _l("chi-square test by 9,999 random tables"),
}
MARKS = {1: " +", -1: " −", 0: "", None: ""}
OTHER = "other"
HIDDEN = "…"


def sections(source: Source, topic_url: Callable[[str], str]) -> Iterator[Section]:
    """One for each kind of group, if there is more than one group to compare."""
    told = [one for one in source.crossed if one.by in TITLES and len(one.content["groups"]) > 1]
    if not told:
        return
    blocks = [
        said(_(
            "Counted are people, once in each topic, however much they wrote. One person may "
            "be in several topics. Counted on %(date)s.",
            date=datetime_text(max(one.made_at for one in told)),
        ))
    ]  # fmt: skip
    if any(one.content["is_shown"] for one in told):
        blocks.append(said(_(
            "%(hidden)s: not shown, because fewer than %(least)s people are meant or because the "
            "number would give another one away. + more people than by chance, − fewer. All tables "
            "are tested together at a level of 5 %% (Holm); the strength is Cramér's V without bias, "
            "in the words of Cohen.",
            hidden=HIDDEN, least=small.LEAST,
        ), note=True))  # fmt: skip
    yield Section("crossed", Words(_("Who speaks of what")), tuple(blocks))
    for one in told:
        yield _section(source, one, topic_url)


def _section(source: Source, one: Crossed, topic_url: Callable[[str], str]) -> Section:
    content, title = one.content, str(TITLES[one.by])
    if not content["is_shown"]:
        few = said(_("There are too few people to show this table."))
        return Section(f"by-{one.by}", Words(title), (few,), 3)
    blocks: list[Block] = [said(_verdict(content))]
    labels = {topic["id"]: topic for topic in source.report["topics"]}
    rows = []
    for at, topic in enumerate(content["topics"]):
        if topic not in source.topics or topic not in labels:
            continue  # gone since
        label, row = labels[topic], source.topics[topic]
        lang = label["languages"][0] if label["languages"] else ""
        rows.append(
            (
                Words(label["label"], topic_url(row.code), lang),
                *(_cell(content, at, column) for column in range(len(content["groups"]))),
            )
        )
    rows.append(
        (
            Words(_("All people")),
            *(Words(number(one), number=one) for one in content["group_people"]),
        )
    )
    head = (_("Topic"), *(name(one.by, group) for group in content["groups"]))
    blocks.append(Table(title, head, tuple(rows)))
    left = []
    if content["unknown"]:
        left.append(
            _n(
                "%(num)s idea is left out: its author did not say.",
                "%(num)s ideas are left out: their authors did not say.",
                content["unknown"],
            )
        )
    if content["untold"]:
        left.append(
            _n(
                "%(num)s idea without a topic is left out.",
                "%(num)s ideas without a topic are left out.",
                content["untold"],
            )
        )
    if left:
        blocks.append(said(" ".join(left), note=True))
    return Section(f"by-{one.by}", Words(title), tuple(blocks), 3)


def _verdict(content: dict) -> str:
    how = HOW.get(content["how"], "")
    if not content["is_significant"]:
        return _("The differences may be chance (%(how)s).", how=how)
    strength = STRENGTHS[content["strength"]]
    return f"{strength} " + _("Chance alone would rarely do that (%(how)s).", how=how)


def _cell(content: dict, row: int, column: int) -> Words:
    people = content["people"][row][column]
    if people is None:
        return Words(HIDDEN)
    share, mark = content["shares"][row][column], content["marks"][row][column]
    return Words(f"{number(people)} ({percent(share)}){MARKS[mark]}", number=people)


def name(by: str, group: str) -> str:
    """What a group is called."""
    if group == OTHER:
        return _("Others")
    if by == "channel":
        return str(CHANNEL_NAMES[Channel(group)])
    if by == "author_kind":
        return str(AUTHOR_NAMES[AuthorKind(group)])
    if by == "language":
        return language_name(group)
    if by == "age_band" and group in AGE_BANDS:
        return str(AGE_BANDS[group])
    return _("Elsewhere") if group == ELSEWHERE else group
