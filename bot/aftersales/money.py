"""Integer fen: how discounts are shared out, what a part of a quantity is worth, how it reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.aftersales.errors import AmountInvalid

_YUAN = re.compile(r"[\u00a5\uffe5]?(?P<yuan>\d{1,10})(?:\.(?P<cents>\d{1,2}))?", re.ASCII)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Share ``total`` fen out in proportion to ``weights`` by largest remainder.

    Every share is rounded down, and the fen left over go to the largest remainders, ties in
    line order. The shares sum to ``total``, and none exceeds its weight while ``total`` does
    not exceed the sum of the weights.

    Raises:
        ValueError: an amount is negative, or there is something to share and no weight.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("amounts to allocate must not be negative")
    whole = sum(weights)
    if whole == 0:
        if total:
            raise ValueError("nothing to allocate the amount to")
        return [0 for _ in weights]
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda line: -(total * weights[line] % whole))
    for line in by_remainder[: total - sum(shares)]:
        shares[line] += 1
    return shares


@dataclass(frozen=True)
class LineShares:
    """What of each discount falls on one line, and what was paid for it; all fen."""

    promotion_fen: int
    coupon_fen: int
    points_fen: int
    paid_fen: int


def allocate_discounts(
    list_amounts_fen: Sequence[int], *, promotion_fen: int, coupon_fen: int, points_fen: int
) -> list[LineShares]:
    """Share an order's discounts over its lines: promotion, then coupon, then points.

    Each is weighted on what the ones before have left on the line.

    Raises:
        ValueError: a discount is greater than what is left to discount.
    """
    left = list(list_amounts_fen)
    taken: list[list[int]] = []
    for discount in (promotion_fen, coupon_fen, points_fen):
        if discount > sum(left):
            raise ValueError("a discount exceeds what is left of the lines")
        shares = allocate(discount, left)
        left = [rest - share for rest, share in zip(left, shares, strict=True)]
        taken.append(shares)
    return [LineShares(*line) for line in zip(*taken, left, strict=True)]


def part_of(whole: int, parts: int, before: int, count: int) -> int:
    """What ``count`` of ``parts`` equal pieces of ``whole`` are worth, ``before`` pieces gone.

    All pieces, taken in any portions, sum to ``whole`` exactly.
    """
    return whole * (before + count) // parts - whole * before // parts


def format_fen(fen: int) -> str:
    """``13070`` as ``¥130.70``; a deduction as ``-¥21.55``."""
    yuan, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}¥{yuan}.{cents:02d}"


def parse_yuan(text: str) -> int:
    """``130.7``, ``130.70`` or ``¥130`` as integer fen.

    Raises:
        AmountInvalid: the text is no amount of yuan with at most two decimals.
    """
    match = _YUAN.fullmatch(text.strip().replace(",", ""))
    if match is None:
        raise AmountInvalid(text)
    return int(match["yuan"]) * 100 + int((match["cents"] or "0").ljust(2, "0"))
