"""The command line, all of it imported: each command runs in a fork, which starts in a moment.

``python -m tests.faults.fork_server COMMAND…`` runs that command, so that what loads at first use
is loaded, and says ``ready``. Then each line of its input is a request in JSON, and each line of
its output the reply: to ``Start`` a pid, to ``Wait`` a status as ``os.waitpid`` gives it.
"""

import ctypes
import gc
import io
import json
import os
import resource
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

import dateline
from index import dense, lexical
from index.embedding import Embedder, OnnxEmbedder

# A generation of some articles then has all the files that one of many has.
LARGE_FROM = 8

# prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY): a system may let only parents trace.
_PR_SET_PTRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)


@dataclass(frozen=True, slots=True)
class Start:
    """A command to start; ``stopped`` before it does anything, so that it can be traced.

    What it prints goes into the file ``told``. No file that it writes grows over ``file_bytes``.
    """

    command: list[str]
    told: str
    stopped: bool = False
    file_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Wait:
    """Until the process ``pid`` has ended."""

    pid: int


def request(line: str) -> Start | Wait:
    """What ``line_of`` made a line of."""
    fields = json.loads(line)
    return Wait(**fields) if "pid" in fields else Start(**fields)


def line_of(asked: Start | Wait) -> str:
    """A request as a line of JSON."""
    return json.dumps(asdict(asked))


def main() -> None:
    """Serve until the input ends."""
    lexical.RANK_BM25_MAX_PASSAGES = dense.EXACT_UP_TO = LARGE_FROM
    _embed_with(_unused_embedder())
    if code := _run(sys.argv[1:]):
        raise SystemExit(code)
    # Embedding started threads, and they are not in a fork.
    _embed_with(_unused_embedder())
    gc.freeze()
    tasks = Path("/proc/self/task")
    assert not tasks.is_dir() or len(list(tasks.iterdir())) == 1, "a fork may wait for ever"
    _reply("ready")
    for line in sys.stdin:
        asked = request(line)
        _reply(_start(asked) if isinstance(asked, Start) else os.waitpid(asked.pid, 0)[1])


def _reply(told: object) -> None:
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()


def _unused_embedder() -> Embedder:
    return OnnxEmbedder(check=False)


def _embed_with(embedder: Embedder) -> None:
    def load_embedder(_name: str = embedder.name) -> Embedder:
        return embedder

    vars(dateline)["load_embedder"] = load_embedder


def _start(asked: Start) -> int:
    pid = os.fork()
    if not pid:
        _become(asked)
    if asked.stopped:
        os.waitpid(pid, os.WUNTRACED)
    return pid


def _become(asked: Start) -> NoReturn:
    code, told = dateline.DEFECT, io.StringIO()
    try:
        sys.stdout = sys.stderr = told
        _redirect(asked.told)
        if asked.file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked.file_bytes, resource.RLIM_INFINITY))
        if asked.stopped:
            _stop()
        code = _run(asked.command)
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            # The file is no part of what is limited, and the call none of those that fail.
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            os.writev(2, [told.getvalue().encode()])
        finally:
            os._exit(code)


def _redirect(told: str) -> None:
    """Read nothing, and let libraries write where what the command says goes too."""
    file = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(file, 1)
    os.dup2(file, 2)


def _stop() -> None:
    """Wait for SIGCONT; until then, whoever wants to trace this process may attach to it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)
    os.kill(os.getpid(), signal.SIGSTOP)


def _run(command: list[str]) -> int:
    sys.argv = ["dateline", *command]
    try:
        dateline.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


if __name__ == "__main__":
    main()
