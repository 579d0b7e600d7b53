"""The development set is large, well formed, and a fair judge: none of it was trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.nlu.corpus import fingerprint, read_corpus

ROOT = Path(__file__).parents[2]
SINGLE_MESSAGES = Path(__file__).parent / "development"
CONVERSATIONS = Path(__file__).parent / "conversations"
# An answer such as 嗯 or 第二个 stands in every corpus; whole sentences must not.
SHORTEST_SENTENCE = 8
VALUES: dict[str, set[str] | None] = {
    "service_type": {"refund_only", "return_refund", "exchange"},
    "reason": {
        "quality", "not_as_described", "late_shipment", "not_received", "no_reason",
        "other",
    },
    "destination": {"original", "wallet", "other"},
    "amount": None, "quantity": None, "ordinal": None, "carrier": None, "tracking_no": None,
    "order_no": None, "case_no": None, "date": None, "product": None,
}  # fmt: skip

Line = dict[str, Any]


def _read(folder: Path) -> list[Line]:
    return [
        line
        for path in sorted(folder.glob("*.yml"))
        for line in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _key(line: Line) -> str:
    return fingerprint(str(line["text"])) or str(line["text"])


@pytest.fixture(scope="module")
def messages() -> list[Line]:
    return _read(SINGLE_MESSAGES)


@pytest.fixture(scope="module")
def conversations() -> list[Line]:
    return _read(CONVERSATIONS)


@pytest.fixture(scope="module")
def turns(conversations: list[Line]) -> list[Line]:
    return [turn for conversation in conversations for turn in conversation["turns"]]


@pytest.fixture(scope="module")
def domain() -> Line:
    document: Line = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def intents(domain: Line) -> set[str]:
    names = {name if isinstance(name, str) else next(iter(name)) for name in domain["intents"]}
    return names - {"nlu_fallback"}


@pytest.fixture(scope="module")
def trained() -> set[str]:
    corpus = read_corpus(ROOT / "data")
    return {fingerprint(utterance.text) or utterance.text for utterance in corpus}


def test_there_are_enough_messages_of_every_label(messages: list[Line], intents: set[str]) -> None:
    counts = Counter(line["labels"][0].replace("/", "_") for line in messages)
    assert len(messages) >= 1_500
    assert not [intent for intent in intents if counts[intent] < 6]


def test_there_are_enough_conversations(conversations: list[Line], turns: list[Line]) -> None:
    assert len(conversations) >= 80
    assert len(turns) >= 350
    assert not [talk["id"] for talk in conversations if not 3 <= len(talk["turns"]) <= 7]


def test_every_label_is_an_intent_of_the_domain(
    messages: list[Line], turns: list[Line], intents: set[str]
) -> None:
    labels = {label.replace("/", "_") for line in messages + turns for label in line["labels"]}
    assert labels <= intents


def test_entities_stand_in_their_text_and_have_known_values(
    messages: list[Line], turns: list[Line]
) -> None:
    assert not [
        (line["text"], problem) for line in messages + turns for problem in _entity_problems(line)
    ]


def _entity_problems(line: Line) -> Iterator[str]:
    for entity in line.get("entities", []):
        name, text, value = entity["entity"], entity["text"], entity.get("value")
        if name not in VALUES:
            yield f"no entity {name}"
            continue
        known = VALUES[name]
        if known is not None and value not in known:
            yield f"{name} has no value {value}"
        # Unquoted digits would be read as a number, and would never equal what a component says.
        if not isinstance(text, str) or not isinstance(value, str | None):
            yield f"{name} {text} is not written as a string"
        elif text not in line["text"] or text != text.strip():
            yield f"{text} does not stand in the text"


def test_every_question_that_weighs_the_understanding_is_judged(turns: list[Line]) -> None:
    taught = {path.stem for path in (ROOT / "data" / "answers").glob("*.yml")}
    assert {turn["asked"] for turn in turns} == taught | {None}


def test_a_wish_is_named_where_the_bot_asks_about_a_case(
    turns: list[Line], intents: set[str]
) -> None:
    about_a_case = [turn for turn in turns if str(turn["asked"]).startswith("case_")]
    others = [turn for turn in turns if turn not in about_a_case]
    assert {turn["wish"] for turn in about_a_case} <= intents
    assert {turn["wish"] for turn in others} == {None}


def test_no_message_and_no_conversation_stands_twice(
    messages: list[Line], conversations: list[Line]
) -> None:
    texts = Counter(_key(line) for line in messages)
    talks = Counter(tuple(_key(turn) for turn in talk["turns"]) for talk in conversations)
    names = Counter(talk["id"] for talk in conversations)
    assert not [
        key for counts in (texts, talks, names) for key, times in counts.items() if times > 1
    ]


def test_no_message_was_trained_on(messages: list[Line], trained: set[str]) -> None:
    assert not [line["text"] for line in messages if _key(line) in trained]


def test_no_sentence_of_a_conversation_was_trained_on(turns: list[Line], trained: set[str]) -> None:
    sentences = [turn for turn in turns if len(_key(turn)) >= SHORTEST_SENTENCE]
    assert not [turn["text"] for turn in sentences if _key(turn) in trained]


def test_no_message_of_a_stranger_was_trained_on_or_judges_already(
    messages: list[Line], trained: set[str]
) -> None:
    known = trained | {_key(line) for line in messages}
    strangers = [
        line
        for path in sorted((ROOT / "tests/nlu/strangers").rglob("*.yml"))
        for line in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    assert len(strangers) >= 500
    assert not [line["text"] for line in strangers if _key(line) in known]
