"""What stands beside a model's weights in JSON: which files are its own, and how it is used."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ..errors import ModelUnavailable

Card = TypeVar("Card")


def read_card(path: Path, parse: Callable[[Any], Card]) -> Card:
    """What ``parse`` makes of the JSON in ``path``.

    Raises ModelUnavailable, which names the file, where it cannot be read or is no JSON, and where
    ``parse`` finds a field missing (KeyError) or of a wrong kind (TypeError, ValueError).
    """
    try:
        return parse(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ModelUnavailable(f"{path}: {error.strerror}; install Dateline again") from error
    except KeyError as error:
        raise ModelUnavailable(f"{path}: it lacks {error}; install Dateline again") from error
    except (ValueError, TypeError) as error:
        raise ModelUnavailable(f"{path}: {error}; install Dateline again") from error


def checksums(fields: Any) -> Mapping[str, str]:
    """The SHA-256 of the model's two files, by name, from the ``sha256`` of its card."""
    return {name: str(fields["sha256"][name]) for name in ("model.onnx", "tokenizer.json")}
