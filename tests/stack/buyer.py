"""A buyer with the chat open: says things, taps, uploads, and reads what comes back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from typing import Any

import httpx
from PIL import Image

from bot.aftersales.views import CaseView
from tests.gateway.running import token_for
from tests.stack.running_bot import RunningBot


@dataclass(frozen=True)
class Answer:
    """What came back for one message."""

    messages: tuple[dict[str, Any], ...]

    @property
    def text(self) -> str:
        """All words, one message a line."""
        return "\n".join(message["text"] for message in self.messages)

    @property
    def labels(self) -> list[str]:
        """What can be tapped below the messages, cards aside."""
        return [chip["label"] for message in self.messages for chip in message["chips"]]

    def card(self, kind: str) -> dict[str, Any]:
        """The last card of that kind."""
        cards = [message["card"] for message in self.messages if message["card"]]
        for card in reversed(cards):
            if card["kind"] == kind:
                found: dict[str, Any] = card
                return found
        raise AssertionError(f"no {kind} card in: {self.text!r}, cards {cards}")

    def token(self, label: str) -> str:
        """What tapping ``label`` sends; the last one of that name."""
        tokens = [
            chip["token"] for chip in _chips_in(list(self.messages)) if chip["label"] == label
        ]
        assert tokens, f"nothing to tap named {label} in: {self.text!r} {self.labels}"
        return str(tokens[-1])


@dataclass
class Buyer:
    """A buyer who is signed in."""

    id: str
    bot: RunningBot
    http: httpx.Client
    answer: Answer = field(default_factory=lambda: Answer(()))

    @classmethod
    def of(cls, bot: RunningBot, buyer_id: str) -> Buyer:
        """The app hands over a token."""
        return cls(buyer_id, bot, bot.http(Authorization=f"Bearer {token_for(buyer_id)}"))

    def say(self, text: str) -> Answer:
        """Type a line and wait for what comes back."""
        return self.send({"text": text})

    def tap(self, label: str) -> Answer:
        """Tap what the last answer offers under that name."""
        return self.tap_token(self.answer.token(label))

    def tap_token(self, token: str) -> Answer:
        """Tap a chip that may be further up in the chat."""
        return self.send({"chip": token})

    def show(self, *upload_ids: str) -> Answer:
        """Send uploaded files."""
        return self.send({"upload_ids": list(upload_ids)})

    def send(self, body: dict[str, Any]) -> Answer:
        """Send a message and wait for the end of the turn."""
        response = self.post(body)
        assert response.status_code == 201, response.text
        self.answer = Answer(tuple(response.json()["replies"]))
        return self.answer

    def post(self, body: dict[str, Any]) -> httpx.Response:
        """Send a message, whatever becomes of it."""
        body = {"client_msg_id": uuid.uuid4().hex, **body}
        return self.http.post("/api/v1/messages", json=body, params={"wait": 1})

    def upload(self) -> str:
        """Upload a new picture; its id."""
        response = self.put_file(picture())
        assert response.status_code == 201, response.text
        return str(response.json()["upload_id"])

    def put_file(self, content: bytes) -> httpx.Response:
        """Upload anything."""
        return self.http.post("/api/v1/uploads", files={"file": ("photo.png", content)})

    def history(self) -> list[dict[str, Any]]:
        """The whole chat."""
        messages: list[dict[str, Any]] = self.http.get("/api/v1/messages").json()["messages"]
        return messages

    def conversation(self) -> dict[str, Any]:
        """Who answers now."""
        shown: dict[str, Any] = self.http.get("/api/v1/conversation").json()
        return shown

    def cases(self) -> list[CaseView]:
        """What really stands in the shop, newest first."""
        return self.bot.door.cases(self.id)

    def case(self) -> CaseView:
        """The only case there is."""
        cases = self.cases()
        assert len(cases) == 1, f"{len(cases)} cases after: {self.answer.text!r}"
        return cases[0]


MakeBuyer = Callable[..., Buyer]
"""Makes a new buyer with the orders given, and with a wallet where asked for."""


def picture() -> bytes:
    """A picture unlike any other: a file seen before at another buyer's would be suspicious."""
    noise = Random(uuid.uuid4().int)
    image = Image.frombytes("RGB", (16, 16), noise.randbytes(16 * 16 * 3)).resize((160, 160))
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def fields_of(card: dict[str, Any]) -> dict[str, str]:
    """The labelled values of a card."""
    return {field["label"]: field["value"] for field in card["fields"]}


def lines_of(card: dict[str, Any]) -> dict[str, int]:
    """The lines of an amount, in fen."""
    return {line["label"]: line["fen"] for line in card["lines"]}


def _chips_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _chips_in(each)
    elif isinstance(value, dict):
        if value.keys() == {"label", "token"}:
            yield value
        for each in value.values():
            yield from _chips_in(each)
