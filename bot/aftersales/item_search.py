"""Which of the buyer's items do the words point to? Only the best matches are handed out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager

from bot.aftersales.codes import OrderStatus
from bot.aftersales.models import Order, OrderItem
from bot.aftersales.views import ItemHint

_LOOKED_AT = 500
"""How many of the buyer's latest items are searched."""

_RECENT = 10
"""How many items an empty hint gives."""

_MIN_ORDER_DIGITS = 4
_WORDS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_ABOUT_THE_REFUND = frozenset(
    Path(__file__).with_name("refund_words.txt").read_text(encoding="utf-8").split()
)
"""Bigrams and words that speak of the wish and not of the goods."""

_LATEST_ITEMS = (
    select(OrderItem)
    .join(OrderItem.order)
    .where(Order.buyer_id == bindparam("buyer_id"))
    .order_by(Order.created_at.desc(), OrderItem.id)
    .limit(_LOOKED_AT)
    .options(contains_eager(OrderItem.order).lazyload(Order.shipments))
)


def search_items(session: Session, buyer_id: str, hint: ItemHint) -> list[OrderItem]:
    """The buyer's items that fit every set field of ``hint`` best, newest first.

    An empty hint gives the latest items that were paid for; nothing fitting gives nothing.
    """
    items = list(session.scalars(_LATEST_ITEMS, {"buyer_id": buyer_id}).unique())
    if hint == ItemHint():
        unpaid = {OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED}
        return [item for item in items if item.order.status not in unpaid][:_RECENT]
    if (order_no := hint.order_no) is not None:
        items = [item for item in items if _is_order(item.order_no, order_no)]
    for fits in _filters(hint):
        narrowed = [item for item in items if fits(item)]
        # Buyers misremember days and prices: beside other words these only narrow what fits.
        if narrowed or (hint.text is None and hint.order_no is None):
            items = narrowed
    if hint.text is not None:
        by_text = _best_by_text(items, hint.text)
        # A message that names an order or a date need not name the goods as well.
        says_only_text = hint == ItemHint(text=hint.text)
        items = by_text if by_text or says_only_text else items
    if hint.latest and items:
        newest = items[0].order_no
        items = [item for item in items if item.order_no == newest]
    return items


def _filters(hint: ItemHint) -> list[Callable[[OrderItem], bool]]:
    found: list[Callable[[OrderItem], bool]] = []
    if (amount := hint.amount_fen) is not None:
        found.append(lambda item: amount in _amounts(item))
    if (day := hint.ordered_on) is not None:
        found.append(lambda item: item.order.created_at.date() == day)
    return found


def _is_order(order_no: str, said: str) -> bool:
    return order_no == said or (len(said) >= _MIN_ORDER_DIGITS and order_no.endswith(said))


def _amounts(item: OrderItem) -> set[int]:
    """The amounts by which a buyer may remember an item: paid, listed, a piece's, the order's."""
    return {
        item.paid_fen,
        item.list_amount_fen,
        item.unit_price_fen,
        item.order.paid_fen,
    }


def _best_by_text(items: list[OrderItem], text: str) -> list[OrderItem]:
    """The items whose title and attributes share most with ``text``, else whose shop does."""
    said = _pieces(text) - _ABOUT_THE_REFUND
    for score in (_score, _score_of_seller):
        scored = [(score(item, said), item) for item in items]
        best = max((points for points, _ in scored), default=0)
        if best:
            return [item for points, item in scored if points == best]
    return []


def _score(item: OrderItem, said: set[str]) -> int:
    """Shared pieces; one of the title says more than one of the attributes."""
    return 2 * len(said & _pieces(item.title)) + len(said & _pieces(item.attrs))


def _score_of_seller(item: OrderItem, said: set[str]) -> int:
    """How many of the pieces of the shop's name were said; one alone says nothing."""
    shared = len(said & _pieces(item.order.seller.name))
    return shared if shared > 1 else 0


def _pieces(text: str) -> set[str]:
    """Latin words and numbers whole, runs of Chinese characters as bigrams."""
    pieces: set[str] = set()
    for word in _WORDS.findall(unicodedata.normalize("NFKC", text).lower()):
        if word.isascii() or len(word) == 1:
            pieces.add(word)
        else:
            pieces.update(word[at : at + 2] for at in range(len(word) - 1))
    return pieces
