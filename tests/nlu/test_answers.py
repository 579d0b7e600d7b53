"""What buyers answer to the bot's questions is worth learning from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.corpus import plain_text, read_file
from tests.nlu.corpus import Utterance, misaligned, near_copies, same_text_in_two_labels, templates

ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "data" / "answers"
QUESTIONS = sorted(path.stem for path in ANSWERS.glob("*.yml"))
ANSWER_LABELS = {"inform", "affirm", "deny", "stop", "add_evidence"}


def _blocks(question: str) -> list[dict[str, Any]]:
    text = (ANSWERS / f"{question}.yml").read_text(encoding="utf-8")
    blocks: list[dict[str, Any]] = yaml.safe_load(text)["nlu"]
    return blocks


COMMANDS = sorted(
    {(name, block["metadata"].get("wish") or "") for name in QUESTIONS for block in _blocks(name)}
)


@pytest.fixture(params=QUESTIONS)
def lines(request: pytest.FixtureRequest) -> list[Utterance]:
    """All that is said after a question."""
    return list(read_file(ANSWERS / f"{request.param}.yml"))


@pytest.fixture(params=COMMANDS, ids=lambda command: " ".join(command).strip())
def said(request: pytest.FixtureRequest) -> list[Utterance]:
    """What is said after a question about one command, or about any."""
    question, wish = request.param
    path = ANSWERS / f"{question}.yml"
    return [
        Utterance(block["intent"], plain_text(raw), raw, path)
        for block in _blocks(question)
        if (block["metadata"].get("wish") or "") == wish
        for raw in (line.removeprefix("- ").strip() for line in block["examples"].splitlines())
        if raw
    ]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_file_holds_one_question_and_commands_that_the_bot_knows(question: str) -> None:
    blocks = _blocks(question)
    assert {block["metadata"]["asked"] for block in blocks} == {question}
    intents = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
    known = {name if isinstance(name, str) else next(iter(name)) for name in intents}
    used = {block["intent"] for block in blocks} | {
        block["metadata"].get("wish") for block in blocks
    }
    assert used <= known | {None}


def test_there_are_enough_answers_and_enough_else(lines: list[Utterance]) -> None:
    is_answer = Counter(line.label in ANSWER_LABELS for line in lines)
    assert is_answer[True] >= 150
    assert is_answer[False] >= 50


def test_a_third_of_the_answers_is_short(lines: list[Utterance]) -> None:
    assert sum(len(line.text) <= 6 for line in lines) >= len(lines) / 3


def test_no_answer_is_a_near_copy_of_another(said: list[Utterance]) -> None:
    assert not [f"{one.text} | {other.text}" for one, other in near_copies(said)]


def test_the_same_words_have_one_label_after_a_question(said: list[Utterance]) -> None:
    clashes = same_text_in_two_labels(said)
    assert not [f"{one.text}: {one.label} | {other.label}" for one, other in clashes]


def test_no_answer_is_a_template_with_its_slots_filled(lines: list[Utterance]) -> None:
    assert not {key: [one.text for one in used] for key, used in templates(lines).items()}


def test_annotations_of_answers_begin_and_end_with_the_words_they_mark(
    lines: list[Utterance],
) -> None:
    assert not [wrong for line in lines for wrong in misaligned(line)]
