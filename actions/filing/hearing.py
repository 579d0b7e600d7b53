"""Hears one message into the draft: what it names is taken, what it corrects is corrected.

Hearing the same message twice changes nothing the second time, because Rasa may ask twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from actions.filing.choosing import Choice, Chooser, takes_back
from actions.filing.draft import Draft
from actions.filing.taking import (
    ANSWERS,
    VALUES,
    Remark,
    account_of_another,
    take_confirmation,
    take_destination,
    take_figures,
    take_item,
    take_reason,
    take_several,
    take_type,
    take_uploads,
)
from actions.item_reference import Rows
from actions.turn import NOT_UNDERSTOOD, OUT_OF_SCOPE, Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.views import ItemOptions
from bot.clock import Clock

_FILING_INTENTS = frozenset({"apply_refund", "inform", "modify_refund", "add_evidence"})
# Read without its context a bare answer often looks like one of these; a value that is not put as a
# question, while the form is waiting for values, is an answer.
_UNSURE = frozenset({"nlu_fallback", "complain", "out_of_scope"})
# 算了别退钱包,退回微信 drops nothing.
_CORRECTED_BY_NEVER_MIND = ("destination", "amount", "quantity")
_DECIDES = re.compile("还是|就[退这按]|改成?|换成?")
_ANSWERED_BY_YES_OR_NO = frozenset({"refund_confirmed", "refund_evidence"})
_NAMESPACE = UUID("6f2b8b52-5a1d-4b06-9c57-3f5d5f0f4c11")


@dataclass(frozen=True)
class Heard:
    """The draft after a message.

    ``taken`` is False when the message was about something else; ``barred`` says that nothing can
    be asked for about this item, whatever the type and reason.
    """

    draft: Draft
    taken: bool
    remarks: tuple[Remark, ...] = ()
    barred: bool = False


class Listener:
    """Hears messages of buyers into drafts."""

    def __init__(self, door: BuyerDoor, clock: Clock) -> None:
        self._door = door
        self._clock = clock
        self._chooser = Chooser(door, clock)

    def hear(
        self, draft: Draft, turn: Turn, *, listed: Rows, message_id: str, returns: bool
    ) -> Heard:
        """``draft`` after ``turn``.

        Args:
            draft: what was known before.
            turn: the message.
            listed: the list shown last.
            message_id: names the message; a new draft's key is made from it.
            returns: whether the buyer comes back after a pause, when a bare yes or no may be about
                anything.
        """
        if not self._is_about_the_draft(draft, turn):
            return Heard(draft, taken=False)
        remarks: list[Remark] = []
        draft = replace(draft, key=draft.key or str(uuid5(_NAMESPACE, message_id)))
        choice = self._chooser.choose(draft, turn, listed, remarks)
        options = self._options(choice, turn)
        draft = _chosen(draft, choice, options, turn)
        draft = take_reason(draft, turn, options)
        draft = take_type(draft, turn, options, remarks)
        draft = take_figures(draft, turn, options, remarks)
        draft = take_destination(draft, turn, options, remarks)
        draft = take_uploads(draft, turn)
        if not (returns and not turn.pressed):
            draft = take_confirmation(draft, turn, remarks)
        draft = replace(draft, touched_at=self._clock.now().isoformat())
        return Heard(draft, taken=True, remarks=tuple(remarks), barred=_is_barred(options))

    def leaves_one(self, draft: Draft, turn: Turn) -> bool:
        """Whether one of several items is to be kept, and the others go back."""
        return self._chooser.leaves_one(draft, turn)

    def _options(self, choice: Choice, turn: Turn) -> ItemOptions | None:
        if len(choice.items) != 1:
            return None
        return self._door.options(turn.buyer_id, choice.items[0])

    def _is_about_the_draft(self, draft: Draft, turn: Turn) -> bool:
        about_a_case = turn.intent == "modify_refund" and turn.value("case_no")
        if turn.upload_ids or (turn.intent in _FILING_INTENTS and not about_a_case):
            return True
        if turn.requested_slot is None:
            # The form is only opened by somebody who has found a wish to file in it.
            return turn.intent in {NOT_UNDERSTOOD, OUT_OF_SCOPE}
        return self.leaves_one(draft, turn) or _is_an_order(turn) or self._answers(turn)

    def _answers(self, turn: Turn) -> bool:
        """Whether a message that looks like something else answers the open question."""
        says_a_value = any(turn.value(name) for name in VALUES)
        if turn.intent in ANSWERS:
            return says_a_value or turn.requested_slot in _ANSWERED_BY_YES_OR_NO
        if turn.intent == "stop":
            return any(turn.value(name) for name in _CORRECTED_BY_NEVER_MIND)
        asks = turn.asks and not _says_where_to(turn)
        if asks or not (turn.intent in _UNSURE or turn.intent.startswith("faq_")):
            return False
        names = turn.requested_slot == "refund_item" and self._chooser.names_something(turn)
        return says_a_value or names or account_of_another(turn)


def _is_an_order(turn: Turn) -> bool:
    """单号错了,是 and the number of an order: by its sound a parcel's, by its digits none."""
    looks_like_a_parcel = turn.intent == "submit_return_tracking"
    return looks_like_a_parcel and bool(turn.value("order_no")) and not turn.value("tracking_no")


def _says_where_to(turn: Turn) -> bool:
    """还是从哪里付的退到哪里去 is put like a question, and is none; nor is 退到我儿子那行不行."""
    said = turn.value("destination")
    return said == "other" or (said is not None and bool(_DECIDES.search(turn.plain)))


def _is_barred(options: ItemOptions | None) -> bool:
    if options is None:
        return False
    item = options.item
    return not options.types or item.open_case_no is not None or item.refundable_qty == 0


def _chosen(draft: Draft, choice: Choice, options: ItemOptions | None, turn: Turn) -> Draft:
    if options is not None:
        return take_item(draft, options, slip=turn.safe_text if takes_back(turn) else None)
    if choice.together:
        return take_several(draft, choice.items)
    return replace(draft, found=list(choice.items)) if choice.items else draft
