"""Which queue a handoff joins, and how far in front."""

from __future__ import annotations

from bot.desk.interface import Packet
from bot.desk.models import Skill, Why

_URGENT = frozenset({Why.ANGRY, Why.RISK, Why.LARGE_AMOUNT})
_ABOUT_A_CASE = frozenset({Why.RISK, Why.LARGE_AMOUNT, Why.EXCHANGE, Why.ANGRY})


def skill_for(packet: Packet) -> Skill:
    """The queue whose people know about it."""
    if packet.why is Why.EARLY_ESCALATION:
        return Skill.RULING
    if packet.why in _ABOUT_A_CASE or packet.case_no or packet.order_no:
        return Skill.DISPUTE
    return Skill.GENERAL


def priority_for(packet: Packet) -> int:
    """Higher comes first: 1 where waiting makes things worse, else 0."""
    return int(packet.why in _URGENT)
