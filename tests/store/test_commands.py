"""The commands of ``python -m bot``: what they do, and the one line when they refuse."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot.aftersales.codes import CaseStatus
from bot.aftersales.models import Order
from bot.aftersales.store import Store
from bot.chat.database import open_store
from bot.cli.errors import CommandError
from bot.cli.main import main
from bot.cli.plain import chips_of, lines_of
from bot.cli.talk import Talk
from bot.desk.agents import Agents
from bot.gateway.schemas import MessageOut
from bot.settings import load_settings
from tests.store.import_files import CASE_NO, shop_only, text_of, whole
from tests.store.shop import BUYER

_ROOT = Path(__file__).parents[2]
_PRODUCTION = {
    "APP_ENV": "production",
    "APP_JWT_SECRET": "j" * 32,
    "APP_SERVICE_TOKEN": "s" * 32,
    "APP_SIGNING_SECRET": "g" * 32,
    "APP_BACKOFFICE_SELLER_SECRET": "e" * 32,
    "APP_BACKOFFICE_PLATFORM_SECRET": "l" * 32,
    "APP_BACKOFFICE_PAYMENT_SECRET": "p" * 32,
}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command against a SQLite file of its own: exit code, stdout, stderr."""
    clock = tmp_path / "clock"
    clock.write_text("2026-11-02T10:00:00+08:00", encoding="utf-8")
    monkeypatch.chdir(_ROOT)
    monkeypatch.setenv("APP_ENV", "test")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    monkeypatch.setenv("CLOCK_FILE", str(clock))
    # A port nobody listens at.
    monkeypatch.setenv("APP_GATEWAY_PORT", "1")

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with capture_logs():
            code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.fixture
def in_production(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.delenv("CLOCK_FILE")
    for name, value in _PRODUCTION.items():
        monkeypatch.setenv(name, value)
    return run


@pytest.fixture
def business(run: Run, tmp_path: Path) -> Iterator[Store]:
    assert run("init-db")[0] == 0
    store = Store(f"sqlite:///{tmp_path / 'bot.db'}")
    yield store
    store.close()


def write(tmp_path: Path, text: str) -> str:
    file = tmp_path / "shop.json"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_init_db_can_be_run_again(run: Run) -> None:
    assert run("init-db")[0] == 0
    code, out, _ = run("init-db")
    assert code == 0
    assert out.startswith("database ready; official working days are known for ")


def test_init_db_warns_when_the_calendar_ends_soon(run: Run, tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("2090-01-01T10:00:00+08:00", encoding="utf-8")
    _, out, _ = run("init-db")
    assert "known for 0 days ahead\nwarning: " in out


@pytest.mark.parametrize(
    "command", [["demo"], ["timers", "--once"], ["backoffice", "approve", "SH1"]]
)
def test_a_database_without_tables_is_named(run: Run, command: list[str]) -> None:
    code, _, err = run(*command)
    assert (code, err) == (2, "the database is not prepared: run `python -m bot init-db` first\n")


def test_a_file_is_imported_once(run: Run, business: Store, tmp_path: Path) -> None:
    file = write(tmp_path, text_of(whole()))
    added = "added: 1 buyers, 1 sellers, 1 orders, 1 cases; unchanged: nothing\n"
    assert run("import", file) == (0, added, "")
    again = "added: nothing; unchanged: 1 buyers, 1 sellers, 1 orders, 1 cases\n"
    assert run("import", file) == (0, again, "")


def test_a_wrong_file_is_named_with_line_and_field_and_nothing_is_written(
    run: Run, business: Store, tmp_path: Path
) -> None:
    document = shop_only()
    document["orders"][0]["payment"]["captured_fen"] = 1
    file = write(tmp_path, text_of(document))
    code, out, err = run("import", file)
    assert (code, out) == (2, "")
    assert err.startswith(f"{file}: line ")
    assert "orders[0].payment.captured_fen: is 1, but" in err
    assert err.count("\n") == 1
    with business.reading() as session:
        assert session.scalar(select(func.count()).select_from(Order)) == 0


def test_of_many_problems_the_first_ones_are_told(
    run: Run, business: Store, tmp_path: Path
) -> None:
    file = write(tmp_path, json.dumps({"buyers": [{"id": f"U{n}"} for n in range(30)]}))
    _, _, err = run("import", file)
    assert err.count("\n") == 21
    assert err.endswith("… and 10 more problems\n")


def test_a_file_that_is_not_there_is_named(run: Run, business: Store) -> None:
    assert run("import", "gone.json") == (2, "", "gone.json: No such file or directory\n")


def test_the_demo_is_filled_in_once_with_its_agents(
    run: Run, business: Store, tmp_path: Path
) -> None:
    assert run("demo")[1].startswith("demo shop loaded: 38 orders")
    assert run("demo") == (0, "the demo shop is there already\n", "")
    _, out, _ = run("token", "--agent", "A3")
    username, password = out.split("user name: ")[1].split("  password: ")
    desk = open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    assert Agents(desk).sign_in(username, password.strip()).agent.role == "supervisor"
    desk.close()


@pytest.mark.parametrize(
    "command",
    [["token", "--buyer", "U1"], ["token", "--agent", "A1"], ["demo"], ["ask", "你好"], ["chat"]],
)
def test_trying_things_out_is_refused_in_production(in_production: Run, command: list[str]) -> None:
    code, out, err = in_production(*command)
    assert (code, out) == (2, "")
    assert err == f"{command[0]} is refused when APP_ENV is production\n"


def test_an_unknown_demo_agent_is_refused(run: Run) -> None:
    code, _, err = run("token", "--agent", "A9")
    assert code == 2
    assert err.startswith("no demo agent A9: there are A1, ")


def test_timers_do_what_is_due_once(run: Run, business: Store, tmp_path: Path) -> None:
    document = whole()
    document["cases"][0]["events"] = document["cases"][0]["events"][:5]
    run("import", write(tmp_path, text_of(document)))
    assert run("timers", "--once") == (0, "1 RETURN_TIMEOUT\n", "")
    assert run("timers", "--once") == (0, "nothing was due\n", "")


def test_the_backoffice_decides_on_a_case_and_is_told_what_it_cannot(
    run: Run, business: Store, tmp_path: Path
) -> None:
    document = whole()
    document["cases"][0]["events"] = document["cases"][0]["events"][:4]
    run("import", write(tmp_path, text_of(document)))
    assert run("backoffice", "approve", CASE_NO) == (
        2,
        "",
        "NOT_POSSIBLE_NOW: event APPROVE, status PLATFORM_REVIEW\n",
    )
    code, out, _ = run("backoffice", "rule-for-seller", CASE_NO, "凭证不足")
    assert (code, out) == (0, f"{CASE_NO}  CLOSED  ¥130.70  蓝牙耳机\n")
    assert run("backoffice", "approve", "SH000000000000") == (2, "", "CASE_NOT_FOUND\n")


def test_the_backoffice_plays_a_case_to_its_end(run: Run, business: Store, tmp_path: Path) -> None:
    document = whole()
    document["cases"][0].update(type="REFUND_ONLY")
    document["cases"][0]["events"] = [
        {"event": "SUBMIT", "at": "2026-11-02T09:00:00+08:00"},
    ]
    run("import", write(tmp_path, text_of(document)))
    refund = CASE_NO.replace("SH", "RF")
    statuses = []
    for command in (
        ["approve", CASE_NO],
        ["refund-failed", refund, "银行卡已注销"],
        ["retry-refund", refund],
        ["refund-succeeded", refund],
    ):
        statuses.append(run("backoffice", *command)[1].split("  ")[1])
    assert statuses == [
        CaseStatus.REFUNDING,
        CaseStatus.REFUND_FAILED,
        CaseStatus.REFUNDING,
        CaseStatus.REFUNDED,
    ]


def test_an_agent_is_created_with_a_password_from_standard_input(
    run: Run, business: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create(password: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return run("agent-create", "bob", "--name", "阿宝", "--skill", "一般咨询")

    assert create("short") == (2, "", "the password needs at least 10 characters\n")
    assert create("long-enough-1") == (0, "agent bob created: 阿宝, agent\n", "")
    assert create("long-enough-1") == (2, "", "there is an agent bob already\n")
    desk = open_store(f"sqlite:///{tmp_path / 'bot.db'}")
    assert Agents(desk).sign_in("bob", "long-enough-1").agent.name == "阿宝"
    desk.close()


def test_a_wrong_setting_ends_the_command_with_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("APP_COLOUR", "red")
    with pytest.raises(SystemExit) as caught:
        run("timers", "--once")
    assert caught.value.code == 2
    assert capsys.readouterr().err == "settings: unknown setting APP_COLOUR\n"


def test_ask_says_when_no_gateway_runs(run: Run) -> None:
    code, _, err = run("ask", "你好")
    assert (code, err) == (2, "no gateway at http://127.0.0.1:1: start it with `make run`\n")


def message(**changes: object) -> dict[str, object]:
    return {
        "id": "m1",
        "seq": 1,
        "conversation_id": "c1",
        "sender": "bot",
        "agent_name": None,
        "client_msg_id": None,
        "text": "您好",
        "chips": [],
        "card": None,
        "uploads": [],
        "created_at": "2026-11-02T10:00:00+08:00",
        **changes,
    }


def talk_with(answer: Callable[[httpx.Request], httpx.Response]) -> Talk:
    return Talk(load_settings({}), BUYER, httpx.MockTransport(answer))


def test_a_line_is_said_as_the_buyer_and_all_answers_come_back() -> None:
    def gateway(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        assert request.url.path == "/api/v1/messages"
        assert request.url.params["wait"] == "1"
        assert request.headers["Authorization"].startswith("Bearer ")
        assert (body["text"], len(body)) == ("你好", 2)
        replies = [message(), message(text="还有什么可以帮您")]
        return httpx.Response(201, json={"message": message(), "seq": 1, "replies": replies})

    with talk_with(gateway) as talk:
        assert [reply.text for reply in talk.say("你好")] == ["您好", "还有什么可以帮您"]


def test_a_refusal_of_the_gateway_is_told_in_its_own_words() -> None:
    refusal = {"error": {"code": "RATE_LIMITED", "message": "您说得太快了"}}
    with (
        talk_with(lambda _: httpx.Response(429, json=refusal)) as talk,
        pytest.raises(CommandError, match="RATE_LIMITED: 您说得太快了"),
    ):
        talk.say("你好")


def test_an_answer_that_is_no_answer_is_named() -> None:
    with (
        talk_with(lambda _: httpx.Response(502, text="<html>")) as talk,
        pytest.raises(CommandError, match="not understood: 502"),
    ):
        talk.say("你好")


def test_cards_are_shown_as_plain_lines() -> None:
    chip = {"label": "就是它", "token": "t1"}
    item = {
        "item_id": 1,
        "order_no": "2026101200000001",
        "title": "蓝牙耳机",
        "attrs": "白色",
        "qty": 1,
        "paid_fen": 13070,
        "status_text": "已签收",
        "ordered_on": "2026-10-12",
        "chip": chip,
    }
    summary = {
        "kind": "summary",
        "title": "退款确认",
        "fields": [{"label": "原因", "value": "质量问题"}],
        "lines": [{"label": "优惠券分摊", "fen": -2155}],
        "total": {"label": "本次退款", "fen": 13070},
    }
    items = MessageOut.model_validate(message(card={"kind": "items", "items": [item]}))
    assert lines_of(items) == [
        "您好",
        "  蓝牙耳机 白色 ×1  ¥130.70  已签收",
        "    2026101200000001  2026-10-12",
    ]
    assert [one.token for one in chips_of(items)] == ["t1"]
    assert lines_of(MessageOut.model_validate(message(card=summary))) == [
        "您好",
        "== 退款确认 ==",
        "  原因: 质量问题",
        "  优惠券分摊  -¥21.55",
        "  本次退款  ¥130.70",
    ]
