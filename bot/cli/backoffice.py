"""``backoffice``: seller, platform and payment, played on the terminal through their own door."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from uuid import uuid4

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.money import format_fen, parse_yuan
from bot.aftersales.views import CaseView
from bot.cli.rooms import opened, policy_of
from bot.settings import Settings

_Decide = Callable[[BackofficeDoor, argparse.Namespace, str], CaseView]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What is decided, and about which case or refund."""
    decisions = parser.add_subparsers(dest="decision", required=True, metavar="DECISION")
    for name, (subject, amount, reason, _) in DECISIONS.items():
        decision = decisions.add_parser(name)
        decision.add_argument("subject", metavar=subject)
        if amount:
            decision.add_argument("amount", type=_yuan, metavar="YUAN")
        if reason:
            decision.add_argument("reason")
        if name == "rule-for-buyer":
            decision.add_argument("--approved", type=_yuan, metavar="YUAN", help="instead of all")
            decision.add_argument("--without-return", action="store_true", help="goods are kept")
        decision.add_argument("--actor", default="terminal", help="who acts (default %(default)s)")
        decision.add_argument("--key", help="an idempotency key, to do the same thing only once")


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Decide, and say how the case stands then."""
    decide = DECISIONS[options.decision][3]
    with opened(settings) as store:
        door = BackofficeDoor(store, policy_of(settings), settings.clock())
        case = decide(door, options, options.key or str(uuid4()))
    amount = case.requested_fen if case.approved_fen is None else case.approved_fen
    print(f"{case.case_no}  {case.status}  {format_fen(amount)}  {case.item.title}")


def _yuan(text: str) -> int:
    try:
        return parse_yuan(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _approve(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.approve(options.subject, actor_id=options.actor, idempotency_key=key)


def _reject(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.reject(options.subject, options.reason, actor_id=options.actor, idempotency_key=key)


def _counter_offer(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.counter_offer(
        options.subject, options.amount, options.reason, actor_id=options.actor, idempotency_key=key
    )


def _confirm_receipt(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.confirm_receipt(options.subject, actor_id=options.actor, idempotency_key=key)


def _refuse_receipt(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.refuse_receipt(
        options.subject, options.reason, actor_id=options.actor, idempotency_key=key
    )


def _rule_for_buyer(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.rule(
        options.subject,
        for_buyer=True,
        reason=options.reason,
        approved_fen=options.approved,
        without_return=options.without_return,
        actor_id=options.actor,
        idempotency_key=key,
    )


def _rule_for_seller(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.rule(
        options.subject,
        for_buyer=False,
        reason=options.reason,
        actor_id=options.actor,
        idempotency_key=key,
    )


def _refund_succeeded(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.refund_succeeded(options.subject, actor_id=options.actor, idempotency_key=key)


def _refund_failed(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.refund_failed(
        options.subject, options.reason, actor_id=options.actor, idempotency_key=key
    )


def _retry_refund(door: BackofficeDoor, options: argparse.Namespace, key: str) -> CaseView:
    return door.retry_refund(options.subject, actor_id=options.actor, idempotency_key=key)


DECISIONS: dict[str, tuple[str, bool, bool, _Decide]] = {
    "approve": ("CASE", False, False, _approve),
    "reject": ("CASE", False, True, _reject),
    "counter-offer": ("CASE", True, True, _counter_offer),
    "confirm-receipt": ("CASE", False, False, _confirm_receipt),
    "refuse-receipt": ("CASE", False, True, _refuse_receipt),
    "rule-for-buyer": ("CASE", False, True, _rule_for_buyer),
    "rule-for-seller": ("CASE", False, True, _rule_for_seller),
    "refund-succeeded": ("REFUND", False, False, _refund_succeeded),
    "refund-failed": ("REFUND", False, True, _refund_failed),
    "retry-refund": ("REFUND", False, False, _retry_refund),
}
"""By name: what it is about, whether it takes an amount and a reason, and the door's command."""
