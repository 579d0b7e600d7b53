"""What can be wrong with a file to import: each problem names its line and its field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.aftersales.errors import AftersalesError
from bot.aftersales.importing.positions import Path, Positions


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    ``path`` leads to the field; ``line`` counts from 1 and is None where there is no file.
    """

    path: Path
    text: str
    line: int | None = None

    @property
    def field(self) -> str:
        """The way to the field, as in ``orders[3].items[0].qty``."""
        names = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(names).removeprefix(".")

    def __str__(self) -> str:
        """One line for the one who runs the import."""
        where = [f"line {self.line}"] if self.line is not None else []
        return f"{', '.join([*where, *([self.field] if self.path else [])])}: {self.text}"


class ImportRefused(AftersalesError):
    """Nothing was imported; ``problems`` says why, in the order of the file."""

    code_name = "IMPORT_INVALID"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(self.code_name, {"field": first.field, "problem": first.text})

    def __str__(self) -> str:
        """All problems, one a line."""
        return "\n".join(str(problem) for problem in self.problems)


class ImportInvalid(ImportRefused):
    """The file is no JSON, does not have the form of an import, or does not add up."""


class ImportConflict(ImportRefused):
    """Something of that id is stored already and differs: an import only ever adds."""

    code_name = "IMPORT_CONFLICT"


def located(problems: Iterable[Problem], positions: Positions) -> list[Problem]:
    """The problems with their lines, in the order of the file."""
    found = [
        Problem(problem.path, problem.text, positions.line(problem.path)) for problem in problems
    ]
    return sorted(found, key=lambda problem: problem.line or 0)
