"""What the report tells of topics, families and rare voices, over all languages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from participe.analysis.before import Before
from participe.analysis.corpus import Contribution
from participe.analysis.describing import Described, describe, excerpt
from participe.analysis.families import ALONE, shared_text
from participe.analysis.items import Placed, rounded
from participe.analysis.layout import Layout
from participe.analysis.options import Options
from participe.analysis.pairing import propose
from participe.analysis.part import Part
from participe.analysis.report import Family, Item, Topic, TopicPair, steadiness
from participe.analysis.text import pairs as expressions_of
from participe.analysis.voices import rare


@dataclass
class Size:
    """People, different texts and contributions, counted one by one."""

    people: set[str] = field(default_factory=set)
    texts: set[str | int] = field(default_factory=set)
    items: int = 0
    languages: dict[str, int] = field(default_factory=dict)

    def add(self, item: Item, one: Contribution) -> None:
        """Without an author, each contribution is a person."""
        self.people.add(f"author {one.author}" if one.author is not None else f"item {one.id}")
        self.texts.add(item.family or " ".join(one.text.casefold().split()))
        self.items += 1
        self.languages[item.language] = self.languages.get(item.language, 0) + 1


@dataclass(frozen=True)
class Told:
    """A topic in one language: how it is described there, and how stable it is."""

    language: str
    described: Described
    stability: float | None


def topics(
    parts: Sequence[Part],
    layouts: Sequence[Layout],
    placed: Placed,
    stable: Sequence[Sequence[float | None]],
    before: Before,
    options: Options,
) -> tuple[tuple[Topic, ...], dict[int, dict[str, float]]]:
    """All topics in their order, and the typical words of those on the upper level."""
    sizes = _sizes(placed)
    told: defaultdict[int, list[Told]] = defaultdict(list)
    parents: dict[int, int | None] = {}
    for part, layout, stabilities in zip(parts, layouts, stable, strict=True):
        expressions = expressions_of(part.words)
        asked: dict[str, Any] = {"quotes": options.quotes, "seed": options.seed}
        upper = describe(part, expressions, layout.topics.topic, len(layout.ids), **asked)
        for id, one, stability in zip(layout.ids, upper, stabilities, strict=True):
            told[id or 0].append(Told(part.language, one, stability))
            parents[id or 0] = None
        used = frozenset[str]().union(*(one.stems for one in upper))
        lower = describe(
            part, expressions, layout.parts.part, len(layout.part_ids), elsewhere=used, **asked
        )
        for id, one, above in zip(layout.part_ids, lower, layout.parts.above, strict=True):
            told[id or 0].append(Told(part.language, one, None))
            parents[id or 0] = layout.ids[int(above)]
    for id, parent in before.parent.items():
        parents.setdefault(id, parent)
    made = [
        _topic(id, parents[id], told.get(id, []), sizes.get(id, Size()), before)
        for id in parents
        if id in told or id in sizes
    ]
    upper = sorted((one for one in made if one.parent is None), key=_order)
    rank = {one.id: at for at, one in enumerate(upper)}
    lower = sorted(
        (one for one in made if one.parent is not None),
        key=lambda one: (rank[one.parent or 0], _order(one)),
    )
    words = {one.id: _words(told.get(one.id, [])) for one in upper}
    return (*upper, *lower), words


def _sizes(placed: Placed) -> dict[int, Size]:
    sizes: defaultdict[int, Size] = defaultdict(Size)
    for item, one in zip(placed.items, placed.said, strict=True):
        for id in (item.topic, item.subtopic):
            if id is not None:
                sizes[id].add(item, one)
    return sizes


def _topic(id: int, parent: int | None, told: list[Told], size: Size, before: Before) -> Topic:
    """One topic from what it is in each language, the language of most first."""
    told = sorted(told, key=lambda one: (-size.languages.get(one.language, 0), one.language))
    label = next((one.described.label for one in told if one.described.label), "")
    known = [
        (one.stability, size.languages.get(one.language, 0))
        for one in told
        if one.stability is not None
    ]
    weight = sum(number for _, number in known)
    stability = rounded(sum(value * number for value, number in known) / weight) if weight else None
    name = before.names.get(id)
    return Topic(
        id=id,
        parent=parent,
        label=name or label or str(id),
        name=name,
        machine_label=label,
        terms=tuple(term for one in told[:1] for term in one.described.terms),
        size_people=len(size.people),
        size_texts=len(size.texts),
        size_items=size.items,
        stability=stability,
        steadiness=steadiness(stability),
        languages=tuple(sorted(size.languages, key=lambda one: (-size.languages[one], one))),
        quotes=tuple(quote for one in told for quote in one.described.quotes),
        summary=tuple(sentence for one in told for sentence in one.described.summary),
    )


def _order(topic: Topic) -> tuple[int, int]:
    return -topic.size_people, topic.id


def _words(told: Iterable[Told]) -> dict[str, float]:
    return {word: weight for one in told for word, weight in one.described.words.items()}


def pairs(topics: Sequence[Topic], words: Mapping[int, dict[str, float]]) -> tuple[TopicPair, ...]:
    """Topics of two languages that may be one; those that hold several already are left."""
    single = {
        topic.id: topic.languages[0]
        for topic in topics
        if topic.parent is None and len(topic.languages) == 1
    }
    found = propose({id: words[id] for id in single}, single)
    return tuple(TopicPair(pair.topics, rounded(pair.score), pair.evidence) for pair in found)


def families(parts: Sequence[Part], placed: Placed) -> tuple[Family, ...]:
    """Families of all languages, the largest first, each with what its members share."""
    sizes: defaultdict[int, Size] = defaultdict(Size)
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for item, one in zip(placed.items, placed.said, strict=True):
        if item.family is not None:
            sizes[item.family].add(item, one)
            texts[item.family].append(one.text)
    return tuple(
        Family(id, excerpt(shared_text(texts[id])), len(sizes[id].people), sizes[id].items)
        for id in sorted(sizes)
    )


def rare_voices(parts: Sequence[Part], layouts: Sequence[Layout]) -> tuple[str, ...]:
    """Ids of what is far from every topic; what many sent is not rare."""
    found = []
    for part, layout in zip(parts, layouts, strict=True):
        said = part.said
        alone = part.family[part.spoken] == ALONE
        found += [said[at].id for at in rare(part.vectors, layout.topics.centres) if alone[at]]
    return tuple(sorted(found))
