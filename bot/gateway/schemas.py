"""The JSON that goes in and out, as the HTTP contract names it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x20\x7f]+$")]
Line = Annotated[str, StringConstraints(max_length=2000)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MessageIn(_In):
    """A buyer's message: ``text``, a ``chip`` token, or ``upload_ids``, or text with uploads."""

    client_msg_id: Id
    text: str | None = None
    chip: Annotated[str, StringConstraints(max_length=4096)] | None = None
    upload_ids: Annotated[list[Id], Field(max_length=9)] = []


class ReadIn(_In):
    """How far the buyer has read."""

    seq: Annotated[int, Field(ge=0, le=2**31 - 1)]


class FeedbackIn(_In):
    """What a buyer thinks of an answer or of a person."""

    message_id: Id | None = None
    useful: bool | None = None
    rating: Annotated[int, Field(ge=1, le=5)] | None = None


class TypingIn(_In):
    """Whether somebody is typing."""

    on: bool


class AgentTypingIn(TypingIn):
    """The same of an agent, in one of several conversations."""

    conversation_id: Id


class SignInIn(_In):
    """An agent's credentials."""

    username: Id
    password: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ReplyIn(_In):
    """What an agent writes to the buyer."""

    client_msg_id: Id
    text: str


class NoteIn(_In):
    """What an agent writes for agents."""

    text: str


class TransferIn(_In):
    """Which queue a conversation goes back to."""

    skill: str | None = None


class CloseIn(_In):
    """Why an agent is done."""

    reason: Line


class FieldOut(_In):
    """A label and its value; also the fields of a draft on their way in."""

    label: Line
    value: Line


class HandoffIn(_In):
    """What the bot knows when it hands over."""

    conversation_id: Id
    why: Literal[
        "asked",
        "misunderstood",
        "angry",
        "large_amount",
        "risk",
        "exchange",
        "early_escalation",
        "failure",
    ]
    order_no: Annotated[str, StringConstraints(max_length=32)] | None = None
    case_no: Annotated[str, StringConstraints(max_length=32)] | None = None
    draft: Annotated[list[FieldOut], Field(max_length=30)] = []
    evidence_ids: Annotated[list[Id], Field(max_length=30)] = []
    summary: Annotated[list[Line], Field(max_length=30)] = []


class WakeIn(_In):
    """Which conversation another process wrote into."""

    conversation_id: Id


class BuyerIn(_In):
    """Which demo buyer to be."""

    buyer_id: Id


class ChipOut(BaseModel):
    """Something to tap, signed for this conversation."""

    label: str
    token: str


class UploadOut(BaseModel):
    """A stored file; ``url`` is relative, signed, and ends within two hours."""

    upload_id: str
    media_type: str
    url: str
    bytes: int


class MessageOut(BaseModel):
    """One message."""

    id: str
    seq: int
    conversation_id: str
    sender: str
    agent_name: str | None
    client_msg_id: str | None
    text: str
    chips: list[ChipOut]
    card: dict[str, JsonValue] | None
    uploads: list[UploadOut]
    created_at: str


class ConversationOut(BaseModel):
    """Who answers, the place in the queue, and what is unread."""

    id: str
    state: str
    epoch: int
    queue_position: int | None
    agent_name: str | None
    unread: int
    last_seq: int


class SentOut(BaseModel):
    """A message that is committed."""

    message: MessageOut
    seq: int


class AnsweredOut(SentOut):
    """The same, with what others wrote since."""

    replies: list[MessageOut]


class PageOut(BaseModel):
    """Messages in order."""

    messages: list[MessageOut]
    last_seq: int


class AgentOut(BaseModel):
    """Somebody at the desk."""

    id: str
    name: str
    role: str


class SessionOut(BaseModel):
    """A signed-in agent; the token goes into a header of every change."""

    agent: AgentOut
    csrf_token: str


class QueueEntryOut(BaseModel):
    """A conversation that waits or is being served."""

    conversation_id: str
    buyer_name: str
    why: str
    skill: str
    summary: list[str]
    waiting_since: str
    last_text: str
    position: int | None
    unread: int


class QueueOut(BaseModel):
    """The queue, and the agent's own conversations."""

    waiting: list[QueueEntryOut]
    mine: list[QueueEntryOut]


class PacketOut(BaseModel):
    """What the bot gave along."""

    why: str
    why_text: str
    skill: str
    order_no: str | None
    case_no: str | None
    draft: list[FieldOut]
    evidence: list[UploadOut]
    summary: list[str]
    requested_at: str


class BuyerOut(BaseModel):
    """A buyer, as agents see one."""

    id: str
    name: str


class DossierOut(BaseModel):
    """All an agent needs to serve a conversation."""

    conversation: ConversationOut
    buyer: BuyerOut
    packet: PacketOut | None
    messages: list[MessageOut]
    cases: list[dict[str, JsonValue]]
    orders: list[dict[str, JsonValue]]


class CannedOut(BaseModel):
    """A ready-made reply."""

    title: str
    text: str


class HandoffOut(BaseModel):
    """Where a handed-over conversation stands."""

    state: str
    position: int | None


class DemoBuyerOut(BaseModel):
    """A buyer one may be in the demo."""

    buyer_id: str
    display_name: str
    hint: str


class DemoTokenOut(BaseModel):
    """A demo buyer's token."""

    token: str
    expires_at: str
