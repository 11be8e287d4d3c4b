"""What doctests are collected."""

from importlib.util import find_spec

# ir-measures has no wheel for Linux on ARM; these have an example that needs it.
collect_ignore = (
    [] if find_spec("ir_measures") else ["eval/exchange.py", "eval/measures/retrieval.py"]
)
