"""A shop to try the assistant out with: people, orders and cases, dated from today."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.demo.load import DemoReport, load_demo
    from bot.demo.shop_file import SHOP_FILE, DemoAgent, DemoBuyer, DemoShop

__all__ = ["SHOP_FILE", "DemoAgent", "DemoBuyer", "DemoReport", "DemoShop", "load_demo"]


def __getattr__(name: str) -> Any:
    """Load the shop only for those who ask for it: the payment provider stays small without."""
    if name not in __all__:
        raise AttributeError(name)
    where = "load" if name in {"DemoReport", "load_demo"} else "shop_file"
    return getattr(import_module(f"bot.demo.{where}"), name)
