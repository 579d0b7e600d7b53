"""The rules' numbers are read whole or not at all."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.errors import PolicyError
from bot.aftersales.policy import Policy


def test_the_policy_of_the_house_is_read(policy: Policy) -> None:
    assert policy.seller_response_hours == 48
    assert policy.auto_approve_types == {CaseType.REFUND_ONLY}
    assert policy.evidence_required_reasons == {Reason.QUALITY, Reason.NOT_AS_DESCRIBED}
    with pytest.raises(FrozenInstanceError):
        policy.offer_hours = 1  # type: ignore[misc]


def test_params_are_flat_and_hold_texts_and_numbers_only(policy: Policy) -> None:
    params = policy.as_params()
    assert params["no_reason_window_days"] == 7
    assert params["version"] == policy.version
    assert all(type(value) in (str, int) for value in params.values())


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("offer_hours = 72", "", "offer_hours"),
        ("offer_hours = 72", 'offer_hours = "72"', "offer_hours"),
        ("offer_hours = 72", "offer_hours = 0", "offer_hours"),
        ("offer_hours = 72", "offer_hours = true", "offer_hours"),
        ("offer_hours = 72", "offer_hours = 72\nofer_hours = 1", "ofer_hours"),
        ('["REFUND_ONLY"]', '["REFUND"]', "auto_approve_types"),
        ('["REFUND_ONLY"]', '"REFUND_ONLY"', "auto_approve_types"),
        ('["REFUND_ONLY"]', '["RETURN_REFUND"]', "auto_approve_types"),
        ("exchange_enabled = false", "exchange_enabled = 0", "exchange_enabled"),
        ("seller_remind_hours = 24", "seller_remind_hours = 49", "seller_remind_hours"),
        ("[window]", "[window]\noffer_hours = 1", "offer_hours"),
        ("[window]", "[window", "policy.toml"),
    ],
)
def test_what_is_wrong_is_named(
    policy_file: Path, tmp_path: Path, before: str, after: str, key: str
) -> None:
    text = policy_file.read_text(encoding="utf-8")
    assert before in text
    broken = tmp_path / "policy.toml"
    broken.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        Policy.load(broken)
    assert error.value.params["key"] == key
    assert key in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"policy\.toml"):
        Policy.load(tmp_path / "policy.toml")
