"""The table from the guide to the rules is complete, and everything it names exists."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from bot.aftersales.policy import Policy

_ROOT = Path(__file__).parents[2]
_TABLE = _ROOT / "docs" / "business" / "guide-to-rules.md"
_GUIDE_TESTS = ("tests/store/test_guide.py", "tests/store/test_guide_answers.py")
_NO_RULES = {"version"}
_QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Row:
    section: str
    sentence: str
    named: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]


def rows() -> list[Row]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line[:1] == "|"]
    return [
        Row(section, sentence, tuple(_QUOTED.findall(rule)), tuple(map(as_test, _names(tests))))
        for section, sentence, rule, tests in cells[2:]
    ]


def _names(tests: str) -> list[str]:
    return _QUOTED.findall(tests)


def as_test(name: str) -> tuple[str, str]:
    """File and function of a test as the table names it."""
    file, _, function = name.rpartition("::")
    homes = [home for home in _GUIDE_TESTS if function in docstrings(home)]
    return file or next(iter(homes), _GUIDE_TESTS[0]), function


def docstrings(file: str) -> dict[str, str]:
    """Every test of a file, and what it says of itself."""
    tree = ast.parse((_ROOT / file).read_text(encoding="utf-8"))
    return {
        node.name: ast.get_docstring(node) or ""
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.sentence)
def test_a_rule_of_the_guide_has_tests_that_exist_and_name_its_section(row: Row) -> None:
    assert row.tests
    for file, function in row.tests:
        assert function in docstrings(file), f"{file}::{function}"
    file, function = row.tests[0]
    assert file in _GUIDE_TESTS
    assert docstrings(file)[function] == f"{row.section}: {row.sentence}."


def test_every_test_of_the_guide_stands_in_the_table() -> None:
    named = {function for row in rows() for file, function in row.tests if file in _GUIDE_TESTS}
    assert named == {name for file in _GUIDE_TESTS for name in docstrings(file)}


def test_every_key_of_the_policy_stands_in_the_table_and_no_other() -> None:
    keys = {name for row in rows() for name in row.named if name == name.lower()}
    assert keys == {field.name for field in fields(Policy)} - _NO_RULES


def test_every_code_in_the_table_is_one_of_the_business() -> None:
    source = "".join(
        file.read_text(encoding="utf-8") for file in (_ROOT / "bot" / "aftersales").rglob("*.py")
    )
    codes = {name for row in rows() for name in row.named if name == name.upper()}
    assert [code for code in sorted(codes) if f'"{code}"' not in source] == []
