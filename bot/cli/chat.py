"""``chat``: a conversation with the running bot on the terminal."""

from __future__ import annotations

import argparse

from bot.cli.ask import FIRST_BUYER
from bot.cli.errors import CommandError
from bot.cli.plain import chips_of, lines_of
from bot.cli.rooms import refuse_production
from bot.cli.talk import Talk
from bot.gateway.schemas import ChipOut, MessageOut
from bot.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """As whom."""
    parser.add_argument("--buyer", default=FIRST_BUYER, help="a demo buyer (default %(default)s)")


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Read lines until the input ends; the number of a chip taps it."""
    refuse_production(settings, "chat")
    print(f"{options.buyer} @ {settings.gateway_url} (Ctrl-D ends)")
    chips: list[ChipOut] = []
    with Talk(settings, options.buyer) as talk:
        while (line := _next_line()) is not None:
            try:
                replies = _said(talk, line, chips)
            except CommandError as error:
                print(error)
                continue
            chips = _show(replies)


def _said(talk: Talk, line: str, chips: list[ChipOut]) -> list[MessageOut]:
    if line.isascii() and line.isdigit() and 1 <= int(line) <= len(chips):
        return talk.tap(chips[int(line) - 1].token)
    return talk.say(line)


def _show(replies: list[MessageOut]) -> list[ChipOut]:
    """Print the answers; the chips that can be tapped next."""
    chips: list[ChipOut] = []
    for message in replies:
        print("\n".join(lines_of(message)))
        for chip in chips_of(message):
            chips.append(chip)
            print(f"  [{len(chips)}] {chip.label}")
    return chips


def _next_line() -> str | None:
    while True:
        try:
            line = input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            print()
            return None
        if line:
            return line
