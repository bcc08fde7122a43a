"""What may be asked of an analysis."""

from dataclasses import dataclass

from participe.analysis.errors import AnalysisError

MOST_TOPICS = 200


@dataclass(frozen=True)
class Options:
    """Options of one analysis; a report repeats them, so that it can be made again.

    topics: how many topics over the whole corpus, or None to let the rule of
        `topics.choose_number` decide.
    seed: of every random draw, 0 to 2**32 - 1.
    languages: ISO 639-1 codes among which the language of a text without a declared one is sought.
    quotes: typical contributions shown for each topic.
    vectors: `own`, the name of a plug-in, or `own+` and its name; see `backends`.
    Raises AnalysisError when a value makes no sense.
    """

    topics: int | None = None
    seed: int = 0
    languages: tuple[str, ...] = ("de", "en", "fr", "nl")
    quotes: int = 3
    vectors: str = "own"

    def __post_init__(self) -> None:
        if self.topics is not None and not 1 <= self.topics <= MOST_TOPICS:
            raise AnalysisError(f"Ask for 1 to {MOST_TOPICS} topics, not {self.topics}.")
        if not 0 <= self.seed < 2**32:
            raise AnalysisError(f"Give a seed from 0 to {2**32 - 1}, not {self.seed}.")
        if not self.languages:
            raise AnalysisError("Name at least one language, for instance fr.")
        if not 0 <= self.quotes <= 20:
            raise AnalysisError(f"Ask for 0 to 20 quotes a topic, not {self.quotes}.")
        if not self.vectors.strip():
            raise AnalysisError("Vectors are own, a plug-in, or own+ and its name.")
        # The order in which languages are named must not change the report.
        object.__setattr__(self, "languages", tuple(sorted(set(self.languages))))
