"""Reading a file to import: what is wrong is named with its line and field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.aftersales.importing import ImportInvalid, read_file, read_text, schema_text

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "import.schema.json"


def problems_of(text: str) -> list[str]:
    with pytest.raises(ImportInvalid) as caught:
        read_text(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_broken_document_is_named_with_line_and_column() -> None:
    assert problems_of('{\n  "buyers": [\n    {"id": "U1",}\n  ]\n}') == [
        "line 3: column 17: Expecting property name enclosed in double quotes"
    ]


@pytest.mark.parametrize(
    "text",
    ["", "[", '{"buyers": [1 2]}', '{"buyers"}', "{} {}", '{"buyers": tru}', '{"buyers": "a\nb"}'],
)
def test_no_broken_document_is_read(text: str) -> None:
    assert problems_of(text)[0].startswith("line ")


def test_a_field_that_stands_there_twice_is_refused() -> None:
    assert "Field 'id' stands there twice" in problems_of('{"buyers": [{"id": "1", "id": "2"}]}')[0]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1" * 5000])
def test_numbers_json_does_not_have_are_refused(number: str) -> None:
    assert problems_of(f'{{\n"buyers": {number}}}')[0].startswith("line 2: column 11")


def test_deep_nesting_is_refused_instead_of_exhausting_the_stack() -> None:
    assert "Nested too deeply" in problems_of("[" * 100_000)[0]


def test_an_unknown_field_is_named_with_its_own_line() -> None:
    text = '{\n "buyers": [\n  {\n   "id": "U1",\n   "display_name": "林",\n   "vip": 1\n  }\n ]\n}'
    assert problems_of(text) == ["line 6, buyers[0].vip: Extra inputs are not permitted"]


def test_a_missing_field_is_named_with_the_line_of_its_object() -> None:
    text = '{\n "buyers": [\n  {"id": "U1", "display_name": "林"},\n  {"id": "U2"}\n ]\n}'
    assert problems_of(text) == ["line 4, buyers[1].display_name: is missing"]


def test_every_problem_is_told_in_the_order_of_the_file() -> None:
    text = '{"sellers": [\n{"id": 7}\n],\n"buyers": [\n{"id": ""}\n]}'
    lines = [problem.split(",")[0] for problem in problems_of(text)]
    assert lines == ["line 2", "line 2", "line 2", "line 5", "line 5"]


def order_with(name: str, value: str) -> str:
    fields = {
        "order_no": '"2026110112345678"',
        "buyer_id": '"U1"',
        "seller_id": '"S1"',
        "status": '"PENDING_PAYMENT"',
        "created_at": '"2026-11-01T10:00:00+08:00"',
        "goods_amount_fen": "100",
        "paid_fen": "100",
        "items": '[{"title": "茶", "unit_price_fen": 100}]',
        name: value,
    }
    return '{"orders": [{' + ",\n".join(f'"{key}": {fields[key]}' for key in fields) + "}]}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("order_no", '"123"'),
        ("order_no", '"20261101١٢٣٤٥٦٧٨"'),
        ("status", '"LOST"'),
        ("created_at", '"2026-11-01T10:00:00"'),
        ("created_at", "0"),
        ("paid_fen", "100.0"),
        ("paid_fen", '"100"'),
        ("paid_fen", "true"),
        ("paid_fen", "-1"),
        ("paid_fen", "99999999999999"),
        ("items", "[]"),
        ("buyer_id", '"U 1"'),
        ("items", '[{"title": "\\u0000", "unit_price_fen": 100}]'),
        ("items", '[{"title": "\\ud800", "unit_price_fen": 100}]'),
    ],
)
def test_a_value_that_no_column_could_hold_is_refused(name: str, value: str) -> None:
    assert f"orders[0].{name}" in problems_of(order_with(name, value))[0]


def test_a_sound_order_is_read() -> None:
    reading = read_text(order_with("coupon_fen", "0"))
    assert reading.document.orders[0].items[0].title == "茶"


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_bytes('{"buyers":\n[{"id": "U1", "display_name": "林"}]}'.encode("gbk"))
    with pytest.raises(ImportInvalid, match="line 2: the file is not UTF-8"):
        read_file(file)


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_bytes(b"\xef\xbb\xbf{}")
    assert read_file(file).document.orders == []


def test_the_published_schema_is_up_to_date() -> None:
    published = SCHEMA_FILE.read_text(encoding="utf-8")
    assert published == schema_text(), "python -m bot import --schema > docs/import.schema.json"
    assert json.loads(published)["additionalProperties"] is False
