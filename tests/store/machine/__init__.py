"""Buyers, sellers, platform, payment system, timers and clock, doing anything in any order."""

from __future__ import annotations

from tests.store.machine import any_time, buyers, shops_systems
from tests.store.machine.life import Life

__all__ = ["Life", "any_time", "buyers", "shops_systems"]
