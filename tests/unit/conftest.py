"""What the tests without a database share."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.aftersales.policy import Policy

POLICY_FILE = Path(__file__).parents[2] / "policy.toml"


@pytest.fixture
def policy_file() -> Path:
    return POLICY_FILE


@pytest.fixture
def policy() -> Policy:
    return Policy.load(POLICY_FILE)
