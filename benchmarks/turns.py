"""Seconds a turn, turns a second and memory of this bot beside Rasa's own starter, in one run.

``make bench`` runs it. Every conversation has 16 turns, then another person begins a new one.
This bot is measured through the gateway with actions and store, over a mix
of general questions, status, orders and refunds; the starter through its own REST channel.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks import refund_bot, starter
from benchmarks.measure import TURNS_EACH, Figures, Turn, resident_bytes, talk

_FOLDER = Path("var/bench")
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Run:
    """One bot's figures with one and with eight talkers, and its resident memory after them."""

    one: Figures
    eight: Figures
    resident: int


def main() -> None:
    """Measure both and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=240, help="turns with one talker")
    turns = parser.parse_args().turns
    print("preparing Rasa's starter project …", flush=True)
    starter.prepare(_FOLDER / "starter")
    with starter.running(_FOLDER / "starter") as pid:
        theirs = _measure([pid], turns, starter.conversation)
    with refund_bot.running(_FOLDER / "bot", buyers=_conversations(turns)) as pids:
        ours = _measure(pids, turns, refund_bot.conversation)
    print(_table(theirs, ours))


def _conversations(turns: int) -> int:
    """How many people talk in :func:`_measure` altogether."""
    return 1 + (turns + 8 * (turns // 2)) // TURNS_EACH + 9


def _measure(pids: Sequence[int], turns: int, conversation: Callable[[int], Sequence[Turn]]) -> Run:
    people = count()

    def talker(turns: int) -> list[Turn]:
        """Somebody who says ``turns`` lines, a new person every conversation."""
        begun = -(-turns // TURNS_EACH)
        return [turn for _ in range(begun) for turn in conversation(next(people))][:turns]

    talk([talker(TURNS_EACH)])
    one = talk([talker(turns)])
    eight = talk([talker(turns // 2) for _ in range(8)])
    return Run(one, eight, resident_bytes(pids))


def _table(theirs: Run, ours: Run) -> str:
    rows = [
        ("seconds a turn, 1 talker, p50", theirs.one.p50, ours.one.p50, "{:.4f}"),
        ("seconds a turn, 1 talker, p95", theirs.one.p95, ours.one.p95, "{:.4f}"),
        ("seconds a turn, 1 talker, p99", theirs.one.p99, ours.one.p99, "{:.4f}"),
        ("seconds a turn, 8 talkers, p50", theirs.eight.p50, ours.eight.p50, "{:.4f}"),
        ("seconds a turn, 8 talkers, p95", theirs.eight.p95, ours.eight.p95, "{:.4f}"),
        ("seconds a turn, 8 talkers, p99", theirs.eight.p99, ours.eight.p99, "{:.4f}"),
        (
            "turns a second, 8 talkers",
            theirs.eight.turns_per_second,
            ours.eight.turns_per_second,
            "{:.1f}",
        ),
        ("resident memory, MiB", theirs.resident / _MIB, ours.resident / _MIB, "{:.0f}"),
    ]
    lines = [
        f"{ours.one.turns} turns alone, {ours.eight.turns} turns by 8 talkers; "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}",
        "",
        "| measure | Rasa's starter | this bot | ratio |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name, their, our, form in rows:
        lines.append(f"| {name} | {form.format(their)} | {form.format(our)} | {our / their:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
