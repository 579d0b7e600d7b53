"""From a CSV or JSON file to days and whether each is a working day."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.aftersales.errors import AftersalesError
from bot.aftersales.importing import positions
from bot.aftersales.importing.problems import Problem, located

_FIELDS = ("date", "is_workday")
_WORDS = {"true": True, "1": True, "false": False, "0": False}
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)


class CalendarFileInvalid(AftersalesError):
    """Nothing was imported; ``problems`` says why, line by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__("CALENDAR_INVALID", {"line": first.line or 0, "problem": first.text})

    def __str__(self) -> str:
        """All problems, one a line."""
        return "\n".join(str(problem) for problem in self.problems)


@dataclass(frozen=True)
class _Entry:
    day: str
    workday: object
    line: int


def read_days(path: Path) -> dict[date, bool]:
    """The days of a file and whether each is a working day.

    A ``.json`` file is a list of ``{"date": "2027-01-01", "is_workday": false}``; any other is
    CSV with the heading ``date,is_workday`` and true, false, 1 or 0.

    Raises:
        OSError: the file cannot be read.
        CalendarFileInvalid: with every line that is wrong.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CalendarFileInvalid([Problem((), "the file is not UTF-8", line)]) from error
    entries = _of_json(text) if path.suffix.lower() == ".json" else _of_csv(text)
    return _checked(list(entries))


def _of_csv(text: str) -> Iterator[_Entry]:
    rows = csv.reader(text.splitlines(), strict=True)
    try:
        heading = next(rows, [])
        if tuple(name.strip() for name in heading) != _FIELDS:
            raise CalendarFileInvalid([Problem((), "the heading must be date,is_workday", 1)])
        for row in rows:
            if not row:
                continue
            if len(row) != len(_FIELDS):
                text = f"has {len(row)} columns instead of {len(_FIELDS)}"
                raise CalendarFileInvalid([Problem((), text, rows.line_num)])
            yield _Entry(row[0].strip(), _WORDS.get(row[1].strip().lower()), rows.line_num)
    except csv.Error as error:
        raise CalendarFileInvalid([Problem((), str(error), rows.line_num)]) from error


def _of_json(text: str) -> Iterator[_Entry]:
    try:
        value, where = positions.parse(text)
    except json.JSONDecodeError as error:
        problem = Problem((), f"column {error.colno}: {error.msg}", error.lineno)
        raise CalendarFileInvalid([problem]) from error
    if not isinstance(value, list):
        raise CalendarFileInvalid(located([Problem((), "must be a list of days")], where))
    for index, entry in enumerate(value):
        if not isinstance(entry, dict) or set(entry) != set(_FIELDS):
            problem = Problem((index,), "must have date and is_workday, and nothing else")
            raise CalendarFileInvalid(located([problem], where))
        yield _Entry(str(entry["date"]), entry["is_workday"], where.line((index,)) or 0)


def _checked(entries: list[_Entry]) -> dict[date, bool]:
    days: dict[date, bool] = {}
    problems: list[Problem] = []
    for entry in entries:
        try:
            day = date.fromisoformat(entry.day)
        except ValueError:
            day = None
        if day is None or len(entry.day) != 10 or not _EARLIEST <= day <= _LATEST:
            text = "must be a day such as 2027-01-01"
            problems.append(Problem(("date",), text, entry.line))
        elif day in days:
            problems.append(Problem(("date",), f"{day} stands there twice", entry.line))
        elif not isinstance(entry.workday, bool):
            problems.append(Problem(("is_workday",), "must be true or false", entry.line))
        else:
            days[day] = entry.workday
    if not entries:
        problems.append(Problem((), "there is no day in the file", 1))
    if problems:
        raise CalendarFileInvalid(problems)
    return days
