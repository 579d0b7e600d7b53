"""Which of the buyer's own cases a message is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.item_reference import hint_in, names_an_item
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.views import CaseView


def cases_meant(
    door: BuyerDoor, turn: Turn, now: datetime, *, open_only: bool
) -> Sequence[CaseView]:
    """The cases the message points to; all (open) ones when it points to none, newest first.

    Raises:
        NotFound: it names a case or order that is not there, or not this buyer's.
    """
    case_no = turn.value("case_no")
    if case_no is not None:
        return [door.case(turn.buyer_id, case_no)]
    cases = door.cases(turn.buyer_id, open_only=open_only)
    if not names_an_item(turn):
        return cases
    order_no = turn.value("order_no")
    if order_no is not None and len(order_no) == len("2026111500012345"):
        door.order(turn.buyer_id, order_no)
    hint = hint_in(turn, now, whole_message=False)
    if hint is None:
        return cases
    meant = {item.item_id for item in door.find_items(turn.buyer_id, hint)}
    about = [case for case in cases if case.item.item_id in meant]
    return about or (cases if order_no is None else [])
