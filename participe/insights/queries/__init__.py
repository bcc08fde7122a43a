"""Every read of runs and topics. Contributions that are not public now are in none of them."""

from participe.insights.queries.board import Counts, Done, counts, history, last_of
from participe.insights.queries.comparing import compare
from participe.insights.queries.contents import (
    TopicView,
    above,
    cards_of,
    of_run,
    topic,
    topics,
    upper,
)
from participe.insights.queries.history import (
    RunView,
    components,
    material,
    published_run,
    published_runs,
    run,
    run_before,
    run_of,
    runs,
)
from participe.insights.queries.items import (
    Choice,
    TopicPage,
    cards_by_code,
    code_of,
    similar,
    topic_page,
)
from participe.insights.queries.mistakes import MistakeView, mistakes
from participe.insights.queries.reports import report_lines

__all__ = [
    "Choice",
    "Counts",
    "Done",
    "MistakeView",
    "RunView",
    "TopicPage",
    "TopicView",
    "above",
    "cards_by_code",
    "cards_of",
    "code_of",
    "compare",
    "components",
    "counts",
    "history",
    "last_of",
    "material",
    "mistakes",
    "of_run",
    "published_run",
    "published_runs",
    "report_lines",
    "run",
    "run_before",
    "run_of",
    "runs",
    "similar",
    "topic",
    "topic_page",
    "topics",
    "upper",
]  # fmt: skip
