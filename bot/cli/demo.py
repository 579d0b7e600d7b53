"""``demo``: fills the database with the demo shop."""

from __future__ import annotations

import argparse

from bot.chat.database import open_store
from bot.cli.rooms import opened, policy_of, refuse_production
from bot.demo import DemoShop, load_demo
from bot.desk.agents import Agents
from bot.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes none."""


def run(options: argparse.Namespace, settings: Settings) -> None:
    """Load the demo shop unless it is there already, and open the demo agents' accounts."""
    refuse_production(settings, "demo")
    shop = DemoShop.read()
    with opened(settings) as store:
        report = load_demo(store, policy_of(settings), shop, settings.clock().now())
    if report is None:
        print("the demo shop is there already")
    else:
        print(f"demo shop loaded: {report.orders} orders, {report.cases} cases")
    desk = open_store(settings.database_url)
    try:
        agents = Agents(desk)
        for agent in shop.agents:
            if not agents.exists(agent.username):
                agents.create(agent.username, agent.name, agent.password, agent.role)
    finally:
        desk.close()
