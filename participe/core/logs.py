"""Structured logs on standard output, one JSON object a line, without personal data."""

import logging
import re
import sys
from typing import Any

import structlog

_SECRET = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<=token=)[^&\s]+|\b\d{2}[.\s]?\d{2}[.\s]?\d{2}[-\s]?\d{3}[.\s]?\d{2}\b"
)


def redact(_: Any, __: str, event: Any) -> Any:
    """E-mail addresses, tokens and national numbers never reach a log."""
    return {k: _SECRET.sub("…", v) if isinstance(v, str) else v for k, v in event.items()}


def configure(*, readable: bool = False) -> None:
    """JSON for machines; `readable` for the console of a demo."""
    last: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if readable
        else (structlog.processors.JSONRenderer(ensure_ascii=False))
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if readable else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
