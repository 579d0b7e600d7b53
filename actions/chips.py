"""The things to tap that several wishes share."""

from __future__ import annotations

from collections.abc import Sequence

from actions.speech import Chip
from bot.aftersales.codes import CaseType, Reason

HUMAN = Chip("utter_chip_human", "request_human")
STOP = Chip("utter_chip_stop", "stop")
APPLY = Chip("utter_chip_apply", "apply_refund")
STATUS = Chip("utter_chip_status", "query_refund_status")
AMOUNT = Chip("utter_chip_amount", "explain_refund_amount")
ORDERS = Chip("utter_chip_orders", "query_order")

WISHES: dict[str, Chip] = {
    "apply_refund": APPLY,
    "query_refund_status": STATUS,
    "explain_refund_amount": AMOUNT,
    "query_order": ORDERS,
    "cancel_refund": Chip("utter_chip_cancel", "cancel_refund"),
    "modify_refund": Chip("utter_chip_modify", "modify_refund"),
    "submit_return_tracking": Chip("utter_chip_tracking", "submit_return_tracking"),
    "add_evidence": Chip("utter_chip_evidence", "add_evidence"),
    "apply_intervention": Chip("utter_chip_intervention", "apply_intervention"),
    "urge_refund": Chip("utter_chip_urge", "urge_refund"),
    "apply_exchange": Chip("utter_chip_exchange", "apply_exchange"),
    "request_human": HUMAN,
}

ALL_ITEMS = Chip("utter_chip_all_items", "inform", (("ordinal", "all"),))

START: tuple[Chip, ...] = (APPLY, STATUS, ORDERS, HUMAN)


def types(possible: Sequence[CaseType]) -> list[Chip]:
    """One chip a possible type."""
    return [
        Chip(f"utter_type_{kind.lower()}", "inform", (("service_type", kind.lower()),))
        for kind in possible
    ]


def reasons(possible: Sequence[Reason]) -> list[Chip]:
    """One chip a possible reason."""
    return [
        Chip(f"utter_reason_{reason.lower()}", "inform", (("reason", reason.lower()),))
        for reason in possible
    ]
