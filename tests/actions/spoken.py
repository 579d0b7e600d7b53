"""Which responses the code speaks, read from the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_WITH_PAIRS = "Remark"


@dataclass(frozen=True)
class Spoken:
    """A response named in the code. ``given`` is None where the values cannot be read off."""

    name: str
    where: str
    given: frozenset[str] | None


def spoken_in(root: Path, *rooms: str) -> Iterator[Spoken]:
    """Every response that ``rooms`` (folders or files below ``root``) name in full."""
    for room in rooms:
        path = root / room
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield from _in_file(file, file.relative_to(root).as_posix())


def codes_in(root: Path, room: str, *makers: str) -> dict[str, str]:
    """Codes handed to calls of ``makers`` in a folder, each with a file that uses it."""
    found: dict[str, str] = {}
    for file in sorted((root / room).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in makers and node.args:
                for code in _texts(node.args[0], constants):
                    found.setdefault(code, file.name)
    return found


def _in_file(file: Path, where: str) -> Iterator[Spoken]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    seen: set[ast.AST] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        for text in _alternatives(node.args[0]):
            if _is_response(text):
                seen.add(text)
                yield Spoken(str(text.value), where, _given(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node not in seen and _is_response(node):
            yield Spoken(str(node.value), where, None)


def _alternatives(node: ast.expr) -> list[ast.Constant]:
    """The text itself, or both of ``"a" if … else "b"``."""
    if isinstance(node, ast.IfExp):
        return [*_alternatives(node.body), *_alternatives(node.orelse)]
    return [node] if isinstance(node, ast.Constant) else []


def _is_response(node: ast.Constant) -> bool:
    text = node.value
    return isinstance(text, str) and text.startswith("utter_") and not text.endswith("_")


def _given(call: ast.Call) -> frozenset[str] | None:
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    names = {keyword.arg for keyword in call.keywords if keyword.arg}
    if _called(call) == _WITH_PAIRS:
        names |= {
            pair.elts[0].value
            for argument in call.args[1:]
            for pair in ast.walk(argument)
            if isinstance(pair, ast.Tuple) and pair.elts and isinstance(pair.elts[0], ast.Constant)
        }
    return frozenset(names)


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts(node: ast.expr, constants: dict[str, object]) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(node, ast.Name):
        value = constants.get(node.id)
    if isinstance(value, str) and value.isupper():
        yield value
