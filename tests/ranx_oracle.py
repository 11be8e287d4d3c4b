"""ranx, an independent implementation of the retrieval measures."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

NAMES = {
    "Success@1": "hit_rate@1",
    "Success@5": "hit_rate@5",
    "Success@10": "hit_rate@10",
    "R@5": "recall@5",
    "R@10": "recall@10",
    "R@20": "recall@20",
    "nDCG@10": "ndcg@10",
    "RR": "mrr",
}
"""What it calls our measures."""


@contextmanager
def ranx() -> Iterator[Any]:
    """The module, interpreted: compiling what it does to a few numbers takes half a minute."""
    if find_spec("ranx") is None:
        reason = "ranx is not installed: make check"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("numba.core.config"), "DISABLE_JIT", True)
        yield import_module("ranx")
