"""Keys that requests may bear: what one has to be, and a file of them."""

import os
import re
import stat
from pathlib import Path

from pydantic import SecretStr

LEAST_CHARACTERS = 16
_BEARABLE = re.compile("[!-~]*")
_MOST_BYTES = 64 * 1024


def check_key(key: str) -> None:
    """Raise ValueError where no request could bear ``key``, or it is soon guessed."""
    # Of what a header could hold beside it, clients send some in one encoding and some in another.
    if not _BEARABLE.fullmatch(key):
        raise ValueError("must be of ASCII letters, digits and signs, without blanks")
    if len(key) < LEAST_CHARACTERS:
        raise ValueError(f"should have at least {LEAST_CHARACTERS} characters")


def read_keys(file: Path) -> tuple[SecretStr, ...]:
    """The keys of a file in UTF-8, one a line.

    Raises ValueError, which names the line and never repeats what stands there, and OSError.
    """
    keys = []
    for number, line in enumerate(_read(file).splitlines(), 1):
        if line.strip():
            try:
                check_key(line)
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from None
            keys.append(SecretStr(line))
    if not keys:
        raise ValueError("holds no key; write one a line")
    return tuple(keys)


def _read(file: Path) -> str:
    with file.open("rb") as opened:
        # Containers give secrets to everyone to read, but to nobody to write.
        if os.fstat(opened.fileno()).st_mode & stat.S_IWOTH:
            raise ValueError("everyone may write it; run chmod o-w")
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError(f"holds more than {_MOST_BYTES} bytes; is it a file of keys?")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
