"""``python -m bot``: reads the command line, runs one command, turns errors into one line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.aftersales.errors import AftersalesError
from bot.cli import (
    agent_create,
    ask,
    audit,
    backoffice,
    calendar,
    chat,
    demo,
    import_file,
    init_db,
    review,
    timers,
    token,
)
from bot.cli.errors import CommandError
from bot.settings import Settings, settings_or_exit

FAILED = 2


@dataclass(frozen=True)
class _Command:
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Settings], None]


_COMMANDS = {
    "init-db": _Command("make or update the tables", init_db.arguments, init_db.run),
    "import": _Command("take over data from a JSON file", import_file.arguments, import_file.run),
    "demo": _Command("fill in the demo shop", demo.arguments, demo.run),
    "token": _Command("a sign-in for trying things out", token.arguments, token.run),
    "timers": _Command("do what time has made due", timers.arguments, timers.run),
    "ask": _Command("say one line to the bot", ask.arguments, ask.run),
    "chat": _Command("talk with the bot", chat.arguments, chat.run),
    "backoffice": _Command(
        "decide on a case as seller, platform or payment", backoffice.arguments, backoffice.run
    ),
    "calendar": _Command("official working days", calendar.arguments, calendar.run),
    "audit": _Command("check the audit log", audit.arguments, audit.run),
    "review": _Command("what the bot misunderstood, and teaching it", review.arguments, review.run),
    "agent-create": _Command(
        "open an account at the desk", agent_create.arguments, agent_create.run
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when it worked, 2 with one line on stderr when it did not."""
    options = _parser().parse_args(argv)
    settings = settings_or_exit()
    try:
        _COMMANDS[options.command].run(options, settings)
    except CommandError as error:
        return _failed(str(error))
    except AftersalesError as error:
        return _failed(_one_line(error))
    except SQLAlchemyError as error:
        return _failed(f"database: {str(error).splitlines()[0]}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        command.arguments(commands.add_parser(name, help=command.help, description=command.help))
    return parser


def _one_line(error: AftersalesError) -> str:
    figures = ", ".join(f"{name} {value}" for name, value in error.params.items())
    return f"{error.code}: {figures}" if figures else error.code


def _failed(message: str) -> int:
    print(message, file=sys.stderr)
    return FAILED
