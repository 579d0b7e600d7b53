"""Days and instants as people read them."""

from __future__ import annotations

from datetime import date, datetime

from bot.aftersales.views import PayoutWindow
from bot.clock import SHANGHAI
from bot.words import Words


def day(value: date) -> str:
    """11月25日."""
    return f"{value.month}月{value.day}日"


def instant(value: datetime) -> str:
    """11月25日 14:00, in Shanghai."""
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def payout(window: PayoutWindow, words: Words) -> str:
    """The range of days on which the money is expected; 约 where the calendar is an estimate."""
    name = "utter_payout_estimated" if window.estimated else "utter_payout"
    return words.say(name, earliest=day(window.earliest), latest=day(window.latest))
