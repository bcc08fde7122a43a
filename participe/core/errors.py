"""Errors that a person may meet. Each says what happened and what to do next."""

from participe.core.i18n import LazyText, _l


class ParticipeError(Exception):
    """Raised anywhere, shown by one handler (`web.show_error`) in the reader's language."""

    status = 500

    def __init__(self, message: str | LazyText) -> None:
        super().__init__(message)
        self.message = message


class NotFound(ParticipeError):
    """It does not exist, or this viewer may not know that it does."""

    status = 404

    def __init__(self, message: str | LazyText = _l("This page does not exist, or is not public.")):
        super().__init__(message)


class Refused(ParticipeError):
    """The viewer may see it, but may not do this."""

    status = 403


class SignInNeeded(Refused):
    """A stranger asked for what needs an account: pages lead to the sign-in, and back."""


class Conflict(ParticipeError):
    """Somebody else changed the thing meanwhile."""

    status = 409


class Gone(ParticipeError):
    """It was here, and is not any more."""

    status = 410


class TooLarge(ParticipeError):
    """More was sent than is accepted."""

    status = 413


class Unusable(ParticipeError):
    """What was sent cannot be understood, and no form can show why."""

    status = 422


class TooMany(ParticipeError):
    """The same person or network asks too often."""

    status = 429


class Unavailable(ParticipeError):
    """The database or another part is away for a moment."""

    status = 503
