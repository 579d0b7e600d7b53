"""Do an order's amounts add up, and what was paid for each of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.aftersales.importing.document import ImportItem, ImportOrder
from bot.aftersales.importing.problems import Problem
from bot.aftersales.money import LineShares, allocate_discounts

_SHARES = ("promotion", "coupon", "points")


@dataclass(frozen=True)
class OrderAmounts:
    """What the lines of an order come to, in line order; all amounts in fen."""

    list_amounts_fen: tuple[int, ...]
    shares: tuple[LineShares, ...]


def amounts_of(order: ImportOrder) -> OrderAmounts:
    """The lines of an order that adds up, the shares of its discounts worked out if need be.

    Raises:
        ValueError: the order's discounts exceed its goods.
    """
    lists = tuple(_list_amount(item) for item in order.items)
    if _shares_given(order):
        shares = tuple(
            LineShares(
                promotion_fen=item.promotion_alloc_fen or 0,
                coupon_fen=item.coupon_alloc_fen or 0,
                points_fen=item.points_alloc_fen or 0,
                paid_fen=amount
                - (item.promotion_alloc_fen or 0)
                - (item.coupon_alloc_fen or 0)
                - (item.points_alloc_fen or 0),
            )
            for item, amount in zip(order.items, lists, strict=True)
        )
    else:
        shares = tuple(
            allocate_discounts(
                lists,
                promotion_fen=order.promotion_fen,
                coupon_fen=order.coupon_fen,
                points_fen=order.points_fen,
            )
        )
    return OrderAmounts(lists, shares)


def amount_problems(order: ImportOrder) -> Iterator[Problem]:
    """Every sum of the order that is wrong; paths begin at the order."""
    lists = [_list_amount(item) for item in order.items]
    yield from _list_problems(order, lists)
    discounts = order.promotion_fen + order.coupon_fen + order.points_fen
    if discounts > sum(lists):
        text = f"the discounts, {discounts} fen, exceed the goods, {sum(lists)} fen"
        yield Problem(("goods_amount_fen",), text)
        return
    yield from _share_problems(order)
    total = sum(lists) - discounts + order.shipping_fee_fen
    if order.paid_fen != total:
        text = f"is {order.paid_fen}, but goods less discounts plus shipping fee is {total}"
        yield Problem(("paid_fen",), text)
    if order.payment and order.payment.captured_fen != total:
        text = f"is {order.payment.captured_fen}, but the items and the shipping fee sum to {total}"
        yield Problem(("payment", "captured_fen"), text)
    if order.points_fen and not order.points_used:
        yield Problem(("points_used",), "is 0, but points_fen says that points were used")
    if order.coupon_code and not order.coupon_fen:
        yield Problem(("coupon_fen",), "is 0, but coupon_code says that a coupon was used")


def _list_problems(order: ImportOrder, lists: list[int]) -> Iterator[Problem]:
    for line, (item, amount) in enumerate(zip(order.items, lists, strict=True)):
        if item.list_amount_fen not in (None, amount):
            text = f"is {item.list_amount_fen}, but qty times unit_price_fen is {amount}"
            yield Problem(("items", line, "list_amount_fen"), text)
    if order.goods_amount_fen != sum(lists):
        text = f"is {order.goods_amount_fen}, but the items sum to {sum(lists)}"
        yield Problem(("goods_amount_fen",), text)


def _share_problems(order: ImportOrder) -> Iterator[Problem]:
    shares = amounts_of(order).shares
    if _shares_given(order):
        for name in _SHARES:
            wanted = getattr(order, f"{name}_fen")
            given = sum(getattr(share, f"{name}_fen") for share in shares)
            if given != wanted:
                text = f"is {wanted}, but the items' {name}_alloc_fen sum to {given}"
                yield Problem((f"{name}_fen",), text)
    for line, (item, share) in enumerate(zip(order.items, shares, strict=True)):
        if share.paid_fen < 0:
            yield Problem(("items", line), "the shares of the discounts exceed the line's price")
        elif item.paid_fen not in (None, share.paid_fen):
            text = f"is {item.paid_fen}, but price less shares is {share.paid_fen}"
            yield Problem(("items", line, "paid_fen"), text)


def _shares_given(order: ImportOrder) -> bool:
    return any(
        getattr(item, f"{name}_alloc_fen") is not None for item in order.items for name in _SHARES
    )


def _list_amount(item: ImportItem) -> int:
    return item.qty * item.unit_price_fen
