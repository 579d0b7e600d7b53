"""The faults by themselves are worth learning from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.nlu.corpus import fingerprint, read_corpus
from tests.nlu.test_corpus import REASONS

ROOT = Path(__file__).parents[2]
FEWEST = {"quality": 1000, "not_as_described": 500, "no_reason": 400, "other": 50}
LONGEST = 32


@pytest.fixture(scope="module")
def told() -> dict[str, list[str]]:
    faults: dict[str, list[str]] = yaml.safe_load((ROOT / "data/faults.yml").read_text("utf-8"))
    return faults


def test_every_reason_has_faults_and_no_other_has(told: dict[str, list[str]]) -> None:
    assert sorted(told) == sorted(REASONS)
    assert not [reason for reason, least in FEWEST.items() if len(told[reason]) < least]


def test_a_fault_stands_once_and_is_short(told: dict[str, list[str]]) -> None:
    words = [one for faults in told.values() for one in faults]
    assert not [one for one, times in Counter(map(fingerprint, words)).items() if times > 1]
    assert not [one for one in words if not fingerprint(one) or len(one) > LONGEST]


def test_no_fault_is_a_line_of_the_corpus(told: dict[str, list[str]]) -> None:
    lines = {fingerprint(utterance.text) for utterance in read_corpus(ROOT / "data")}
    assert not [one for faults in told.values() for one in faults if fingerprint(one) in lines]


def test_no_fault_is_a_message_that_judges(told: dict[str, list[str]]) -> None:
    judged = {
        fingerprint(line["text"])
        for path in sorted((ROOT / "tests/nlu/development").glob("*.yml"))
        for line in yaml.safe_load(path.read_text(encoding="utf-8"))
    }
    assert not [one for faults in told.values() for one in faults if fingerprint(one) in judged]
