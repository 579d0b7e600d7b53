"""What the refund form asks: one thing at a time, with things to tap."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.buyer_action import BuyerAction
from actions.cards.amounts import summary_card
from actions.cards.items import items_card
from actions.chips import HUMAN, STOP, reasons, types
from actions.filing.draft import Draft, forgotten
from actions.speech import Chip, Speech
from actions.turn import Turn
from bot.aftersales.codes import CaseType
from bot.aftersales.money import format_fen
from bot.aftersales.views import ItemHint, ItemOptions, ItemView

_MOST_LISTED = 5


class AskItem(BuyerAction):
    """Which item? The ones that fit what was said, else the latest ones."""

    def name(self) -> str:
        """See the parent class."""
        return "action_ask_refund_form_refund_item"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Show a card to pick from and remember its order."""
        draft = Draft.read(tracker)
        fitting = [self.door.item(turn.buyer_id, one) for one in draft.found or []]
        items = (fitting or self._refundable(turn))[:_MOST_LISTED]
        if not items:
            speech.say("utter_no_orders_to_refund", chips=[HUMAN])
            return [ActiveLoop(None), SlotSet("requested_slot", None), *forgotten()]
        response = "utter_ask_which_of_these" if fitting else "utter_ask_which_item"
        speech.say(response, card=items_card(items, "inform", speech.words), chips=[STOP])
        return draft.changes_to(replace(draft, listed=[item.item_id for item in items]))

    def _refundable(self, turn: Turn) -> list[ItemView]:
        recent = self.door.find_items(turn.buyer_id, ItemHint())
        return [item for item in recent if item.refundable_qty and not item.open_case_no]


class AskType(BuyerAction):
    """仅退款 or 退货退款? Only what the order's state allows."""

    def name(self) -> str:
        """See the parent class."""
        return "action_ask_refund_form_refund_type"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Ask for the type, naming the item."""
        options = _options(self, turn, Draft.read(tracker))
        chips = [*types(options.types), STOP]
        speech.say("utter_ask_type", chips=chips, item=options.item.title)
        return []


class AskReason(BuyerAction):
    """What is wrong? Only reasons that this order and type allow."""

    def name(self) -> str:
        """See the parent class."""
        return "action_ask_refund_form_refund_reason"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Ask for the reason."""
        draft = Draft.read(tracker)
        options = _options(self, turn, draft)
        possible = options.reasons.get(CaseType(draft.type or CaseType.REFUND_ONLY), ())
        chips = reasons(possible)[:_MOST_LISTED]
        speech.say("utter_ask_reason", chips=chips, item=options.item.title)
        return []


class AskEvidence(BuyerAction):
    """A picture or video is needed for this reason."""

    def name(self) -> str:
        """See the parent class."""
        return "action_ask_refund_form_refund_evidence"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Ask for evidence."""
        speech.say("utter_ask_evidence", chips=[HUMAN, STOP])
        return []


class AskConfirmation(BuyerAction):
    """The summary: item, quantity, type, reason, amount, destination. Only this one counts."""

    def name(self) -> str:
        """See the parent class."""
        return "action_ask_refund_form_refund_confirmed"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Show the summary and remember which one it was."""
        draft = Draft.read(tracker)
        quote = self.door.quote(turn.buyer_id, draft.to_submit())
        confirm = Chip("utter_chip_confirm", "affirm", (("confirmation", quote.digest),))
        change = Chip("utter_chip_change", "deny")
        chips = [confirm, change, STOP]
        if quote.large_amount:
            chips.append(HUMAN)
        response = "utter_confirm_large" if quote.large_amount else "utter_confirm"
        speech.say(
            response,
            card=summary_card(quote, speech.words),
            chips=chips,
            amount=format_fen(quote.explanation.refund_fen),
        )
        return draft.changes_to(replace(draft, digest=quote.digest))


def _options(action: BuyerAction, turn: Turn, draft: Draft) -> ItemOptions:
    if draft.item is None:
        raise LookupError("the form asks before an item is known")
    return action.door.options(turn.buyer_id, draft.item)
