"""One writer at a time, and no lock that outlives its process."""

import fcntl
import os
import signal
import subprocess
import sys
from errno import EIO, ENOLCK, ENOSYS, EOPNOTSUPP
from pathlib import Path
from threading import Thread

import pytest

from index.errors import IndexBusy
from index.folder import LOCK
from index.publishing.locking import one_writer

ROOT = Path(__file__).parents[1]
HOLDS = """
import sys, time
from pathlib import Path
from index.publishing.locking import one_writer

with one_writer(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def busy(folder: Path) -> str:
    with pytest.raises(IndexBusy) as refused, one_writer(folder):
        pass
    return str(refused.value)


def test_the_lock_is_free_again_after_use_and_after_an_error(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), one_writer(tmp_path):
            raise ZeroDivisionError
        assert (tmp_path / LOCK).read_bytes() == b""
    with one_writer(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


def test_another_thread_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    told: list[str] = []
    with one_writer(tmp_path):
        thread = Thread(target=lambda: told.append(busy(tmp_path)))
        thread.start()
        thread.join()
    assert told == [
        f"{tmp_path}: another process (pid {os.getpid()}) is writing this index; "
        "try again when it is done"
    ]


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert f"(pid {process.pid})" in busy(tmp_path)
        process.send_signal(signal.SIGKILL)
        process.wait()
    # Its pid stands there still; the lock is not held.
    assert (tmp_path / LOCK).read_text() == f"{process.pid}\n"
    with one_writer(tmp_path):
        assert (tmp_path / LOCK).read_text() == f"{os.getpid()}\n"


@pytest.mark.parametrize("content", ["", "no pid", "\x1b[31m12"])
def test_a_holder_that_is_not_known_is_not_named(tmp_path: Path, content: str) -> None:
    with one_writer(tmp_path):
        (tmp_path / LOCK).write_text(content)
        assert busy(tmp_path).startswith(f"{tmp_path}: another process is writing")


def test_a_lock_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / LOCK).symlink_to("precious")
    with pytest.raises(OSError, match="LOCK"), one_writer(tmp_path):
        pass
    assert (tmp_path / "precious").read_text() == "kept"


@pytest.mark.parametrize("code", [ENOSYS, ENOLCK, EOPNOTSUPP])
def test_where_nothing_can_be_locked_the_file_and_the_way_out_are_named(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(_descriptor: int, _operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(OSError, match="LOCK: cannot be locked") as refused, one_writer(tmp_path):
        pass
    assert str(refused.value) == (
        f"{tmp_path}/LOCK: cannot be locked on this file system ({os.strerror(code)}); "
        "keep the index on a local disk: give another folder by --index"
    )


def test_a_lock_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(_descriptor: int, _operation: int) -> None:
        raise OSError(EIO, "Input/output error")

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(OSError, match=r"Input/output error: '.*LOCK'"), one_writer(tmp_path):
        pass
