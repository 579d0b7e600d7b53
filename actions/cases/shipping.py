"""Noting the parcel that goes back: carrier and number, together or one at a time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from actions.cases.carriers import MOST_USED, carrier_of, unlisted_carrier
from actions.cases.command import ConfirmedCommand
from actions.cases.pending import Values
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.carriers import carrier_name
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card
from bot.cards.figures import day, instant

_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{0,5}\d{8,20}[A-Za-z]{0,2}(?![A-Za-z0-9])")
_PHONE = re.compile(r"1[3-9]\d{9}")
_NOT_NOW = Chip("utter_chip_no", "deny")


class ShipReturn(ConfirmedCommand):
    """顺丰 SF1402837465999."""

    wish = "submit_return_tracking"
    event = "SHIP_RETURN"
    retries = frozenset({"TRACKING_NO_USED", "PARCEL_INVALID"})

    def hear(self, turn: Turn, case: CaseView | None, values: Values, speech: Speech) -> Values:
        """See the parent class."""
        number = turn.value("tracking_no") or _number_asked_for(turn, values)
        carrier = turn.value("carrier")
        if carrier is None and values.get("asked") == "carrier" and not turn.pressed:
            carrier = unlisted_carrier(turn.text)
        after = dict(values)
        if number:
            after["tracking_no"] = number
            recognised = carrier_of(number)
            if carrier is None and (recognised or values.get("recognised")):
                after.update(carrier=recognised, recognised=True)
        if carrier:
            after.update(carrier=carrier, recognised=False)
        return after

    def takes(self, turn: Turn, values: Values) -> bool:
        """See the parent class."""
        if turn.value("carrier") or turn.value("tracking_no") or _number_asked_for(turn, values):
            return True
        return values.get("asked") == "carrier" and bool(unlisted_carrier(turn.text))

    def ask(self, buyer_id: str, case: CaseView, values: Values, speech: Speech) -> Values | None:
        """See the parent class."""
        carrier, number = values.get("carrier"), values.get("tracking_no")
        if carrier and number:
            return None
        until = instant(case.deadline_at) if case.deadline_at else ""
        if not carrier and not number:
            card = case_card(case, speech.words)
            speech.say("utter_ask_parcel", card=card, chips=[_NOT_NOW], deadline=until)
            return {**values, "asked": "parcel"}
        if not number:
            name = carrier_name(str(carrier)) or carrier
            speech.say("utter_ask_tracking_no", chips=[_NOT_NOW], carrier=name)
            return {**values, "asked": "tracking_no"}
        chips = [
            Chip(f"utter_carrier_{code.lower()}", "inform", (("carrier", code),))
            for code in MOST_USED
        ]
        speech.say("utter_ask_carrier", chips=[*chips, _NOT_NOW], tracking_no=number)
        return {**values, "asked": "carrier"}

    def figures(
        self, buyer_id: str, case: CaseView, values: Values, speech: Speech
    ) -> dict[str, Any]:
        """The parcel, and until when the seller has to confirm it."""
        last = self.side.clock.now().date() + timedelta(days=self.side.policy.seller_receive_days)
        return {
            "carrier": carrier_name(values["carrier"]) or values["carrier"],
            "tracking_no": values["tracking_no"],
            "last": day(last),
        }

    def after_refusal(self, values: Values) -> Values:
        """A number that was refused is asked for again."""
        return {name: value for name, value in values.items() if name != "tracking_no"}

    def carry_out(
        self, buyer_id: str, case_no: str, values: Values, *, digest: str, key: str
    ) -> CaseView:
        """See the parent class."""
        return self.door.ship_return(
            buyer_id,
            case_no,
            carrier=values["carrier"],
            tracking_no=values["tracking_no"],
            idempotency_key=key,
        )


def _number_asked_for(turn: Turn, values: Values) -> str | None:
    """A parcel's number of no known form, where one was asked for."""
    if values.get("asked") not in {"parcel", "tracking_no"} or turn.pressed or turn.asks:
        return None
    match = _NUMBER.search(turn.text)
    return match[0].upper() if match and not _PHONE.fullmatch(match[0]) else None
