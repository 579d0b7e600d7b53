"""The corpus is worth training on."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.nlu.corpus import (
    ANNOTATION,
    Utterance,
    misaligned,
    near_copies,
    read_corpus,
    same_text_in_two_labels,
    templates,
)

ROOT = Path(__file__).parents[2]
TRANSACTIONS = [
    "apply_refund",
    "apply_exchange",
    "query_refund_status",
    "explain_refund_amount",
    "cancel_refund",
    "modify_refund",
    "submit_return_tracking",
    "add_evidence",
    "apply_intervention",
    "urge_refund",
    "query_order",
    "request_human",
    "complain",
]
LARGEST_TO_SMALLEST = 15
REASONS = [
    "quality",
    "not_as_described",
    "late_shipment",
    "not_received",
    "no_reason",
    "other",
]


@pytest.fixture(scope="module")
def corpus() -> list[Utterance]:
    return read_corpus(ROOT / "data" / "nlu")


def test_there_are_enough_utterances_of_every_label(corpus: list[Utterance]) -> None:
    counts = Counter(utterance.label for utterance in corpus)
    wanted = dict.fromkeys(counts, 120) | dict.fromkeys(TRANSACTIONS, 300) | {"out_of_scope": 800}
    few = {label: counts[label] for label, least in wanted.items() if counts[label] < least}
    assert not few
    assert sum(counts.values()) >= 10_000


def test_no_label_outweighs_another_more_than_fifteen_times(corpus: list[Utterance]) -> None:
    counts = Counter(utterance.label for utterance in corpus)
    assert max(counts.values()) <= LARGEST_TO_SMALLEST * min(counts.values())


def test_a_fifth_of_the_messages_is_short_and_a_tenth_long(corpus: list[Utterance]) -> None:
    lengths = [len(utterance.text) for utterance in corpus]
    assert sum(2 <= length <= 6 for length in lengths) >= len(lengths) / 5
    assert sum(length > 40 for length in lengths) >= len(lengths) / 10


def test_every_label_has_short_and_long_messages(corpus: list[Utterance]) -> None:
    short = Counter(utterance.label for utterance in corpus if len(utterance.text) <= 6)
    long = Counter(utterance.label for utterance in corpus if len(utterance.text) > 40)
    few = {
        label: (short[label], long[label])
        for label in {utterance.label for utterance in corpus}
        if short[label] < 20 or long[label] < 5
    }
    assert not few


def test_no_sentence_is_a_template_with_its_slots_filled(corpus: list[Utterance]) -> None:
    worn = {key: [line.text for line in lines] for key, lines in templates(corpus).items()}
    assert not worn


def test_annotations_begin_and_end_with_the_words_they_mark(corpus: list[Utterance]) -> None:
    assert not [wrong for utterance in corpus for wrong in misaligned(utterance)]


def test_every_label_is_an_intent_of_the_domain(corpus: list[Utterance]) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = {
        name if isinstance(name, str) else next(iter(name)) for name in domain["intents"]
    } - {"nlu_fallback"}
    assert {utterance.label for utterance in corpus} <= intents


def test_no_label_has_near_copies(corpus: list[Utterance]) -> None:
    pairs = [f"{one.label}: {one.text} | {other.text}" for one, other in near_copies(corpus)]
    assert not pairs


def test_the_same_words_have_one_label(corpus: list[Utterance]) -> None:
    clashes = [
        f"{one.text}: {one.label} | {other.label}" for one, other in same_text_in_two_labels(corpus)
    ]
    assert not clashes


def test_annotations_are_complete_and_known(corpus: list[Utterance]) -> None:
    wrong = []
    for utterance in corpus:
        for match in ANNOTATION.finditer(utterance.raw):
            known = REASONS if match["name"] == "reason" else [None]
            good = match["name"] in ("product", "reason") and match["value"] in known
            if not good or match["text"] != match["text"].strip():
                wrong.append(utterance.raw)
        if re.search(r"[\[\]{}]|\((?:product|reason)", utterance.text):
            wrong.append(utterance.raw)
    assert not wrong
