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
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import numpy as np

import dateline
from index.encoding.embedding import Embedder, OnnxEmbedder, Vectors
from index.searching import dense, lexical

# A generation of some articles then has all the files that one of many has.
LARGE_FROM = 8

# Not SIGCONT: of a process that is stopped and traced, it can get lost.
GO = signal.SIGUSR1

# prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY): a system may let only parents trace.
_PR_SET_PTRACER, _ANY = 0x59616D61, ctypes.c_ulong(-1)


class OneThreadEmbedder(OnnxEmbedder):
    """The shipped model without its threads, which a fork would lack; the same vectors."""

    def embed_passages(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _: None
    ) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.embed_query(text)
            progress(1)
        return vectors


@dataclass(frozen=True, slots=True)
class Start:
    """A command to start; one that is ``held`` waits for GO, so that it can be traced.

    What it prints goes into the file ``told``. No file that it writes grows over ``file_bytes``.
    """

    command: list[str]
    told: str
    held: bool = False
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
    # The bars of bm25s, though not shown, would start a thread, and share a lock among processes,
    # which one that is killed does not give back.
    bars = import_module("tqdm").tqdm
    bars.monitor_interval = 0
    bars.set_lock(threading.RLock())
    _embed_with(OneThreadEmbedder(check=False))
    if code := _run(sys.argv[1:]):
        raise SystemExit(code)
    # For the forks, which may get it before they wait for it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {GO})
    gc.freeze()
    tasks = Path("/proc/self/task")
    assert not tasks.is_dir() or len(list(tasks.iterdir())) == 1, list(tasks.iterdir())
    _reply("ready")
    for line in sys.stdin:
        asked = request(line)
        _reply(_start(asked) if isinstance(asked, Start) else os.waitpid(asked.pid, 0)[1])


def _reply(told: object) -> None:
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()


def _embed_with(embedder: Embedder) -> None:
    def load_embedder(_name: str = embedder.name) -> Embedder:
        return embedder

    vars(dateline)["load_embedder"] = load_embedder


def _start(asked: Start) -> int:
    waiting, ready = os.pipe()
    pid = os.fork()
    if not pid:
        _become(asked, ready)
    os.close(ready)
    os.read(waiting, 1)
    os.close(waiting)
    return pid


def _become(asked: Start, ready: int) -> NoReturn:
    code, told = dateline.DEFECT, io.StringIO()
    try:
        sys.stdout = sys.stderr = told
        _redirect(asked.told)
        _let_trace()
        os.close(ready)
        if asked.held:
            signal.sigwait({GO})
        if asked.file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked.file_bytes, resource.RLIM_INFINITY))
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


def _let_trace() -> None:
    """Let whoever wants to trace this process attach to it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANY, 0, 0, 0)


def _run(command: list[str]) -> int:
    sys.argv = ["dateline", *command]
    try:
        dateline.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


if __name__ == "__main__":
    main()
