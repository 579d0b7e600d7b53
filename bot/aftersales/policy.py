"""The numbers of the refund guide, read from ``policy.toml`` and from nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

import tomllib

from bot.aftersales.codes import CaseType, Reason
from bot.aftersales.errors import PolicyError

_RANGES = (
    ("escalate_after_days_min", "escalate_after_days_max"),
    ("ruling_workdays_min", "ruling_workdays_max"),
    ("refund_only_workdays_min", "refund_only_workdays_max"),
    ("return_refund_workdays_min", "return_refund_workdays_max"),
    ("seller_remind_hours", "seller_response_hours"),
)
"""Pairs of which the first may not exceed the second."""


@dataclass(frozen=True)
class Policy:
    """Every rule's number; hours, days and working days say in their name what they count."""

    version: str
    no_reason_window_days: int
    fault_window_days: int
    seller_remind_hours: int
    seller_response_hours: int
    auto_approve_types: frozenset[CaseType]
    offer_hours: int
    escalate_after_hours: int
    escalate_after_days_min: int
    escalate_after_days_max: int
    escalate_on_reject_immediately: bool
    reject_expire_days: int
    ruling_workdays_min: int
    ruling_workdays_max: int
    refund_only_workdays_min: int
    refund_only_workdays_max: int
    return_refund_workdays_min: int
    return_refund_workdays_max: int
    no_reason_natural_days_max: int
    return_ship_days: int
    seller_receive_days: int
    max_submissions_per_item: int
    max_submissions_per_day: int
    large_amount_fen: int
    evidence_per_case: int
    no_reason_excluded: frozenset[str]
    evidence_required_reasons: frozenset[Reason]
    exchange_enabled: bool

    @classmethod
    def load(cls, path: Path) -> Policy:
        """Read ``path``.

        Raises:
            PolicyError: the file is no TOML, or a key is unknown, missing or has a bad value;
                the error names the key.
        """
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PolicyError(str(path.name), str(error)) from error
        found = _flatten(document)
        kinds = get_type_hints(cls)
        names = [field.name for field in fields(cls)]
        for key in found:
            if key not in names:
                raise PolicyError(key, "unknown key")
        values: dict[str, Any] = {}
        for name in names:
            if name not in found:
                raise PolicyError(name, "missing")
            values[name] = _checked(name, kinds[name], found[name])
        if not values["auto_approve_types"] <= {CaseType.REFUND_ONLY}:
            raise PolicyError("auto_approve_types", "only REFUND_ONLY can approve itself")
        for lower, upper in _RANGES:
            if values[lower] > values[upper]:
                raise PolicyError(lower, f"is greater than {upper}")
        return cls(**values)

    def as_params(self) -> dict[str, str | int]:
        """The numbers by their names, flat, for the texts that answer general questions."""
        return {
            field.name: value
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), (str, int))
            and not isinstance(value, bool)
        }


def _flatten(document: dict[str, Any]) -> dict[str, Any]:
    """The keys of all sections side by side; a key may stand in one section only."""
    found: dict[str, Any] = {}
    for key, value in document.items():
        section = value if isinstance(value, dict) else {key: value}
        for name, entry in section.items():
            if name in found:
                raise PolicyError(name, "stands there twice")
            found[name] = entry
    return found


def _checked(name: str, kind: Any, value: Any) -> Any:
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            raise PolicyError(name, f"must be a whole number above 0, not {value!r}")
        return value
    if kind is bool:
        if not isinstance(value, bool):
            raise PolicyError(name, f"must be true or false, not {value!r}")
        return value
    if kind is str:
        if not isinstance(value, str) or not value:
            raise PolicyError(name, f"must be a text, not {value!r}")
        return value
    (code,) = kind.__args__
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise PolicyError(name, f"must be a list of codes, not {value!r}")
    try:
        return frozenset(code(entry) for entry in value)
    except ValueError as error:
        raise PolicyError(name, str(error)) from error
