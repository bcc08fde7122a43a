"""Every read of runs and topics. Contributions that are not public now are in none of them."""

from participe.insights.queries.contents import TopicPage, TopicView, topic, topic_page, topics
from participe.insights.queries.history import (
    RunView,
    components,
    material,
    published_run,
    published_runs,
    run,
    run_of,
    runs,
)
from participe.insights.queries.reports import report_lines

__all__ = [
    "RunView", "TopicPage", "TopicView", "components", "material", "published_run",
    "published_runs", "report_lines", "run", "run_of", "runs", "topic", "topic_page", "topics",
]  # fmt: skip
