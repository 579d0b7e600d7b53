"""Reads JSON and remembers on which line each value stands, so that an error can name it."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
"""The way to a value: names of fields and numbers of list entries, counted from 0."""

_SPACE = re.compile(r"[ \t\n\r]*")
_MAX_DEPTH = 50


@dataclass(frozen=True)
class Positions:
    """Where the values of a document stand. Empty for a document that was never text."""

    offsets: dict[Path, int] = field(default_factory=dict)
    line_starts: list[int] = field(default_factory=lambda: [0])

    def line(self, path: Path) -> int | None:
        """The line of the value at ``path``, counted from 1.

        Of a value that is missing it is the line of what should hold it; None without text.
        """
        for length in range(len(path), -1, -1):
            offset = self.offsets.get(path[:length])
            if offset is not None:
                return bisect_right(self.line_starts, offset)
        return None


def parse(text: str) -> tuple[Any, Positions]:
    """The value of a JSON document, and where its parts stand.

    Stricter than ``json.loads``: a field may stand only once in its object, NaN and Infinity
    are refused, and so is nesting deeper than 50.

    Raises:
        json.JSONDecodeError: with the line and column of what is wrong.
    """
    reader = _Reader(text)
    value, end = reader.value(_skip(text, 0), ())
    end = _skip(text, end)
    if end != len(text):
        raise json.JSONDecodeError("Extra data", text, end)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    return value, Positions(reader.offsets, starts)


class _Reader:
    """Descends into objects and lists itself; texts, numbers and literals are left to json."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._scalars = json.JSONDecoder(parse_constant=self._refuse_constant)
        self.offsets: dict[Path, int] = {}

    def value(self, start: int, path: Path) -> tuple[Any, int]:
        self.offsets[path] = start
        opening = self._text[start : start + 1]
        if opening in ("{", "[") and len(path) >= _MAX_DEPTH:
            raise self._error("Nested too deeply", start)
        if opening == "{":
            return self._object(start, path)
        if opening == "[":
            return self._array(start, path)
        try:
            value, end = self._scalars.raw_decode(self._text, start)
        except json.JSONDecodeError:
            raise
        except ValueError as error:
            # NaN, or a number with more digits than Python is willing to read.
            raise self._error(str(error), start) from error
        return value, end

    def _object(self, start: int, path: Path) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = _skip(self._text, start + 1)
        if self._text.startswith("}", at):
            return found, at + 1
        while True:
            if not self._text.startswith('"', at):
                raise self._error("Expecting property name enclosed in double quotes", at)
            name, end = self._scalars.raw_decode(self._text, at)
            if name in found:
                raise self._error(f"Field {name!r} stands there twice", at)
            at = self._expect(":", end)
            found[name], end = self.value(_skip(self._text, at), (*path, name))
            at = _skip(self._text, end)
            if self._text.startswith("}", at):
                return found, at + 1
            at = _skip(self._text, self._expect(",", at))

    def _array(self, start: int, path: Path) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = _skip(self._text, start + 1)
        if self._text.startswith("]", at):
            return found, at + 1
        while True:
            entry, end = self.value(at, (*path, len(found)))
            found.append(entry)
            at = _skip(self._text, end)
            if self._text.startswith("]", at):
                return found, at + 1
            at = _skip(self._text, self._expect(",", at))

    def _expect(self, sign: str, at: int) -> int:
        at = _skip(self._text, at)
        if not self._text.startswith(sign, at):
            raise self._error(f"Expecting '{sign}'", at)
        return at + 1

    def _error(self, message: str, at: int) -> json.JSONDecodeError:
        return json.JSONDecodeError(message, self._text, at)

    @staticmethod
    def _refuse_constant(name: str) -> Any:
        raise ValueError(f"{name} is no JSON value")


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
