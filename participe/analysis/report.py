"""The report of an analysis: every number with how it was made, as JSON that stays the same.

`report.json` is one object, UTF-8, keys in this order:

* `received`, `read`: whole numbers of contributions; received = read + length of `excluded`.
* `excluded`: list of `{id, reason}`, by id. `reason` is a code: `empty`, `duplicate_id`,
  `unreadable`, or one of whoever gave the contributions, such as `hidden`.
* `items`: one for each contribution read, by id:
    * `id`: text.
    * `topic`: id of a topic, or null when the contribution holds no word that can be compared.
    * `subtopic`: id of a finer topic, or null.
    * `confidence`: 0 (as near to another topic) to 1, or null without a topic or without another.
    * `language`: ISO 639 code; `und` where there is not one letter.
    * `family`: id of a family of nearly equal texts, or null.
    * `check`: true when a person should look: the other topic is almost as near. At most 15 % of
      the contributions with a topic.
    * `nearest_other`: id of the topic that comes second, or null.
* `topics`: largest first:
    * `id`: whole number from 1.
    * `parent`: id of the topic above, or null.
    * `label`: at most three terms joined by ` · `.
    * `terms`: at most eight typical terms as people wrote them, those of the label first.
    * `size_people`: different authors; a contribution without author counts as one person.
    * `size_texts`: different texts, whatever their case and spacing.
    * `stability`: share of the topic that comes back when a tenth of the texts is left out, 0 to
      1, or null where there is one topic only.
    * `languages`: list of codes.
    * `quotes`: list of `{id, text, kind}`; `text` is at most 300 characters, `…` where it was
      cut; `kind` is `typical`, or `random` for one drawn by chance among the others.
* `method`: `version` of the algorithm; `options`; `seed`; `libraries`, their versions;
  `input_sha256` of what was read and left out (see `Corpus.sha256`); `languages`, for each
  `{language, texts, topics, number}` with `number` either `given` or `chosen`.

Numbers with a fraction have four decimals. Fields may be added; none changes its meaning while
the first part of `version` stays.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from participe.analysis.errors import AnalysisError


@dataclass(frozen=True)
class Left:
    """A contribution that was not read, and the code of the reason."""

    id: str
    reason: str


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Quote:
    """A contribution that stands for its topic."""

    id: str
    text: str
    kind: str


@dataclass(frozen=True)
class Topic:
    """What some contributions have in common."""

    id: int
    parent: int | None
    label: str
    terms: tuple[str, ...]
    size_people: int
    size_texts: int
    stability: float | None
    languages: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class LanguageTopics:
    """How many topics one language has, and whether the number was `given` or `chosen`."""

    language: str
    texts: int
    topics: int
    number: str


@dataclass(frozen=True)
class Method:
    """How the report was made; with the same method and input it is made again, byte for byte."""

    version: str
    options: dict[str, Any]
    seed: int
    libraries: dict[str, str]
    input_sha256: str
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
    method: Method

    def __post_init__(self) -> None:
        if self.received != self.read + len(self.excluded) or self.read != len(self.items):
            raise AnalysisError(
                f"The report is not complete: {self.received} received, {self.read} read, "
                f"{len(self.items)} reported, {len(self.excluded)} excluded. Do not use it."
            )

    def to_json(self) -> str:
        """The text of `report.json`; equal reports give equal bytes in UTF-8."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, allow_nan=False)
        # Half a surrogate pair, as broken exports hold them, has no UTF-8.
        return text.encode("utf-8", "replace").decode("utf-8") + "\n"

    def to_dict(self) -> dict[str, Any]:
        """What reading `to_json` gives: dicts, lists, texts, numbers, true, false and null."""
        return json.loads(self.to_json())
