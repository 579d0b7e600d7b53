"""What the desk refuses, each with its code."""

from __future__ import annotations


class DeskError(Exception):
    """A request the desk refuses; ``code`` is what clients are told."""

    code = "DESK_ERROR"


class AlreadyTakenError(DeskError):
    """Somebody else took the conversation, or it no longer waits."""

    code = "ALREADY_TAKEN"


class NotYoursError(DeskError):
    """The conversation is not with this agent."""

    code = "NOT_YOURS"


class NotForYouError(DeskError):
    """This agent has no business in the conversation."""

    code = "NOT_FOUND"


class BadCredentialsError(DeskError):
    """User name or password is wrong."""

    code = "BAD_CREDENTIALS"


class NotSignedInError(DeskError):
    """There is no such session, or it has ended."""

    code = "NOT_SIGNED_IN"


class UsernameTakenError(DeskError):
    """There is an agent of that user name."""

    code = "USERNAME_TAKEN"
