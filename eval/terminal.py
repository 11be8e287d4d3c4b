"""The terminal: its two streams, and text that no article, and no file of gold, steers it by."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from index import DatelineError

# Control characters but tab and line ends, and what reorders text.
_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)


@contextmanager
def errors_in_a_line() -> Iterator[None]:
    """End with 1 and one line where what a measurement was given cannot be used."""
    try:
        yield
    except (DatelineError, OSError) as error:
        # A full disk names no file.
        if isinstance(error, OSError) and error.filename is not None:
            told = f"{error.filename}: {error.strerror}"
        else:
            told = str(error)
        err.print(plain(told, "red"))
        raise SystemExit(1) from error


def plain(message: str, style: str = "") -> Text:
    r"""A message that may hold others' words, with every steering character spelt out.

    A ``Text``, because a message may also hold what Rich takes for markup.

    >>> print(plain("before \x1b[2J after").plain)
    before \x1b[2J after
    """
    return Text(_STEERING.sub(lambda found: ascii(found.group())[1:-1], message), style=style)
