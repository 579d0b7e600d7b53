"""When and how the demo's payment provider reports about a refund: as untidily as a real one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from bot.gateway.backoffice_payouts import PayoutOut

_FAILING_ATTEMPTS = 2
_FAILS, _IS_SLOW, _COMES_TWICE, _IS_CONTRADICTED = 0.15, 0.2, 0.4, 0.3
_REASONS = ("收款银行卡已注销", "收款账户状态异常", "银行系统繁忙")


@dataclass(frozen=True)
class Notice:
    """One message to the shop, due ``after`` seconds; the same ``key`` is the same message."""

    after: float
    case_no: str
    call: Literal["refund-succeeded", "refund-failed"]
    key: str
    body: bytes


def notices_for(payout: PayoutOut, seed: int) -> tuple[Notice, ...]:
    """Everything the provider will say about this attempt, in the order of time.

    It follows from ``seed`` and the attempt alone: a provider that is started again says the
    same under the same keys. Some attempts fail, the third never does; some answers are slow,
    come twice, or are followed by an older one that says the opposite.
    """
    random = Random(f"{seed}:{payout.out_refund_no}:{payout.attempt}")
    fails = random.random() < _FAILS and payout.attempt <= _FAILING_ATTEMPTS
    after = random.uniform(30, 90) if random.random() < _IS_SLOW else random.uniform(5, 20)
    first = _failed(payout, after, random) if fails else _succeeded(payout, after)
    notices = [first]
    if random.random() < _COMES_TWICE:
        notices.append(_again(first, after + random.uniform(0, 10)))
    if not fails and random.random() < _IS_CONTRADICTED:
        notices.append(_failed(payout, after + random.uniform(2, 12), random))
    return tuple(sorted(notices, key=lambda notice: notice.after))


def _succeeded(payout: PayoutOut, after: float) -> Notice:
    said: dict[str, str | int] = {
        "out_refund_no": payout.out_refund_no,
        "amount_fen": payout.amount_fen,
    }
    key = f"{payout.out_refund_no}-{payout.attempt}-succeeded"
    return Notice(after, payout.case_no, "refund-succeeded", key, _json(said))


def _failed(payout: PayoutOut, after: float, random: Random) -> Notice:
    said = {"out_refund_no": payout.out_refund_no, "reason": random.choice(_REASONS)}
    key = f"{payout.out_refund_no}-{payout.attempt}-failed"
    return Notice(after, payout.case_no, "refund-failed", key, _json(said))


def _again(notice: Notice, after: float) -> Notice:
    return Notice(after, notice.case_no, notice.call, notice.key, notice.body)


def _json(said: Mapping[str, str | int]) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
