"""What the review refuses, each with its code."""

from __future__ import annotations


class LearningError(Exception):
    """A request the review refuses; ``code`` is what clients are told."""

    code = "LEARNING_ERROR"


class UnknownMessageError(LearningError):
    """There is no such message, or it is nothing a buyer typed to the bot."""

    code = "NOT_FOUND"


class UnknownLabelError(LearningError):
    """The bot has no such label."""

    code = "UNKNOWN_LABEL"


class TrainingFailedError(LearningError):
    """The candidate could not be trained or measured; the message says where the reason stands."""

    code = "TRAINING_FAILED"
