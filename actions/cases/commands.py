"""What a buyer may do with a submitted case after a confirmation: one entry a wish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.views import CaseView

Values = dict[str, str]


@dataclass(frozen=True)
class CaseCommand:
    """One command.

    ``event`` must be among the case's allowed events; ``needs`` are values asked for before the
    confirmation (an entity each); ``carry_out`` does it: door, buyer, case number, values, key.
    """

    wish: str
    event: str
    needs: tuple[str, ...]
    carry_out: Callable[[BuyerDoor, str, str, Values, str], CaseView]


def _withdraw(door: BuyerDoor, buyer: str, case_no: str, _values: Values, key: str) -> CaseView:
    return door.withdraw(buyer, case_no, idempotency_key=key)


def _escalate(door: BuyerDoor, buyer: str, case_no: str, _values: Values, key: str) -> CaseView:
    return door.escalate(buyer, case_no, idempotency_key=key)


def _ship_return(door: BuyerDoor, buyer: str, case_no: str, values: Values, key: str) -> CaseView:
    return door.ship_return(
        buyer,
        case_no,
        carrier=values["carrier"],
        tracking_no=values["tracking_no"],
        idempotency_key=key,
    )


COMMANDS: dict[str, CaseCommand] = {
    command.wish: command
    for command in (
        CaseCommand("cancel_refund", "WITHDRAW", (), _withdraw),
        CaseCommand("apply_intervention", "ESCALATE", (), _escalate),
        CaseCommand(
            "submit_return_tracking", "SHIP_RETURN", ("carrier", "tracking_no"), _ship_return
        ),
    )
}
