"""Packages that are installed for the model weights they carry, and never imported."""

import importlib.util
from pathlib import Path


def carried(package: str, folder: str) -> Path | None:
    """The ``folder`` inside an installed ``package``, or None where either is missing.

    >>> carried("no_such_package", "model") is None
    True
    """
    spec = importlib.util.find_spec(package)
    places = spec.submodule_search_locations if spec else None
    path = Path(places[0], folder) if places else None
    return path if path and path.is_dir() else None
