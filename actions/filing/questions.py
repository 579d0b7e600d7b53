"""What the refund form asks: one thing at a time, with things to tap."""

from __future__ import annotations

from dataclasses import replace

from actions.cards.amounts import summary_card
from actions.cards.items import items_card
from actions.chips import HUMAN, STOP, reasons, types
from actions.filing.draft import Draft
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType
from bot.aftersales.money import format_fen
from bot.aftersales.views import ItemHint, ItemView, Quote

_MOST_LISTED = 5


class Questions:
    """Asks for the first thing that a draft lacks, the confirmation last."""

    def __init__(self, door: BuyerDoor) -> None:
        self._door = door

    def ask(self, draft: Draft, turn: Turn, speech: Speech, quote: Quote | None) -> Draft | None:
        """Ask; the draft remembers what was shown. None when there is nothing to refund.

        Args:
            draft: what is known.
            turn: whose draft it is.
            speech: says it.
            quote: what the draft would come to, where that was asked for already.
        """
        if draft.item is None:
            return self._ask_item(draft, turn, speech)
        if draft.type is None:
            options = self._door.options(turn.buyer_id, draft.item)
            chips = [*types(options.types), STOP]
            speech.say("utter_ask_type", chips=chips, item=options.item.title)
            return draft
        if draft.reason is None:
            options = self._door.options(turn.buyer_id, draft.item)
            chips = reasons(options.reasons.get(CaseType(draft.type), ()))[:_MOST_LISTED]
            speech.say("utter_ask_reason", chips=chips, item=options.item.title)
            return draft
        if draft.evidence is None:
            speech.say("utter_ask_evidence", chips=[HUMAN, STOP])
            return draft
        if draft.confirmed is None:
            return self._ask_confirmation(draft, turn, speech, quote)
        return draft

    def _ask_item(self, draft: Draft, turn: Turn, speech: Speech) -> Draft | None:
        fitting = [self._door.item(turn.buyer_id, one) for one in draft.found or []]
        items = (fitting or self._refundable(turn))[:_MOST_LISTED]
        if not items:
            speech.say("utter_no_orders_to_refund", chips=[HUMAN])
            return None
        response = "utter_ask_which_of_these" if fitting else "utter_ask_which_item"
        speech.say(response, card=items_card(items, "inform", speech.words), chips=[STOP])
        return replace(draft, listed=[item.item_id for item in items])

    def _refundable(self, turn: Turn) -> list[ItemView]:
        recent = self._door.find_items(turn.buyer_id, ItemHint())
        return [item for item in recent if item.refundable_qty and not item.open_case_no]

    def _ask_confirmation(
        self, draft: Draft, turn: Turn, speech: Speech, quote: Quote | None
    ) -> Draft:
        """The summary: item, quantity, type, reason, amount, destination. Only this one counts."""
        quote = quote or self._door.quote(turn.buyer_id, draft.to_submit())
        confirm = Chip("utter_chip_confirm", "affirm", (("confirmation", quote.digest),))
        chips = [confirm, Chip("utter_chip_change", "deny"), STOP]
        if quote.large_amount:
            chips.append(HUMAN)
        speech.say(
            "utter_confirm_large" if quote.large_amount else "utter_confirm",
            card=summary_card(quote, speech.words),
            chips=chips,
            amount=format_fen(quote.explanation.refund_fen),
        )
        return replace(draft, digest=quote.digest)
