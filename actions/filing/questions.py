"""What the refund form asks: one thing at a time, with things to tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.cards.amounts import summary_card
from actions.cards.items import items_card
from actions.cards.overview import overview_card, why_not
from actions.chips import ALL_ITEMS, HUMAN, STOP, reasons, types
from actions.filing.draft import Draft
from actions.filing.together import options_of, possible
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.money import format_fen
from bot.aftersales.views import ItemHint, ItemView, Overview, Quote

_MOST_LISTED = 5


@dataclass(frozen=True)
class Asked:
    """The draft after a question, and the items that the question showed, if it did."""

    draft: Draft
    shown: tuple[int, ...] = ()


class Questions:
    """Asks for the first thing that a draft lacks, the confirmation last."""

    def __init__(self, door: BuyerDoor) -> None:
        self._door = door

    def ask(
        self, draft: Draft, turn: Turn, speech: Speech, rules: Quote | Overview | None
    ) -> Asked | None:
        """Ask; None when there is nothing to refund.

        Args:
            draft: what is known.
            turn: whose draft it is.
            speech: says it.
            rules: what the draft would come to; None while it does not say enough for that.
        """
        if draft.item is None:
            return self._ask_item(draft, turn, speech)
        if draft.type is None or draft.reason is None:
            self._ask_type_or_reason(draft, turn, speech)
        elif draft.evidence is None:
            speech.say("utter_ask_evidence", chips=[HUMAN, STOP])
        elif draft.confirmed is None and rules is not None:
            return Asked(_confirm(draft, speech, rules))
        return Asked(draft)

    def refundable(self, turn: Turn) -> list[ItemView]:
        """The buyer's latest items of which something can still be asked for."""
        recent = self._door.find_items(turn.buyer_id, ItemHint())
        return [item for item in recent if item.refundable_qty and not item.open_case_no]

    def _ask_item(self, draft: Draft, turn: Turn, speech: Speech) -> Asked | None:
        fitting = [self._door.item(turn.buyer_id, one) for one in draft.found or []]
        items = (fitting or self.refundable(turn))[:_MOST_LISTED]
        if not items:
            speech.say("utter_no_orders_to_refund", chips=[HUMAN])
            return None
        response = "utter_ask_which_of_these" if fitting else "utter_ask_which_item"
        chips = [ALL_ITEMS, STOP] if len(items) > 1 else [STOP]
        speech.say(response, card=items_card(items, "inform", speech.words), chips=chips)
        return Asked(draft, tuple(item.item_id for item in items))

    def _ask_type_or_reason(self, draft: Draft, turn: Turn, speech: Speech) -> None:
        left = possible(options_of(self._door, turn.buyer_id, draft), draft)
        name = self._name(left.titles, speech)
        if draft.type is None:
            speech.say("utter_ask_type", chips=[*types(left.types), STOP], item=name)
        else:
            chips = reasons(left.reasons)[:_MOST_LISTED]
            speech.say("utter_ask_reason", chips=chips, item=name)

    @staticmethod
    def _name(titles: Sequence[str], speech: Speech) -> str:
        if len(titles) == 1:
            return titles[0]
        return speech.words.say("utter_several_items", first=titles[0], count=len(titles))


def _confirm(draft: Draft, speech: Speech, rules: Quote | Overview) -> Draft:
    if isinstance(rules, Overview):
        return _confirm_several(draft, speech, rules)
    return _confirm_one(draft, speech, rules)


def _confirm_one(draft: Draft, speech: Speech, quote: Quote) -> Draft:
    """The summary: item, quantity, type, reason, amount, destination. Only this one counts."""
    speech.say(
        "utter_confirm_large" if quote.large_amount else "utter_confirm",
        card=summary_card(quote, speech.words),
        chips=_confirmation(quote.digest, large=quote.large_amount),
        amount=format_fen(quote.explanation.refund_fen),
    )
    return replace(draft, digest=quote.digest)


def _confirm_several(draft: Draft, speech: Speech, overview: Overview) -> Draft:
    """One overview, what cannot be refunded included, for one confirmation."""
    speech.say(
        "utter_confirm_several_but" if overview.refused else "utter_confirm_several",
        card=overview_card(overview, speech.words),
        chips=_confirmation(overview.digest, large=overview.large_amount),
        amount=format_fen(overview.total_fen),
        count=len(overview.quotes),
        refused=len(overview.refused),
    )
    return replace(draft, digest=overview.digest)


def _confirmation(digest: str, *, large: bool) -> list[Chip]:
    confirm = Chip("utter_chip_confirm", "affirm", (("confirmation", digest),))
    chips = [confirm, Chip("utter_chip_change", "deny"), STOP]
    return [*chips, HUMAN] if large else chips


def say_none_possible(overview: Overview, speech: Speech) -> None:
    """Nothing of several items can be refunded: why, each in one line."""
    lines = [
        speech.words.say(
            "utter_line_cannot", item=quote.item.title, why=why_not(quote, speech.words)
        )
        for quote in overview.refused[:_MOST_LISTED]
    ]
    speech.say("utter_none_possible", chips=[HUMAN], lines="\n".join(lines))
