"""The report of an analysis: every number with how it was made, as JSON that stays the same.

`report.json` is one object, UTF-8, keys in this order:

* `received`, `read`: whole numbers of contributions; received = read + length of `excluded`.
* `excluded`: list of `{id, reason}`, by id. `reason` is a code: `empty`, `duplicate_id`,
  `unreadable`, or one of whoever gave the contributions, such as `hidden`.
* `items`: one for each contribution read, by id:
    * `id`: text.
    * `topic`: id of a topic of the upper level, or null when the contribution holds no word that
      can be compared, or when a person decided so.
    * `subtopic`: id of a finer topic, or null when its topic has none for it.
    * `confidence`: 0 (as near to another topic, or nearer) to 1, or null without a topic or
      without another. 1 where a person decided.
    * `language`: ISO 639 code; `und` where there is not one letter.
    * `family`: id of a family of nearly equal texts, or null.
    * `check`: true when a person should look: the other topic is almost as near. At most 15 % of
      the contributions with a topic.
    * `nearest_other`: id of the topic that comes second, or null.
    * `pinned`: true when a person decided.
* `topics`: the upper level, largest first, then the finer topics, by parent, largest first:
    * `id`: whole number from 1, never used again for another topic.
    * `parent`: id of the topic above, or null.
    * `label`: the name that a person gave, else at most three terms joined by ` · `.
    * `name`: the name that a person gave, or null. `machine_label`: the terms, in any case.
    * `terms`: at most eight typical terms as people wrote them, those of the label first.
    * `size_people`: different authors; a contribution without author counts as one person.
    * `size_texts`: different texts; a family counts as one.
    * `size_items`: contributions.
    * `stability`: share of the topic that comes back when a tenth of the texts is left out, 0 to
      1, or null where there is one topic only, and for finer topics.
    * `steadiness`: the same in a word: `steady` (from 0.75), `fair` (from 0.5), `loose`, or null.
    * `languages`: list of codes, the one with most contributions first.
    * `quotes`: list of `{id, text, kind}`; `text` is at most 300 characters, `…` where it was
      cut; `kind` is `typical`, `random` for one drawn by chance among the others, or `isolated`
      for the one that is the farthest from the rest.
    * `summary`: at most three sentences, `{id, text}`, each as it stands in that contribution.
* `families`: largest first: `{id, text, size_people, size_items}`; `text` is what its members
  share.
* `rare`: ids of contributions that are far from every topic, for a person to read, by id.
* `pairs`: topics of two languages that may be one, the likeliest first: `{topics, score,
  evidence}`; two ids, 0 to 1, and pairs of words that look alike. Nothing was joined.
* `changes`: against the report before, or null: `{kept, moved, new, gone, topics_new,
  topics_gone}`, counts of contributions and lists of ids of topics.
* `merged`: for ids of topics that are gone, where they went: `{old: id}`.
* `next_id`: the first id of a topic that was never used.
* `method`: `version` of the algorithm; `options`; `seed`; `libraries`, their versions;
  `input_sha256` of what was read and left out (see `Corpus.sha256`); `previous_sha256` of the
  report before or null; `corrections`, those that last from before and those that were given; `vectors`: where they come from; `languages`, for
  each `{language, texts, topics, number, sampled}` with `number` one of `given`, `chosen`,
  `continued`, and `sampled` true where stability was found on a sample.

Numbers with a fraction have four decimals. Fields may be added; none changes its meaning while
the first part of `version` stays.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any

from participe.analysis.describing import Quote, Sentence
from participe.analysis.errors import AnalysisError

STEADY, FAIR = 0.75, 0.5  # Hennig, CSDA 52 (2007): below 0.5 a group is dissolved


@dataclass(frozen=True)
class Left:
    """A contribution that was not read, and the code of the reason."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """Where one contribution went."""

    id: str
    topic: int | None
    subtopic: int | None
    confidence: float | None
    language: str
    family: int | None
    check: bool
    nearest_other: int | None
    pinned: bool


@dataclass(frozen=True)
class Topic:
    """What some contributions have in common."""

    id: int
    parent: int | None
    label: str
    name: str | None
    machine_label: str
    terms: tuple[str, ...]
    size_people: int
    size_texts: int
    size_items: int
    stability: float | None
    steadiness: str | None
    languages: tuple[str, ...]
    quotes: tuple[Quote, ...]
    summary: tuple[Sentence, ...]


@dataclass(frozen=True)
class Family:
    """Nearly equal texts, and what they share."""

    id: int
    text: str
    size_people: int
    size_items: int


@dataclass(frozen=True)
class TopicPair:
    """Topics of two languages that may be one."""

    topics: tuple[int, int]
    score: float
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Changes:
    """What is different from the report before."""

    kept: int
    moved: int
    new: int
    gone: int
    topics_new: tuple[int, ...]
    topics_gone: tuple[int, ...]


@dataclass(frozen=True)
class LanguageTopics:
    """How many topics one language has, and whether the number was given, chosen, continued."""

    language: str
    texts: int
    topics: int
    number: str
    sampled: bool


@dataclass(frozen=True)
class Method:
    """How the report was made; with the same method and input it is made again, byte for byte."""

    version: str
    options: dict[str, Any]
    seed: int
    libraries: dict[str, str]
    input_sha256: str
    previous_sha256: str | None
    corrections: tuple[Mapping[str, Any], ...]
    vectors: str
    languages: tuple[LanguageTopics, ...]


@dataclass(frozen=True)
class Report:
    """The whole result; the fields are those of the JSON.

    Raises AnalysisError unless every contribution received is either read or excluded.
    """

    received: int
    read: int
    excluded: tuple[Left, ...]
    items: tuple[Item, ...]
    topics: tuple[Topic, ...]
    families: tuple[Family, ...]
    rare: tuple[str, ...]
    pairs: tuple[TopicPair, ...]
    changes: Changes | None
    merged: Mapping[int, int]
    next_id: int
    method: Method

    def __post_init__(self) -> None:
        if self.received != self.read + len(self.excluded) or self.read != len(self.items):
            raise AnalysisError(
                f"The report is not complete: {self.received} received, {self.read} read, "
                f"{len(self.items)} reported, {len(self.excluded)} excluded. Do not use it."
            )

    @property
    def upper(self) -> tuple[Topic, ...]:
        """The topics of the upper level."""
        return tuple(topic for topic in self.topics if topic.parent is None)

    def to_json(self) -> str:
        """The text of `report.json`; equal reports give equal bytes in UTF-8."""
        text = (
            "{\n" + ",\n".join(f'"{name}": {self._member(name)}' for name in _names(self)) + "\n}\n"
        )
        # Half a surrogate pair, as broken exports hold them, has no UTF-8.
        return text.encode("utf-8", "replace").decode("utf-8")

    def _member(self, name: str) -> str:
        """A list has a line for each of its objects, so that two reports can be compared."""
        value = getattr(self, name)
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            return "[\n " + ",\n ".join(_line(one) for one in value) + "\n]"
        return _line(value)

    def to_dict(self) -> dict[str, Any]:
        """What reading `to_json` gives: dicts, lists, texts, numbers, true, false and null."""
        return json.loads(self.to_json())


def _names(one: Any) -> list[str]:
    return [field.name for field in fields(one)]


def _line(value: Any) -> str:
    if isinstance(value, Item):  # a million of them; asdict copies each value
        value = {name: getattr(value, name) for name in ITEM}
    elif is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


ITEM = _names(Item)


def steadiness(stability: float | None) -> str | None:
    """A stability in a word, see the head of this file."""
    if stability is None:
        return None
    return "steady" if stability >= STEADY else "fair" if stability >= FAIR else "loose"
