"""The messages that are marked for the tagger alone are worth learning from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nlu.corpus import (
    ANNOTATION,
    Utterance,
    fingerprint,
    misaligned,
    near_copies,
    read_corpus,
    same_text_in_two_labels,
)
from tests.nlu.test_corpus import REASONS

DATA = Path(__file__).parents[2] / "data"
TELLING = {"apply_refund", "apply_exchange", "modify_refund", "inform"}


@pytest.fixture(scope="module")
def marked() -> list[Utterance]:
    return read_corpus(DATA / "marked")


def test_they_have_labels_of_the_corpus(marked: list[Utterance]) -> None:
    known = {utterance.label for utterance in read_corpus(DATA / "nlu")}
    assert {utterance.label for utterance in marked} <= known


def test_no_message_is_one_of_the_corpus(marked: list[Utterance]) -> None:
    corpus = {fingerprint(utterance.text) for utterance in read_corpus(DATA / "nlu")}
    assert not [one.text for one in marked if fingerprint(one.text) in corpus]


def test_no_message_stands_twice_or_nearly(marked: list[Utterance]) -> None:
    assert not [(one.text, other.text) for one, other in near_copies(marked)]
    assert not [(one.raw, other.raw) for one, other in same_text_in_two_labels(marked)]


def test_marks_begin_and_end_with_the_words_they_mark(marked: list[Utterance]) -> None:
    assert not [wrong for utterance in marked for wrong in misaligned(utterance)]


def test_reasons_are_the_guides_and_stand_where_a_buyer_tells_them(marked: list[Utterance]) -> None:
    told = [(one, match) for one in marked for match in ANNOTATION.finditer(one.raw)]
    assert not [one.raw for one, match in told if match["value"] not in {None, *REASONS}]
    assert not [one.raw for one, match in told if match["value"] and one.label not in TELLING]
