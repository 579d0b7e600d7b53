"""Keeps TensorFlow out of the serving process.

No component of ``config.yml`` uses TensorFlow, yet Rasa imports its neural components, and so
TensorFlow, at every start: 330 MB of memory and four seconds (measured, Rasa 3.6.21).
Here its modules are replaced by empty ones whose every attribute is an empty class, which is all
that those components' definitions need. Training and evaluation use the real one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_LEFT_OUT = frozenset(
    {"tensorflow", "tensorflow_addons", "tensorflow_text", "tensorflow_hub", "keras"}
)


class _EmptyClassMeta(type):
    """An empty class has every attribute: another empty class."""

    def __getattr__(cls, name: str) -> type:
        return _empty_class(name)


class _EmptyModule(ModuleType):
    """A module that has every class, each of them empty."""

    def __getattr__(self, name: str) -> type:
        return _empty_class(name)


def _empty_class(name: str) -> type:
    if name.startswith("__"):
        raise AttributeError(name)
    return _EmptyClassMeta(name, (), {"__init__": lambda self, *args, **kwargs: None})


class _EmptyModules(MetaPathFinder, Loader):
    """Finds an empty module for every module of TensorFlow."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in _LEFT_OUT:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def leave_tensorflow_out() -> None:
    """Let every import of TensorFlow give empty modules; to be called before Rasa is imported."""
    loaded: dict[str, Any] = sys.modules
    if any(name.partition(".")[0] in _LEFT_OUT for name in loaded):
        raise RuntimeError("TensorFlow was imported before it could be left out")
    sys.meta_path.insert(0, _EmptyModules())
