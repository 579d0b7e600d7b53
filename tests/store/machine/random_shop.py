"""Random shops for the machine: small amounts beside large ones, every discount, every status."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from bot.aftersales.codes import OrderStatus, PaymentMethod
from tests.store.shop import BUYER, STRANGER, Line, Shop

_PRICES = st.sampled_from([0, 1, 7, 333, 1000, 6200, 15800, 600_000])
_LINES = st.builds(
    Line,
    price_fen=_PRICES,
    qty=st.integers(1, 3),
    category=st.sampled_from(["GENERAL", "GENERAL", "FRESH"]),
)
_STATUSES = st.sampled_from(
    [
        OrderStatus.PAID,
        OrderStatus.PAID,
        OrderStatus.PAID,
        OrderStatus.PAID,
        OrderStatus.PAID,
        OrderStatus.SHIPPED,
        OrderStatus.SHIPPED,
        OrderStatus.RECEIVED,
        OrderStatus.RECEIVED,
        OrderStatus.RECEIVED,
        OrderStatus.COMPLETED,
        OrderStatus.COMPLETED,
        OrderStatus.PENDING_PAYMENT,
        OrderStatus.CANCELLED,
    ]
)


@dataclass(frozen=True)
class OrderPlan:
    """One order to store; the discounts are per cent of what the ones before have left."""

    buyer: str
    status: OrderStatus
    lines: tuple[Line, ...]
    promotion: int
    coupon: int
    points: int
    points_each: int
    freight_fen: int
    received_days_ago: int
    method: PaymentMethod

    def store(self, shop: Shop) -> str:
        """Put the order into the shop; its number."""
        left = sum(line.price_fen * line.qty for line in self.lines)
        discounts = []
        for per_cent in (self.promotion, self.coupon, self.points):
            discounts.append(left * per_cent // 100)
            left -= discounts[-1]
        promotion_fen, coupon_fen, points_fen = discounts
        return shop.order(
            self.lines,
            buyer=self.buyer,
            status=self.status,
            received_days_ago=self.received_days_ago,
            promotion_fen=promotion_fen,
            coupon_fen=coupon_fen,
            points_fen=points_fen,
            points_used=points_fen * self.points_each,
            shipping_fee_fen=self.freight_fen,
            method=self.method,
        )


def _plans(buyer: str) -> st.SearchStrategy[OrderPlan]:
    return st.builds(
        OrderPlan,
        buyer=st.just(buyer),
        status=_STATUSES,
        lines=st.lists(_LINES, min_size=1, max_size=2).map(tuple),
        promotion=st.sampled_from([0, 0, 33, 100]),
        coupon=st.sampled_from([0, 0, 10, 33]),
        points=st.sampled_from([0, 10, 100]),
        points_each=st.sampled_from([1, 10]),
        freight_fen=st.sampled_from([0, 1000, 1000]),
        received_days_ago=st.integers(0, 6),
        method=st.sampled_from(PaymentMethod),
    )


shops = st.tuples(
    st.lists(_plans(BUYER), min_size=1, max_size=2),
    st.lists(_plans(STRANGER), min_size=1, max_size=1),
).map(lambda both: [*both[0], *both[1]])
"""The orders of two buyers: few, so that much happens to each."""
