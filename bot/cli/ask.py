"""``ask``: one line to the running bot, and its answer."""

from __future__ import annotations

import argparse

from bot.cli.plain import chips_of, lines_of
from bot.cli.rooms import refuse_production
from bot.cli.talk import Talk
from bot.settings import Settings

FIRST_BUYER = "U1"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What to say, and as whom."""
    parser.add_argument("text", help="what to say")
    parser.add_argument("--buyer", default=FIRST_BUYER, help="a demo buyer (default %(default)s)")


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Say the line and print every answer, with what could be tapped below."""
    refuse_production(settings, "ask")
    with Talk(settings, options.buyer) as talk:
        for message in talk.say(options.text):
            print("\n".join(lines_of(message)))
            labels = [f"[{chip.label}]" for chip in chips_of(message)]
            if labels:
                print(" ".join(labels))
