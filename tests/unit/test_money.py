"""Every fen finds its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.aftersales.errors import AmountInvalid
from bot.aftersales.money import (
    allocate,
    allocate_discounts,
    format_fen,
    parse_yuan,
    part_of,
)

fen = st.integers(min_value=0, max_value=10_000_000)
weights = st.lists(fen, min_size=1, max_size=12)


@given(weights, st.data())
def test_shares_sum_to_the_whole_and_none_exceeds_its_line(
    lines: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(min_value=0, max_value=sum(lines)))
    shares = allocate(total, lines)
    assert sum(shares) == total
    assert all(0 <= share <= line for share, line in zip(shares, lines, strict=True))


@given(weights, st.data())
def test_a_share_is_within_one_fen_of_its_exact_proportion(
    lines: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(min_value=0, max_value=sum(lines)))
    for share, line in zip(allocate(total, lines), lines, strict=True):
        assert abs(share * sum(lines) - total * line) < sum(lines) or sum(lines) == 0


@given(weights, st.data())
def test_discounts_and_payments_add_up_on_every_line(lines: list[int], data: st.DataObject) -> None:
    left = sum(lines)
    discounts = []
    for _ in range(3):
        discounts.append(data.draw(st.integers(min_value=0, max_value=left)))
        left -= discounts[-1]
    promotion, coupon, points = discounts
    shares = allocate_discounts(
        lines, promotion_fen=promotion, coupon_fen=coupon, points_fen=points
    )
    assert sum(share.paid_fen for share in shares) == left
    for line, share in zip(lines, shares, strict=True):
        parts = (share.promotion_fen, share.coupon_fen, share.points_fen, share.paid_fen)
        assert sum(parts) == line
        assert min(parts) >= 0


@given(fen, st.integers(min_value=1, max_value=50), st.data())
def test_parts_of_a_quantity_sum_to_the_whole_in_any_portions(
    whole: int, qty: int, data: st.DataObject
) -> None:
    taken, sum_of_parts = 0, 0
    while taken < qty:
        portion = data.draw(st.integers(min_value=1, max_value=qty - taken))
        sum_of_parts += part_of(whole, qty, taken, portion)
        taken += portion
    assert sum_of_parts == whole


def test_ties_go_in_line_order() -> None:
    assert allocate(1000, [1000, 1000, 1000]) == [334, 333, 333]
    assert allocate(0, [0, 0]) == [0, 0]


def test_the_worked_example() -> None:
    first, second = allocate_discounts(
        [15800, 6200], promotion_fen=0, coupon_fen=3000, points_fen=800
    )
    assert (first.coupon_fen, first.points_fen, first.paid_fen) == (2155, 575, 13070)
    assert second.paid_fen == 5130


@pytest.mark.parametrize(("total", "lines"), [(1, [0]), (1, []), (-1, [5]), (1, [-1, 5])])
def test_what_cannot_be_shared_out_is_refused(total: int, lines: list[int]) -> None:
    with pytest.raises(ValueError):
        allocate(total, lines)


@pytest.mark.parametrize(
    ("amount", "text"), [(13070, "¥130.70"), (5, "¥0.05"), (0, "¥0.00"), (-2155, "-¥21.55")]
)
def test_amounts_read_as_yuan(amount: int, text: str) -> None:
    assert format_fen(amount) == text


@given(fen)
def test_a_written_amount_is_read_back(amount: int) -> None:
    assert parse_yuan(format_fen(amount)) == amount


@pytest.mark.parametrize(
    ("text", "amount"), [("130.7", 13070), ("80", 8000), (" \uffe51,299.00 ", 129900)]
)
def test_amounts_as_people_write_them(text: str, amount: int) -> None:
    assert parse_yuan(text) == amount


@pytest.mark.parametrize("text", ["", "1.234", "-3", "八十", "1e3", "NaN", "1.", "٣"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountInvalid) as refused:
        parse_yuan(text)
    assert refused.value.code == "AMOUNT_INVALID"
