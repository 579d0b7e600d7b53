"""The labels a reviewer chooses from, in the groups of ``data/nlu``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.learning.errors import UnknownLabelError

_FILE = Path(__file__).with_name("labels.yml")
_ACTS = "acts"


@dataclass(frozen=True)
class LabelGroup:
    """Labels that share a file. ``labels`` maps each to what reviewers call it."""

    name: str
    title: str
    labels: dict[str, str]


@cache
def label_groups() -> tuple[LabelGroup, ...]:
    """All groups, in the order they are shown."""
    return tuple(
        LabelGroup(entry["group"], entry["title"], entry["labels"])
        for entry in yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    )


def group_of(label: str) -> LabelGroup:
    """The group of ``label``.

    Raises:
        UnknownLabelError: the bot has no such label.
    """
    for group in label_groups():
        if label in group.labels:
            return group
    raise UnknownLabelError(label)


def is_label(name: str) -> bool:
    """Whether the bot has a label of that name."""
    return any(name in group.labels for group in label_groups())


def is_wish(name: str) -> bool:
    """Whether it is a label of its own right, and not a yes, a value or a greeting."""
    return is_label(name) and group_of(name).name != _ACTS


def title_of(label: str) -> str:
    """What reviewers call ``label``; its own name where it is none of the labels."""
    return next((group.labels[label] for group in label_groups() if label in group.labels), label)
