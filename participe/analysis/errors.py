"""The one error of this package."""


class AnalysisError(Exception):
    """The analysis cannot be done as asked; the message says what to do about it."""
