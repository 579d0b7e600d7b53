"""我的订单, 快递到哪了: the buyer's own orders with their parcels."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.buyer_action import BuyerAction
from actions.cards.items import orders_card
from actions.item_reference import SHOWN_ITEMS, hint_in
from actions.speech import Speech
from actions.turn import Turn
from bot.aftersales.views import OrderView

_MOST_SHOWN = 5


class QueryOrder(BuyerAction):
    """Shows the order the message points to, else the latest ones."""

    returns_to_form = True

    def name(self) -> str:
        """See the parent class."""
        return "action_query_order"

    def act(self, turn: Turn, tracker: Tracker, speech: Speech) -> list[EventType]:
        """Show orders."""
        orders = self._meant(turn)
        if orders is None:
            orders, response = self.door.orders(turn.buyer_id, limit=_MOST_SHOWN), "utter_orders"
        else:
            response = "utter_order_found" if orders else "utter_refused_order_not_found"
        if not orders:
            speech.say(response if response != "utter_orders" else "utter_no_orders")
            return []
        speech.say(response, card=orders_card(orders, speech.words))
        shown = [[item.item_id for item in order.items] for order in orders]
        return [SlotSet(SHOWN_ITEMS, shown)]

    def _meant(self, turn: Turn) -> list[OrderView] | None:
        hint = hint_in(turn, self.side.clock.now(), whole_message=False)
        if hint is None:
            return None
        numbers = dict.fromkeys(item.order_no for item in self.door.find_items(turn.buyer_id, hint))
        if not numbers and turn.value("order_no") is None:
            return None
        return [self.door.order(turn.buyer_id, number) for number in list(numbers)[:_MOST_SHOWN]]
