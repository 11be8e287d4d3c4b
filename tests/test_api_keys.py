"""Files of keys: which are read, and what is told of one that is not."""

import os
from pathlib import Path

import pytest

from service.api_keys import check_key, read_keys

OLD, NEW = "open-sesame-open-sesame", "open~sesame!open=sesame"


def _keys(file: Path) -> list[str]:
    return [key.get_secret_value() for key in read_keys(file)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n  \n"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_there_is_one_key_a_line(between: str, end: str, file: Path) -> None:
    file.write_bytes(f"{OLD}{between}{NEW}{end}".encode())
    assert _keys(file) == [OLD, NEW]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "holds no key"),
        (b"\n \n", "holds no key"),
        (b"open-sesame-open-sesame\nzebrafish\n", "line 2: should have at least 16 characters"),
        (b"open-sesame-open-sesame \n", "line 1: must be of ASCII letters, digits and signs"),
        (b"\n# zebrafish\tzebrafish\n", "line 2: must be of ASCII letters, digits and signs"),
        ("zebrafish-schlüssel".encode(), "line 1: must be of ASCII letters, digits and signs"),
        (b"zebrafish-zebra\xff\xfe", "is not UTF-8"),
        (b"zebrafish-zebrafish\n" * 5000, "holds more than 65536 bytes"),
    ],
)
def test_what_is_wrong_is_told_without_the_key(content: bytes, told: str, file: Path) -> None:
    file.write_bytes(content)
    with pytest.raises(ValueError, match=told) as refused:
        read_keys(file)
    assert "zebrafish" not in str(refused.value) + repr(refused.value.__cause__)


def test_a_file_that_everyone_may_write_is_refused(file: Path) -> None:
    file.write_text(OLD)
    file.chmod(0o444)
    assert _keys(file) == [OLD]
    file.chmod(0o602)
    with pytest.raises(ValueError, match="chmod o-w"):
        read_keys(file)


def test_what_cannot_be_read_is_an_os_error(file: Path) -> None:
    for path in (file, file.parent):
        with pytest.raises(OSError, match=r"No such file|Is a directory"):
            read_keys(path)


def test_an_endless_file_is_not_read_to_its_end() -> None:
    if os.stat("/dev/zero").st_mode & 0o002:
        with pytest.raises(ValueError, match="everyone may write"):
            read_keys(Path("/dev/zero"))


def test_a_key_of_sixteen_characters_suffices() -> None:
    check_key("x" * 16)
    with pytest.raises(ValueError, match="at least 16"):
        check_key("x" * 15)
