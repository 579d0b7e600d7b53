"""Measures a trained model on conversations: each message alone, and with what the bot had asked.

Runs in Rasa's environment; prints the figures and writes them below the reports' folder::

    python -m bot.nlu.evaluate_context models/refund.tar.gz tests/nlu/conversations reports
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage

from bot.nlu.conversations import Heard, InContext, Turn, in_context, read_conversations
from bot.nlu.labels import NOT_UNDERSTOOD
from bot.nlu.questions import ASKED

_WORST = 20


async def hear(model: Path, turns: Sequence[Turn]) -> tuple[list[Heard], list[Heard]]:
    """What the model makes of each turn alone, and of each with its question."""
    agent = await load_agent(model_path=str(model))
    alone = [await _hear(agent, turn.utterance.text, {}) for turn in turns]
    asked = [
        await _hear(agent, turn.utterance.text, {ASKED: {"slot": turn.asked, "wish": turn.wish}})
        for turn in turns
    ]
    return alone, asked


async def _hear(agent: Agent, text: str, metadata: dict[str, Any]) -> Heard:
    message = UserMessage(text, metadata=metadata)
    if agent.processor is None:
        raise RuntimeError("the model has no processor")
    parsed: dict[str, Any] = await agent.processor.parse_message(message)
    ranked = [one for one in parsed["intent_ranking"] if one["name"] != NOT_UNDERSTOOD]
    best = ranked[0]["name"] if ranked else NOT_UNDERSTOOD
    return Heard(best=best, intent=parsed["intent"]["name"] or NOT_UNDERSTOOD)


def report(turns: Sequence[Turn], alone: Sequence[Heard], asked: Sequence[Heard]) -> str:
    """The figures as text, with what is still misheard in context."""
    figures = asdict(in_context(turns, alone, asked))
    parts = [f"{name:28}{value:9.4f}" for name, value in figures.items()]
    worst = Counter(
        (turn.asked or "-", turn.utterance.labels[0], heard.best)
        for turn, heard in zip(turns, asked, strict=True)
        if heard.best not in turn.utterance.labels
    )
    parts.append("\nmisheard in context: asked, wanted, given, times")
    parts += [
        f"{slot:20}{wanted:28}{given:28}{times:4}"
        for (slot, wanted, given), times in worst.most_common(_WORST)
    ]
    return "\n".join(parts)


def measure(model: Path, folder: Path, reports: Path) -> InContext:
    """Print the report and keep it, as text and as JSON; its figures."""
    turns = read_conversations(folder)
    alone, asked = asyncio.run(hear(model, turns))
    text = report(turns, alone, asked)
    print(text)
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "nlu-context.txt").write_text(text + "\n", encoding="utf-8")
    figures = in_context(turns, alone, asked)
    (reports / "nlu-context.json").write_text(json.dumps(asdict(figures), indent=2) + "\n")
    return figures


def main(model: Path, folder: Path, reports: Path) -> None:
    """Measure without Rasa's own chatter."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.WARNING)
    measure(model, folder, reports)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
