"""Measures a trained Rasa model on the development set.

Runs in Rasa's environment, prints the figures and writes them below the reports' folder::

    python -m bot.nlu.evaluate models/refund.tar.gz tests/nlu/development reports
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent, load_agent

from bot.nlu.development import (
    Answer,
    Entity,
    Utterance,
    accuracy_by_persona,
    confusions,
    figures,
    figures_by_entity,
    read_development_set,
)
from bot.nlu.labels import NOT_UNDERSTOOD

_WORST = 25


async def ask(model: Path, lines: Sequence[Utterance]) -> list[Answer]:
    """What the model makes of each line, asked one by one as buyers do."""
    agent = await load_agent(model_path=str(model))
    await agent.parse_message("你好")
    return [await _ask(agent, line.text) for line in lines]


async def _ask(agent: Agent, text: str) -> Answer:
    started = time.perf_counter()
    parsed: dict[str, Any] = await agent.parse_message(text)
    spent = (time.perf_counter() - started) * 1000
    ranked = [one for one in parsed["intent_ranking"] if one["name"] != NOT_UNDERSTOOD]
    return Answer(
        intent=parsed["intent"]["name"] or NOT_UNDERSTOOD,
        best=ranked[0]["name"] if ranked else NOT_UNDERSTOOD,
        confidence=ranked[0]["confidence"] if ranked else 0.0,
        entities=tuple(
            Entity(entity["entity"], entity["text"], str(entity["value"]))
            for entity in parsed["entities"]
        ),
        milliseconds=spent,
    )


def report(lines: Sequence[Utterance], answers: Sequence[Answer]) -> str:
    """The figures as text."""
    parts = [f"{name:24}{value:9.4f}" for name, value in asdict(figures(lines, answers)).items()]
    parts.append("\naccuracy by persona")
    for persona, (count, share) in accuracy_by_persona(lines, answers).items():
        parts.append(f"{persona:24}{share:9.4f}{count:7}")
    parts.append("\nentity, annotated, found, F1 by exact span, F1 by value")
    parts += [
        f"{name:24}{one.annotated:5}{one.found:6}{one.span_f1:9.4f}{one.value_f1:9.4f}"
        for name, one in figures_by_entity(lines, answers).items()
    ]
    parts.append("\nworst confusions: wanted, given, times")
    parts += [
        f"{wanted:28}{given:28}{times:4}"
        for wanted, given, times in confusions(lines, answers)[:_WORST]
    ]
    return "\n".join(parts)


def main(model: Path, development: Path, reports: Path) -> None:
    """Print the report and keep it, as text and as JSON."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.WARNING)
    lines = read_development_set(development)
    answers = asyncio.run(ask(model, lines))
    text = report(lines, answers)
    print(text)
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "nlu.txt").write_text(text + "\n", encoding="utf-8")
    (reports / "nlu.json").write_text(json.dumps(asdict(figures(lines, answers)), indent=2) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
