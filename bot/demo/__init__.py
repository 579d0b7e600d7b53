"""A shop to try the assistant out with: people, orders and cases, dated from today."""

from __future__ import annotations

from bot.demo.load import DemoReport, load_demo
from bot.demo.shop_file import SHOP_FILE, DemoAgent, DemoBuyer, DemoShop

__all__ = ["SHOP_FILE", "DemoAgent", "DemoBuyer", "DemoReport", "DemoShop", "load_demo"]
