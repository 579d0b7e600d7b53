"""What the buyer has just said, read from Rasa's tracker into one typed picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rasa_sdk import Tracker
from rasa_sdk.types import DomainDict

_QUESTION = re.compile(
    "[??吗嘛么呢]|怎么|咋|多久|多少|几天|谁|能不能|行不行|可不可以|是不是|要不要|有没有|为什么|为啥|哪|啥|如何"
)
_IN_A_NAME = re.compile(
    "系统(?:提示|消息|通知|指令|管理)|管理员|开发者|我(?:就)?是(?:你们?的?)?(?:卖家|商家|店家|店主|平台|客服|官方|老板|工程师)"
    "|(?:买家|用户|客户)已(?:经)?(?:确认|同意)|忽略(?:之前|以上|上面|前面)|代表(?:卖家|平台|官方)"
)
_ACTS_AT_ONCE = frozenset({"affirm", "urge_refund"})
NOT_UNDERSTOOD, OUT_OF_SCOPE = "nlu_fallback", "out_of_scope"
_PRIVATE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{16,19})(?!\d)")


@dataclass(frozen=True)
class Entity:
    """A value in the message: what it is, what it means, and how the buyer wrote it."""

    name: str
    value: str
    text: str
    start: int


@dataclass(frozen=True)
class FurtherWish:
    """A wish after the first one in the same message: what it is and how the buyer wrote it."""

    intent: str
    text: str


@dataclass(frozen=True)
class Turn:
    """One message of a buyer in one conversation.

    ``text`` are the buyer's own words, in which entities have their places; ``plain`` is the same
    normalised (simplified characters, one width), fit for looking for words in it. Where a message
    holds several wishes, all of it is about the first one but ``further``.
    ``pressed`` says that it came from a chip, which only the server can have signed;
    ``requested_slot`` is what the bot had just asked for.
    """

    conversation_id: str
    buyer_id: str
    intent: str
    ranking: tuple[str, ...]
    text: str
    plain: str
    entities: tuple[Entity, ...]
    upload_ids: tuple[str, ...]
    pressed: bool
    requested_slot: str | None
    active_form: str | None
    further: tuple[FurtherWish, ...] = ()

    def value(self, name: str) -> str | None:
        """The last value of that name or None: later words correct earlier ones."""
        values = self.values(name)
        return values[-1] if values else None

    def values(self, name: str) -> list[str]:
        """All values of that name, in reading order."""
        return [entity.value for entity in self.entities if entity.name == name]

    def words(self, name: str) -> str | None:
        """How the buyer wrote the last value of that name."""
        texts = [entity.text for entity in self.entities if entity.name == name]
        return texts[-1] if texts else None

    @property
    def asks(self) -> bool:
        """Whether the message is put as a question."""
        return not self.pressed and bool(_QUESTION.search(self.plain))

    @property
    def safe_text(self) -> str:
        """The text with phone and card numbers taken out, fit to be stored in a case."""
        return "" if self.pressed else _PRIVATE.sub("***", self.text)


def read_turn(tracker: Tracker, buyer_id: str) -> Turn:
    """The latest message in ``tracker``, said by ``buyer_id``."""
    message = tracker.latest_message
    event = _last_message(tracker)
    plain = str(message.get("text") or "")
    text = str(event.get("text") or plain)
    pressed = text.startswith("/")
    several = message.get("several_wishes") or {}
    until = several.get("until", len(text))
    return Turn(
        conversation_id=tracker.sender_id,
        buyer_id=buyer_id,
        intent=_intent(message, plain, pressed=pressed),
        ranking=tuple(str(guess["name"]) for guess in message.get("intent_ranking") or ()),
        text=text[:until],
        plain=several.get("plain", plain),
        entities=tuple(one for one in _entities(message, text) if one.start < until),
        upload_ids=tuple(str(one) for one in _metadata(event).get("upload_ids") or ()),
        pressed=pressed,
        requested_slot=tracker.get_slot("requested_slot"),
        active_form=tracker.active_loop.get("name") if tracker.active_loop else None,
        further=tuple(FurtherWish(**one) for one in several.get("further", ())),
    )


def _intent(message: DomainDict, plain: str, *, pressed: bool) -> str:
    """The intent; what is said in somebody else's name agrees to nothing and urges nobody."""
    name = str((message.get("intent") or {}).get("name") or NOT_UNDERSTOOD)
    in_a_name = not pressed and name in _ACTS_AT_ONCE and _IN_A_NAME.search(plain)
    return OUT_OF_SCOPE if in_a_name else name


def _entities(message: DomainDict, text: str) -> Iterator[Entity]:
    for entity in message.get("entities") or ():
        value = entity.get("value")
        if value is None:
            continue
        start = int(entity.get("start") or 0)
        said = entity.get("text") or text[start : int(entity.get("end") or start)]
        yield Entity(str(entity["entity"]), str(value), str(said), start)


def message_id(tracker: Tracker) -> str:
    """The gateway's name for the latest message: the same when Rasa asks twice."""
    message = _last_message(tracker)
    own = _metadata(message).get("message_id")
    return str(own or message.get("message_id") or message.get("timestamp"))


def _metadata(message: DomainDict) -> DomainDict:
    return message.get("metadata") or {}


def _last_message(tracker: Tracker) -> DomainDict:
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return event
    return {}
