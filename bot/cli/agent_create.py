"""``agent-create``: opens an account at the desk."""

from __future__ import annotations

import argparse
import getpass
import sys

from bot.chat.database import open_store
from bot.cli.errors import CommandError
from bot.cli.rooms import opened
from bot.desk.agents import Agents
from bot.desk.errors import UsernameTakenError
from bot.desk.models import Role, Skill
from bot.settings import Settings

_MIN_PASSWORD = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """Who it is; the password is asked for, since arguments can be seen by others."""
    parser.add_argument("username")
    parser.add_argument("--name", required=True, help="the name buyers see")
    parser.add_argument("--role", choices=[str(role) for role in Role], default=str(Role.AGENT))
    parser.add_argument(
        "--skill",
        action="append",
        default=[],
        choices=[str(skill) for skill in Skill],
        help="a queue to serve, may be given several times; all of them without",
    )


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Open the account; the password is typed, or comes as one line of standard input."""
    password = _password()
    if len(password) < _MIN_PASSWORD:
        raise CommandError(f"the password needs at least {_MIN_PASSWORD} characters")
    with opened(settings):
        desk = open_store(settings.database_url)
    try:
        agent = Agents(desk).create(
            options.username, options.name, password, options.role, options.skill
        )
    except UsernameTakenError as error:
        raise CommandError(f"there is an agent {options.username} already") from error
    finally:
        desk.close()
    print(f"agent {options.username} created: {agent.name}, {agent.role}")


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("password: ")
    return sys.stdin.readline().rstrip("\n")
