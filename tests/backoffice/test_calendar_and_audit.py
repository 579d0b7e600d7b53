"""The operator's commands: official working days from a file, and the check of the audit log."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.aftersales.store import Store
from bot.aftersales.workdays import coverage_days, read_calendar
from bot.cli.main import main
from tests.store.intruder import lift_protection

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]
WARNING = (
    "warning: fewer than 60; dates beyond are estimated until the next year is imported "
    "(python -m bot calendar import FILE)\n"
)


@pytest.fixture
def run(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    clock = tmp_path / "clock"
    clock.write_text("2026-11-02T10:00:00+08:00", encoding="utf-8")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("APP_ENV", "test")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("CLOCK_FILE", str(clock))

    def command(*arguments: str) -> tuple[int, str, str]:
        with capture_logs():
            code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def write(tmp_path: Path, text: str, name: str = "days.csv") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_operator_is_warned_when_official_days_run_short(run: Run) -> None:
    told = "official working days are known for 59 days ahead\n"
    assert run("calendar", "coverage") == (0, told + WARNING, "")


def test_a_year_is_imported_from_its_announcement_once(
    run: Run, tmp_path: Path, store: Store
) -> None:
    """The State Council names holidays and make-up days; the rest of the year follows."""
    file = write(tmp_path, "date,is_workday\n2027-01-01,false\n2027-01-03,1\n2027-10-08,0\n")
    first = "365 days added, 0 changed, 0 unchanged\n"
    told = "official working days are known for 424 days ahead\n"
    assert run("calendar", "import", file, "--whole-years") == (0, first + told, "")
    again = "0 days added, 0 changed, 365 unchanged\n"
    assert run("calendar", "import", file, "--whole-years") == (0, again + told, "")
    with store.reading() as session:
        calendar = read_calendar(session, date(2026, 12, 28))
    assert calendar.add(date(2026, 12, 28), 7) == (date(2027, 1, 6), False)
    assert run("audit", "verify") == (0, "the audit log is whole: 1 lines\n", "")


def test_json_is_read_as_well_and_a_correction_replaces_what_was_official(
    run: Run, tmp_path: Path, store: Store
) -> None:
    days = [
        {"date": "2026-11-03", "is_workday": False},
        {"date": "2027-01-01", "is_workday": False},
    ]
    file = write(tmp_path, json.dumps(days), "days.json")
    code, out, _ = run("calendar", "import", file)
    assert (code, out.splitlines()[0]) == (0, "1 days added, 1 changed, 0 unchanged")
    with store.reading() as session:
        assert read_calendar(session, date(2026, 11, 2)).is_workday(date(2026, 11, 3)) is False


def test_days_beyond_a_gap_do_not_count_as_covered(run: Run, tmp_path: Path, store: Store) -> None:
    file = write(tmp_path, "date,is_workday\n2027-06-01,true\n")
    run("calendar", "import", file)
    with store.reading() as session:
        assert coverage_days(session, date(2026, 11, 2)) == 59
        assert coverage_days(session, date(2026, 12, 31)) == 0
        assert coverage_days(session, date(2027, 5, 31)) == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "line 1: the heading must be date,is_workday"),
        ("day,work\n", "line 1: the heading must be date,is_workday"),
        ("date,is_workday\n", "line 1: there is no day in the file"),
        ("date,is_workday\n2027-02-30,true\n", "line 2, date: must be a day such as 2027-01-01"),
        ("date,is_workday\n20270101,true\n", "line 2, date: must be a day such as 2027-01-01"),
        ("date,is_workday\n1900-01-01,true\n", "line 2, date: must be a day such as 2027-01-01"),
        ("date,is_workday\n2027-01-01,yes\n", "line 2, is_workday: must be true or false"),
        ("date,is_workday\n2027-01-01\n", "line 2: has 1 columns instead of 2"),
        (
            "date,is_workday\n2027-01-01,true\n\n2027-01-01,false\n",
            "line 4, date: 2027-01-01 stands there twice",
        ),
    ],
)
def test_a_wrong_line_of_a_csv_is_named_and_nothing_imported(
    run: Run, tmp_path: Path, store: Store, content: str, problem: str
) -> None:
    file = write(tmp_path, content)
    assert run("calendar", "import", file) == (2, "", f"{file}: {problem}\n")
    with store.reading() as session:
        assert coverage_days(session, date(2026, 12, 31)) == 0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "line 1: column 2: Expecting property name enclosed in double quotes"),
        ("{}", "line 1: must be a list of days"),
        ('[\n{"date": "2027-01-01"}]', "line 2, [0]: must have date and is_workday, and nothing"),
        ('[\n{"date": 5, "is_workday": true}]', "line 2, date: must be a day such as 2027-01-01"),
        ('[{"date": "2027-01-01",\n"is_workday": 1}]', "line 1, is_workday: must be true or"),
    ],
)
def test_a_wrong_entry_of_a_json_file_is_named(
    run: Run, tmp_path: Path, content: str, problem: str
) -> None:
    file = write(tmp_path, content, "days.json")
    code, out, err = run("calendar", "import", file)
    assert (code, out) == (2, "")
    assert err.startswith(f"{file}: {problem}")


def test_of_many_wrong_lines_the_first_ones_are_told(run: Run, tmp_path: Path) -> None:
    lines = "\n".join(f"x{n},true" for n in range(30))
    err = run("calendar", "import", write(tmp_path, f"date,is_workday\n{lines}\n"))[2]
    assert err.count("\n") == 21
    assert err.endswith("… and 10 more problems\n")


def test_a_file_that_is_not_there_or_no_text_is_named(run: Run, tmp_path: Path) -> None:
    assert run("calendar", "import", "gone.csv")[2] == "gone.csv: No such file or directory\n"
    binary = tmp_path / "days.csv"
    binary.write_bytes(b"date,is_workday\n\xff\n")
    assert run("calendar", "import", str(binary))[2] == (
        f"{binary}: line 2: the file is not UTF-8\n"
    )


@pytest.mark.parametrize(
    ("tampering", "line"),
    [
        ("UPDATE audit_log SET payload = '{}' WHERE id = 2", 2),
        ("DELETE FROM audit_log WHERE id = 1", 1),
        ("DELETE FROM audit_log WHERE id = 3", 3),
        ("UPDATE audit_log SET actor_id = 'x' WHERE id = 3", 3),
    ],
)
def test_an_audit_log_that_somebody_touched_is_found_broken(
    run: Run, tmp_path: Path, store: Store, tampering: str, line: int
) -> None:
    for number in range(3):
        day = date(2027, 1, 1) + timedelta(days=number)
        run("calendar", "import", write(tmp_path, f"date,is_workday\n{day},true\n"))
    assert run("audit", "verify") == (0, "the audit log is whole: 3 lines\n", "")
    lift_protection(store)
    with store.transaction() as session:
        session.execute(text(tampering))
    assert run("audit", "verify") == (2, "", f"the audit log is broken at line {line}\n")
