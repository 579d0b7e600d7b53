"""Phone and card numbers are masked; what a case needs stays readable."""

from __future__ import annotations

import pytest

from bot.aftersales.privacy import mask_numbers


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13812345678找我", "打138****5678找我"),
        ("卡号4111 1111 1111 1111", "卡号4111****1111"),
        ("卡号6222021234567890128", "卡号6222****0128"),
        ("订单2026102500000002", "订单2026102500000002"),
        ("单号SF1234567890123", "单号SF1234567890123"),
        ("退130.70", "退130.70"),
    ],
)
def test_numbers_of_people_are_masked(text: str, masked: str) -> None:
    assert mask_numbers(text) == masked
