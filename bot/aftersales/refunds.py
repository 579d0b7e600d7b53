"""What a refund comes to, and where every fen of it comes from. Pure arithmetic on rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.aftersales.codes import LineCode, OrderStatus
from bot.aftersales.models import AfterSaleCase, Order, OrderItem
from bot.aftersales.money import allocate, part_of
from bot.aftersales.views import AmountLine


@dataclass(frozen=True)
class Claim:
    """What one case takes from an item; all amounts in fen.

    ``goods_fen`` is without the shipping fee, ``requested_fen`` with it: the buyer only knows
    the sum. ``already_refunded_fen`` is what earlier cases of the item had paid, for
    ``already_refunded_qty`` pieces.
    """

    max_qty: int
    qty: int
    max_goods_fen: int
    shipping_fen: int
    requested_fen: int
    already_refunded_fen: int
    already_refunded_qty: int

    @property
    def max_fen(self) -> int:
        """The most that can be asked for, shipping fee included."""
        return self.max_goods_fen + self.shipping_fen

    @property
    def goods_fen(self) -> int:
        """What is asked for the goods alone."""
        return self.requested_fen - self.shipping_fen


def claim(
    order: Order,
    item: OrderItem,
    *,
    qty: int,
    amount_fen: int | None,
    freight_claimed: bool,
    amended: AfterSaleCase | None = None,
) -> Claim:
    """What a buyer who asks for ``qty`` pieces and ``amount_fen`` can get at this moment.

    A quantity or amount out of range is brought into it: whether it may be asked for is for
    the validators to say.

    Args:
        amount_fen: what the buyer wants, shipping fee included; None for all there is.
        freight_claimed: another case of the order gives the shipping fee back already.
        amended: the case this claim would replace; what it reserves counts as free.
    """
    own_qty = amended.qty if amended else 0
    own_fen = amended.requested_fen - amended.shipping_fen if amended else 0
    own_total = amended.requested_fen if amended else 0
    gone_qty = item.refunded_qty + item.reserved_qty - own_qty
    max_qty = item.qty - gone_qty
    taken = max(0, min(qty, max_qty))
    payment = order.payment
    payment_left = (
        payment.captured_fen - payment.refunded_fen - payment.reserved_fen + own_total
        if payment
        else 0
    )
    goods = min(
        part_of(item.paid_fen, item.qty, gone_qty, taken),
        item.paid_fen - item.refunded_fen - item.reserved_fen + own_fen,
        payment_left,
    )
    completes = taken > 0 and _is_last(order, item, taken == max_qty)
    shipping = 0
    if completes and not has_shipped(order) and not freight_claimed:
        shipping = min(order.shipping_fee_fen, payment_left - goods)
    wanted = goods + shipping if amount_fen is None else amount_fen
    return Claim(
        max_qty=max_qty,
        qty=taken,
        max_goods_fen=goods,
        shipping_fen=shipping,
        requested_fen=max(shipping, min(wanted, goods + shipping)),
        already_refunded_fen=item.refunded_fen,
        already_refunded_qty=item.refunded_qty,
    )


def has_shipped(order: Order) -> bool:
    """Whether anything of the order has left the seller."""
    shipped = {OrderStatus.SHIPPED, OrderStatus.RECEIVED, OrderStatus.COMPLETED}
    return order.status in shipped or bool(order.shipments)


def refundable(order: Order, item: OrderItem) -> Claim:
    """All that is left of an item, shipping fee not considered."""
    return claim(order, item, qty=item.qty, amount_fen=None, freight_claimed=True)


def amount_lines(
    item: OrderItem,
    *,
    already_refunded_fen: int,
    requested_fen: int,
    agreed_fen: int,
    shipping_fen: int,
) -> tuple[AmountLine, ...]:
    """The explanation of ``agreed_fen``, line by line; deductions of nothing are left out.

    ITEM_PAID and REFUND are sums: of the lines before, and of ITEM_PAID and the lines after.

    Args:
        requested_fen: what the buyer asked for, shipping fee included.
        agreed_fen: what is or would be paid, shipping fee included.
    """
    asked_goods = requested_fen - shipping_fen
    not_requested = item.paid_fen - already_refunded_fen - asked_goods
    lines = [
        AmountLine(LineCode.LIST_AMOUNT, item.list_amount_fen),
        *_nonzero(
            (LineCode.PROMOTION, -item.promotion_alloc_fen),
            (LineCode.COUPON, -item.coupon_alloc_fen),
            (LineCode.POINTS, -item.points_alloc_fen),
        ),
        AmountLine(LineCode.ITEM_PAID, item.paid_fen),
        *_nonzero(
            (LineCode.ALREADY_REFUNDED, -already_refunded_fen),
            (LineCode.NOT_REQUESTED, -not_requested),
            (LineCode.NOT_AGREED, agreed_fen - requested_fen),
            (LineCode.SHIPPING_FEE, shipping_fen),
        ),
        AmountLine(LineCode.REFUND, agreed_fen),
    ]
    return tuple(lines)


def points_returned(
    order: Order,
    item: OrderItem,
    *,
    already_refunded_fen: int,
    already_refunded_qty: int,
    goods_fen: int,
    qty: int,
) -> int:
    """How many of the points used for the order come back with ``goods_fen`` of this item.

    In proportion to the money, so that refunding an item in portions returns all its points;
    in proportion to the pieces where points and discounts alone have paid for it.
    """
    if not any(line.points_alloc_fen for line in order.items):
        return 0
    shares = allocate(order.points_used, [line.points_alloc_fen for line in order.items])
    points = shares[[line.id for line in order.items].index(item.id)]
    if item.paid_fen == 0:
        return part_of(points, item.qty, already_refunded_qty, qty)
    return part_of(points, item.paid_fen, already_refunded_fen, goods_fen)


def coupon_returned(
    order: Order, item: OrderItem, *, already_refunded_fen: int, goods_fen: int
) -> bool:
    """Whether the order's coupon comes back: only when the whole order is refunded in full."""
    return (
        order.coupon_fen > 0
        and already_refunded_fen + goods_fen == item.paid_fen
        and all(
            line.refunded_fen + line.reserved_fen == line.paid_fen
            and line.refunded_qty + line.reserved_qty == line.qty
            for line in order.items
            if line.id != item.id
        )
    )


def _is_last(order: Order, item: OrderItem, takes_the_rest: bool) -> bool:
    others = (line for line in order.items if line.id != item.id)
    return takes_the_rest and all(
        line.refunded_qty + line.reserved_qty == line.qty for line in others
    )


def _nonzero(*lines: tuple[LineCode, int]) -> Iterable[AmountLine]:
    return (AmountLine(code, fen) for code, fen in lines if fen)
