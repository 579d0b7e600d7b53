"""From a file to a document whose form is right, or to problems that name line and field."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from bot.aftersales.importing import positions
from bot.aftersales.importing.document import ImportDocument
from bot.aftersales.importing.positions import Positions
from bot.aftersales.importing.problems import ImportInvalid, Problem, located

_MISSING = "missing"


@dataclass(frozen=True)
class Reading:
    """A document and where its parts stand."""

    document: ImportDocument
    positions: Positions = field(default_factory=Positions)


def read_file(path: Path) -> Reading:
    """Read a file to import.

    Raises:
        OSError: the file cannot be read.
        ImportInvalid: it is no UTF-8, no JSON, or does not have the form of an import.
    """
    data = path.read_bytes()
    try:
        return read_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ImportInvalid([Problem((), "the file is not UTF-8", line)]) from error


def read_text(text: str) -> Reading:
    """Read the text of a file to import.

    Raises:
        ImportInvalid: it is no JSON or does not have the form of an import.
    """
    try:
        value, where = positions.parse(text)
    except json.JSONDecodeError as error:
        problem = Problem((), f"column {error.colno}: {error.msg}", error.lineno)
        raise ImportInvalid([problem]) from error
    try:
        return Reading(ImportDocument.model_validate(value), where)
    except ValidationError as error:
        problems = [
            Problem(entry["loc"], "is missing" if entry["type"] == _MISSING else entry["msg"])
            for entry in error.errors(include_url=False, include_input=False)
        ]
        raise ImportInvalid(located(problems, where)) from error
