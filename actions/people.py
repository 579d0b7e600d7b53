"""转人工 from anywhere in one turn, with all that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import requests
import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.anger import is_angry
from actions.buyer_action import BuyerAction
from actions.case_reference import cases_meant
from actions.cases.pending import Pending
from actions.cases.pending import forgotten as forget_command
from actions.chips import STATUS, WISHES
from actions.filing.draft import Draft, forgotten
from actions.filing.progress import known_fields
from actions.item_reference import named_now
from actions.onward import none_waits
from actions.speech import Speech
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.errors import NotFound
from bot.aftersales.money import format_fen
from bot.aftersales.views import CaseView, ItemView
from bot.cards.cases import status_text
from bot.wiring import BuyerSide
from bot.words import Words

log = structlog.get_logger()

_TIMEOUT_SECONDS = (1.0, 3.0)
Why = Literal["asked", "misunderstood", "angry", "large_amount", "risk", "exchange", "failure"]


@dataclass(frozen=True)
class Packet:
    """What the agent knows before the first word: why, what about, what was filled in."""

    conversation_id: str
    why: Why
    order_no: str | None
    case_no: str | None
    draft: list[dict[str, str]]
    evidence_ids: list[str]
    summary: list[str]


class HandoffClient:
    """Asks the gateway for a human."""

    def __init__(self, gateway_url: str, service_token: str) -> None:
        self._url = f"{gateway_url}/internal/v1/handoffs"
        self._http = requests.Session()
        self._http.headers["X-Service-Token"] = service_token

    def request(self, packet: Packet) -> bool:
        """Hand over; False when the gateway could not be reached or refused."""
        body = {name: value for name, value in vars(packet).items() if value is not None}
        try:
            answer = self._http.post(self._url, json=body, timeout=_TIMEOUT_SECONDS)
            answer.raise_for_status()
        except requests.RequestException as error:
            log.error("handoff_failed", conversation=packet.conversation_id, error=str(error))
            return False
        return True


class RequestHuman(BuyerAction):
    """Hands the conversation over; the gateway tells the buyer, as it knows the queue."""

    def __init__(self, side: BuyerSide, client: HandoffClient) -> None:
        super().__init__(side)
        self._client = client

    def name(self) -> str:
        """See the parent class."""
        return "action_request_human"

    def why(self, turn: Turn, tracker: Tracker) -> Why:
        """What the agent reads first."""
        if turn.intent == "apply_exchange":
            return "exchange"
        if is_angry(turn):
            return "angry"
        said = {
            event.get("name") for event in tracker.events[-40:] if event.get("event") == "action"
        }
        return "misunderstood" if turn.pressed and "action_not_understood" in said else "asked"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Hand over with the draft and the case at hand, and leave any form."""
        draft = Draft.read(tracker)
        item = self.door.item(turn.buyer_id, draft.item) if draft.item else None
        pending = Pending.read(tracker)
        case = self._case(turn, pending)
        packet = Packet(
            conversation_id=turn.conversation_id,
            why=self.why(turn, tracker),
            order_no=item.order_no if item else (case.item.order_no if case else None),
            case_no=case.case_no if case else None,
            draft=_filled_in(self.door, turn, draft, speech.words),
            evidence_ids=draft.uploads or [],
            summary=_summary(turn, draft, item, case, pending, speech),
        )
        if not self._client.request(packet):
            speech.say("utter_handoff_failed", chips=[WISHES["request_human"], STATUS])
        closed = [ActiveLoop(None), SlotSet("requested_slot", None)]
        return [*closed, *forgotten(), *forget_command(), none_waits()]

    def _case(self, turn: Turn, pending: Pending) -> CaseView | None:
        try:
            if pending.chosen:
                return self.door.case(turn.buyer_id, pending.chosen)
            cases = cases_meant(self.door, turn, self.side.clock.now(), open_only=True)
        except NotFound:
            return None
        return cases[0] if cases else None


class ApplyExchange(RequestHuman):
    """换货: the guide lists it, its form cannot submit it; explained, then a human's work."""

    def name(self) -> str:
        """See the parent class."""
        return "action_apply_exchange"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Explain, and offer both ways; the buyer decides."""
        speech.say(
            "utter_exchange_by_human", chips=[WISHES["request_human"], WISHES["apply_refund"]]
        )
        return named_now(self.door, turn, self.side.clock.now())


def _filled_in(door: BuyerDoor, turn: Turn, draft: Draft, words: Words) -> list[dict[str, str]]:
    known = known_fields(door, turn, draft, words)
    if draft.description:
        known.append((words.say("utter_label_description"), draft.description))
    return [{"label": label, "value": value} for label, value in known]


def _summary(
    turn: Turn,
    draft: Draft,
    item: ItemView | None,
    case: CaseView | None,
    pending: Pending,
    speech: Speech,
) -> list[str]:
    words = speech.words
    lines = [] if turn.pressed else [words.say("utter_packet_said", text=turn.safe_text[:80])]
    if item:
        paid = format_fen(item.paid_fen)
        lines.append(words.say("utter_packet_draft", item=item.title, amount=paid))
    if draft.description:
        lines.append(words.say("utter_packet_description", text=draft.description[:80]))
    command = f"utter_chip_confirm_{pending.wish}"
    if words.has(command):
        lines.append(words.say("utter_packet_command", command=words.say(command)))
    if case:
        lines.append(
            words.say(
                "utter_packet_case",
                case_no=case.case_no,
                item=case.item.title,
                status=status_text(case, words),
                amount=format_fen(case.requested_fen),
            )
        )
    return lines[:5]
