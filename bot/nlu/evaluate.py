r"""Measures a trained Rasa model on the development set.

Runs in Rasa's environment, prints the figures and writes tables, pictures and a page that shows
them to the reports' folder::

    python -m bot.nlu.evaluate models/refund.tar.gz tests/nlu/development \
        --conversations tests/nlu/conversations --reports reports
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent, load_agent

from bot.nlu.conversations import InContext
from bot.nlu.development import (
    Answer,
    Entity,
    Utterance,
    accuracy_by_persona,
    confusions,
    figures,
    read_development_set,
)
from bot.nlu.evaluate_context import measure
from bot.nlu.labels import NOT_UNDERSTOOD
from bot.nlu.reports.calibration import expected_calibration_error, reliability
from bot.nlu.reports.entities import entity_scores
from bot.nlu.reports.errors import worst_mistakes
from bot.nlu.reports.intents import confusion_cells, label_scores
from bot.nlu.reports.page import Findings, write_page

_MISTAKES = 30
_CONFUSIONS = 25
_SAY_EVERY = 200
_CONFUSION_PICTURE, _RELIABILITY_PICTURE = "confusion.png", "reliability.png"


async def ask(model: Path, lines: Sequence[Utterance]) -> list[Answer]:
    """What the model makes of each line, asked one by one as buyers do."""
    print(f"loading {model} …", flush=True)
    agent = await load_agent(model_path=str(model))
    await agent.parse_message("你好")
    answers: list[Answer] = []
    for line in lines:
        answers.append(await _ask(agent, line.text))
        if len(answers) % _SAY_EVERY == 0:
            print(f"asked {len(answers)} of {len(lines)} lines", flush=True)
    return answers


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
    parts = [f"{name:28}{value:9.4f}" for name, value in asdict(figures(lines, answers)).items()]
    error = expected_calibration_error(reliability(lines, answers))
    parts.append(f"{'expected_calibration_error':28}{error:9.4f}")
    parts.append("\naccuracy by persona")
    for persona, (count, share) in accuracy_by_persona(lines, answers).items():
        parts.append(f"{persona:28}{share:9.4f}{count:7}")
    parts.append("\nworst confusions: wanted, given, times")
    parts += [
        f"{wanted:28}{given:28}{times:4}"
        for wanted, given, times in confusions(lines, answers)[:_CONFUSIONS]
    ]
    return "\n".join(parts)


def tables(lines: Sequence[Utterance], answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """File name and text of the tables: labels, entities and the worst errors."""
    head = f"{'label':28}{'precision':>10}{'recall':>10}{'F1':>10}{'lines':>8}"
    rows = [
        f"{one.label:28}{one.precision:10.3f}{one.recall:10.3f}{one.f1:10.3f}{one.support:8}"
        for one in label_scores(lines, answers)
    ]
    yield "intents.txt", "\n".join([head, *rows])
    titles = ("precision", "recall", "F1", "value F1", "value", "spans")
    head = f"{'entity':16}" + "".join(f"{title:>10}" for title in titles)
    rows = [
        f"{one.entity:16}{one.precision:10.3f}{one.recall:10.3f}{one.f1:10.3f}{one.value_f1:10.3f}"
        f"{'–' if one.value_right is None else f'{one.value_right:.3f}':>10}{one.support:10}"
        for one in entity_scores(lines, answers)
    ]
    yield "entities.txt", "\n".join([head, *rows])
    yield (
        "errors.txt",
        "\n".join(
            f"{one.confidence:.2f}  {'acted' if one.acted else 'asked'}  "
            f"wanted {'/'.join(one.wanted)}, given {one.given}: {one.text}"
            for one in worst_mistakes(lines, answers, _MISTAKES)
        ),
    )


def write_reports(
    lines: Sequence[Utterance],
    answers: Sequence[Answer],
    folder: Path,
    in_context: InContext | None = None,
) -> None:
    """Everything for people to read, below ``folder``.

    Args:
        in_context: the figures of whole conversations, where they were measured.
    """
    # Only here: who wants nothing but the figures need not wait for a drawing library.
    from bot.nlu.reports.pictures import (  # noqa: PLC0415
        draw_confusion_matrix,
        draw_reliability,
    )

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nlu.txt").write_text(report(lines, answers) + "\n", encoding="utf-8")
    write_figures(lines, answers, folder / "nlu.json")
    for name, text in tables(lines, answers):
        (folder / name).write_text(text + "\n", encoding="utf-8")
    bins = reliability(lines, answers)
    print("drawing …", flush=True)
    draw_confusion_matrix(confusion_cells(lines, answers), folder / _CONFUSION_PICTURE)
    draw_reliability(bins, folder / _RELIABILITY_PICTURE)
    found = Findings(
        figures=figures(lines, answers),
        in_context=in_context,
        calibration_error=expected_calibration_error(bins),
        personas=accuracy_by_persona(lines, answers),
        labels=label_scores(lines, answers),
        entities=entity_scores(lines, answers),
        mistakes=worst_mistakes(lines, answers, _MISTAKES),
        confusion_picture=_CONFUSION_PICTURE,
        reliability_picture=_RELIABILITY_PICTURE,
    )
    write_page(found, folder / "index.html")
    print(f"all of it: {folder / 'index.html'}", flush=True)


def write_figures(lines: Sequence[Utterance], answers: Sequence[Answer], path: Path) -> None:
    """The figures alone, as JSON."""
    path.write_text(json.dumps(asdict(figures(lines, answers)), indent=2) + "\n")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("development", type=Path)
    parser.add_argument("--conversations", type=Path, help="also measure these, in context")
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--reports", type=Path, help="folder for tables, pictures and page")
    target.add_argument("--figures-only", type=Path, help="JSON file for the figures")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.WARNING)
    lines = read_development_set(options.development)
    answers = asyncio.run(ask(options.model, lines))
    print(report(lines, answers))
    if options.reports:
        heard = None
        if options.conversations:
            print("hearing conversations, each message alone and in context …", flush=True)
            heard = measure(options.model, options.conversations, options.reports)
        write_reports(lines, answers, options.reports, heard)
    else:
        write_figures(lines, answers, options.figures_only)


if __name__ == "__main__":
    main()
