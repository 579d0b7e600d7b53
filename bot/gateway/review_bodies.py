"""The JSON of the review: what the bot may have misunderstood, and the labels to choose from."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MessageId = Annotated[int, Field(ge=1, le=2**31 - 1)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MessagesIn(_In):
    """Messages that are decided on in one go; each stands for its near copies too."""

    message_ids: Annotated[list[MessageId], Field(min_length=1, max_length=100)]


class LabelIn(MessagesIn):
    """The same, with what the buyers wanted."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class GuessOut(BaseModel):
    """A label the bot thought of, and how likely it found it (0 to 1)."""

    label: str
    title: str
    share: float


class GroupOut(BaseModel):
    """Near copies, shown as one. ``heard`` is empty when the bot understood nothing."""

    message_id: int
    text: str
    count: int
    reasons: list[str]
    heard: str
    guesses: list[GuessOut]
    answer: str
    following: str
    hint: str | None
    others: list[str]


class LabelOut(BaseModel):
    """A label and what reviewers call it."""

    name: str
    title: str


class LabelGroupOut(BaseModel):
    """Labels that belong together."""

    title: str
    labels: list[LabelOut]


class ReviewOut(BaseModel):
    """What nobody has decided on, and how many labelled lines wait to be taught."""

    groups: list[GroupOut]
    pending: int
    labels: list[LabelGroupOut]


class DecidedOut(BaseModel):
    """How many labelled lines wait to be taught by now."""

    pending: int
