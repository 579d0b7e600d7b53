"""What an import finds stored already: as it should be, or different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.aftersales.importing.positions import Path
from bot.aftersales.importing.problems import Problem
from bot.aftersales.models import Base


@dataclass
class Tally:
    """How many entries of each kind were added or found unchanged, and what was in the way."""

    added: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    conflicts: list[Problem] = field(default_factory=list)

    def found(self, kind: str, conflicts: Sequence[Problem]) -> None:
        """One was stored before, with these differences or none."""
        self.conflicts.extend(conflicts)
        if not conflicts:
            self.unchanged[kind] += 1


def differences(path: Path, row: Base, wanted: Mapping[str, Any]) -> list[Problem]:
    """Every column of a stored row that is not as the file has it."""
    return [
        Problem((*path, name), f"differs from what is stored: {getattr(row, name)}")
        for name, value in wanted.items()
        if getattr(row, name) != value
    ]
