"""The screens people sit before, and how a test opens a page on one."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 320, "height": 640}
DESK = {"width": 1360, "height": 900}

OpenPage = Callable[..., Page]
"""Opens a path as a person of its own, on a phone unless another screen is given."""
