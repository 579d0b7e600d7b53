"""What every source of orders promises."""

from __future__ import annotations

from typing import Protocol

from bot.aftersales.errors import AftersalesError


class OrderSourceUnavailable(AftersalesError):
    """The shop's system gives no answer; what is stored may be out of date, and stays as it is."""

    def __init__(self, problem: str) -> None:
        super().__init__("ORDER_SOURCE_UNAVAILABLE", {"problem": problem})


class OrderSourceInvalid(AftersalesError):
    """The shop's system gives an answer that cannot be taken over; nothing of it was stored."""

    def __init__(self, problem: str) -> None:
        super().__init__("ORDER_SOURCE_INVALID", {"problem": problem})


class OrderSource(Protocol):
    """Keeps the stored orders of a buyer as the shop has them."""

    def sync(self, buyer_id: str) -> None:
        """Bring the buyer's stored orders up to date.

        To be called before orders are listed or quoted and never within a transaction: it may
        wait for the network. A buyer the shop does not know has no orders; that is no error.

        Raises:
            OrderSourceUnavailable: the shop's system gives no answer.
            OrderSourceInvalid: it gives one that cannot be taken over.
        """
        ...
