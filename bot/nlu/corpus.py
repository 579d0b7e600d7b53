"""The training lines in ``data/nlu``, read without Rasa. Plain Python, for both environments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.yaml_files import read_yaml

ANNOTATION = re.compile(r"\[(?P<text>[^\[\]]+)\]\((?P<name>[^():]+)(?::(?P<value>[^():]+))?\)")
"""``[words](product)``, or with a value ``[words](reason:quality)``."""


@dataclass(frozen=True)
class Utterance:
    """One training line: its label, its text without annotations, and where it stands."""

    label: str
    text: str
    raw: str
    path: Path


def plain_text(raw: str) -> str:
    """The line as the buyer wrote it, entity annotations taken off."""
    return ANNOTATION.sub(lambda match: match["text"], raw)


def read_corpus(folder: Path) -> list[Utterance]:
    """Every example line of every NLU file below ``folder``, in file order."""
    return [utterance for path in sorted(folder.rglob("*.yml")) for utterance in read_file(path)]


def read_file(path: Path) -> Iterator[Utterance]:
    """Every example line of one NLU file."""
    for block in read_yaml(path).get("nlu", []):
        if "intent" not in block:
            continue
        for line in block["examples"].splitlines():
            raw = line.removeprefix("- ").strip()
            if raw:
                yield Utterance(block["intent"], plain_text(raw), raw, path)
