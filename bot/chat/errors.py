"""What can go wrong in a conversation, each with its code."""

from __future__ import annotations


class ChatError(Exception):
    """A request the chat refuses; ``code`` is what clients are told."""

    code = "CHAT_ERROR"


class UnknownConversationError(ChatError):
    """There is no such conversation."""

    code = "NOT_FOUND"


class OwnershipLostError(ChatError):
    """The conversation has changed hands since the caller looked."""

    code = "OWNERSHIP_LOST"


class UnknownUploadError(ChatError):
    """The buyer has no such upload."""

    code = "UPLOAD_NOT_FOUND"


class ChipInvalidError(ChatError):
    """The token was not signed by this server for this conversation."""

    code = "CHIP_INVALID"


class ChipExpiredError(ChatError):
    """The token was genuine, but its day is over."""

    code = "CHIP_EXPIRED"
