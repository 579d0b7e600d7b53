"""``token``: what is needed to try things out as a buyer or as an agent."""

from __future__ import annotations

import argparse

from bot.cli.errors import CommandError
from bot.cli.rooms import refuse_production
from bot.clock import SystemClock
from bot.demo import DemoShop
from bot.gateway.auth import issue_token
from bot.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """For whom."""
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--buyer", metavar="U1", help="print a signed token of this buyer")
    who.add_argument("--agent", metavar="A1", help="print the sign-in of this demo agent")


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Print the token alone, so that it can be piped; agents sign in with a password."""
    refuse_production(settings, "token")
    if options.buyer:
        secret = settings.jwt_secret.get_secret_value()
        print(issue_token(secret, options.buyer, SystemClock().now())[0])
        return
    agents = {
        name: agent
        for number, agent in enumerate(DemoShop.read().agents, start=1)
        for name in (f"A{number}", agent.username)
    }
    agent = agents.get(options.agent)
    if agent is None:
        raise CommandError(f"no demo agent {options.agent}: there are {', '.join(agents)}")
    print(f"{settings.gateway_url}/agent  user name: {agent.username}  password: {agent.password}")
