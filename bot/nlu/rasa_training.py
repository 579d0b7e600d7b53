"""``rasa train`` on two cores: what needs nothing of another component trains beside it.

``python -m bot.nlu.rasa_training train …`` takes the arguments of ``rasa``. Rasa runs its graph one
node after another; the readers of intents, of answers and of spans do not need each other. Nor do
they read spaCy's documents, which Rasa would make of each line of the corpus.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from types import SimpleNamespace
from typing import Any

_SIDE_BY_SIDE = 3


def _passed_on(process: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(process)
    def passes_on(_self: object, training_data: object, **_: object) -> object:
        return training_data

    return passes_on


def main() -> None:
    """Run Rasa's command line."""
    # Processes that a component starts import this file anew, and should not wait for Rasa.
    import dask.threaded  # noqa: PLC0415
    import rasa.__main__  # noqa: PLC0415
    from rasa.engine.runner import dask as runner  # noqa: PLC0415
    from rasa.nlu.tokenizers.spacy_tokenizer import SpacyTokenizer  # noqa: PLC0415
    from rasa.nlu.utils.spacy_utils import SpacyNLP  # noqa: PLC0415

    runner.dask = SimpleNamespace(get=partial(dask.threaded.get, num_workers=_SIDE_BY_SIDE))
    for component in (SpacyNLP, SpacyTokenizer):
        component.process_training_data = _passed_on(component.process_training_data)
    rasa.__main__.main()


if __name__ == "__main__":
    main()
