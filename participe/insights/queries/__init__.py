"""Every read of runs and topics. Contributions that are not public now are in none of them."""

from participe.insights.queries.reports import report_lines
from participe.insights.queries.runs import (
    RunView,
    components,
    last_job,
    material,
    published_run,
    published_runs,
    run,
    runs,
)
from participe.insights.queries.topics import TopicPage, TopicView, topic, topic_page, topics

__all__ = [
    "RunView", "TopicPage", "TopicView", "components", "last_job", "material", "published_run",
    "published_runs", "report_lines", "run", "runs", "topic", "topic_page", "topics",
]  # fmt: skip
