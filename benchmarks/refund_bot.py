"""This bot as ``make run`` starts it, talked to through the gateway with actions and store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import jwt
import requests

from benchmarks.measure import TURNS_EACH, Turn
from bot.settings import DEMO_SECRET

_PORTS = {"APP_GATEWAY_PORT": 8105, "APP_RASA_PORT": 5205, "APP_ACTIONS_PORT": 5255}
_URL = f"http://127.0.0.1:{_PORTS['APP_GATEWAY_PORT']}"
_TAPS = 6
_READY_WITHIN_SECONDS = 180
_GOODS = ("保温杯", "台灯", "雨伞", "围巾")


@contextmanager
def running(folder: Path, buyers: int) -> Iterator[list[int]]:
    """All processes on a fresh database with ``buyers`` buyers; yields the process ids."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ,
        **{name: str(port) for name, port in _PORTS.items()},
        "APP_ENV": "demo",
        "APP_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder.absolute()}/bench.db",
        "APP_MESSAGES_PER_MINUTE": "1000000",
        "APP_LOG_LEVEL": "WARNING",
    }
    for old in folder.glob("*.db*"):
        old.unlink()
    _command(environment, "init-db")
    shop = folder / "shop.json"
    shop.write_text(json.dumps(_shop(buyers), ensure_ascii=False), encoding="utf-8")
    _command(environment, "import", str(shop))
    with (folder / "launch.log").open("wb") as log:
        launch = subprocess.Popen(
            [sys.executable, "-m", "bot.launch"], env=environment, stdout=log, stderr=log
        )
        try:
            _wait(launch, folder)
            yield [launch.pid]
        finally:
            launch.terminate()
            launch.wait(30)


def conversation(number: int) -> list[Turn]:
    """A buyer with a mix of general questions, status, orders, and refunds filed or dropped."""
    http = requests.Session()
    http.headers["Authorization"] = f"Bearer {_token(_buyer(number))}"
    chips: list[str] = []
    return [_turn(http, chips, *_line(at)) for at in range(TURNS_EACH)]


def _line(at: int) -> tuple[str, bool]:
    """The text of turn ``at`` and whether to tap 确认提交 instead."""
    round_, step = divmod(at, 8)
    goods = _GOODS[round_]
    lines = (
        "退款一般几天到账",
        f"我要退{goods},不喜欢,退货退款",
        "退货的运费谁出",
        "算了",
        "我的退款到哪了",
        f"{goods}不喜欢,退货退款",
        "",
        "我的订单",
    )
    return lines[step], step == _TAPS


def _turn(http: requests.Session, chips: list[str], text: str, taps: bool) -> Turn:
    def say() -> None:
        body = {"client_msg_id": uuid4().hex}
        body |= {"chip": chips[0]} if taps else {"text": text}
        answer = http.post(f"{_URL}/api/v1/messages?wait=1", json=body, timeout=30)
        answer.raise_for_status()
        replies = answer.json()["replies"]
        if not replies:
            raise RuntimeError(f"the bot has no answer to {text!r}")
        chips[:] = [chip["token"] for chip in replies[-1]["chips"]]
        if taps and "售后单号" not in replies[-1]["text"]:
            raise RuntimeError(f"nothing was submitted: {replies[-1]['text']}")

    return say


def _buyer(number: int) -> str:
    return f"BENCH{number}"


def _token(buyer: str) -> str:
    expires = datetime.now(UTC) + timedelta(minutes=55)
    return jwt.encode({"sub": buyer, "iat": datetime.now(UTC), "exp": expires}, DEMO_SECRET)


def _shop(buyers: int) -> dict[str, object]:
    bought = datetime.now(UTC) - timedelta(days=4)
    return {
        "sellers": [{"id": "BENCH", "name": "测量小店", "return_address": "测量市测量路1号"}],
        "buyers": [{"id": _buyer(one), "display_name": f"买家{one}"} for one in range(buyers)],
        "orders": [
            _order(buyer, at, bought) for buyer in range(buyers) for at in range(len(_GOODS))
        ],
    }


def _order(buyer: int, at: int, bought: datetime) -> dict[str, object]:
    number = f"{bought:%Y%m%d}{buyer:04}{at:04}"
    shipped, signed = bought + timedelta(days=1), bought + timedelta(days=2)
    return {
        "order_no": number,
        "buyer_id": _buyer(buyer),
        "seller_id": "BENCH",
        "status": "RECEIVED",
        "created_at": bought.isoformat(),
        "paid_at": bought.isoformat(),
        "goods_amount_fen": 8800,
        "paid_fen": 8800,
        "items": [{"title": _GOODS[at], "unit_price_fen": 8800}],
        "payment": {
            "method": "WECHAT",
            "transaction_no": f"T{number}",
            "captured_fen": 8800,
        },
        "shipments": [
            {
                "carrier": "SF",
                "tracking_no": f"SF{number}",
                "shipped_at": shipped.isoformat(),
                "signed_at": signed.isoformat(),
            }
        ],
    }


def _command(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "-m", "bot", *words], env=environment, check=True)


def _wait(launch: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if launch.poll() is not None:
            raise RuntimeError(f"the bot did not start, see {folder}/launch.log")
        try:
            if requests.get(f"{_URL}/readyz", timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise TimeoutError(f"the bot did not start, see {folder}/launch.log")
