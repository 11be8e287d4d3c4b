"""Tests that score retrieval need ir-measures, which Linux on ARM has no wheel of."""

from importlib.util import find_spec

import pytest

needs_trec_eval = pytest.mark.skipif(
    find_spec("ir_measures") is None, reason="there is no wheel of ir-measures for this machine"
)
