"""The index as it is served: one generation at a time, and the next one as soon as it stands."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from index import (
    DatelineError,
    Embedder,
    Pointer,
    load_embedder,
    open_generation,
    read_current,
)

from .answers import Question
from .qa import QA

# Asked once of a generation before it is served: what loads at its first use is then loaded.
WARM_UP = Question("Who said so on Monday?")
# A generation that was refused is looked at again, for it may have been copied here file by file.
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 300.0
LONGEST_JOIN_SECONDS = 2.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What CURRENT names and why it is not served; ``generation`` is None where it names none."""

    generation: str | None
    reason: str


class LiveIndex:
    """Holds the QA that is served, and what is refused meanwhile.

    A request takes ``qa`` once, and so is answered from one generation from begin to end. The one
    before is freed when the last request lets go of it; until then both are in memory.
    """

    def __init__(self, qa: QA) -> None:
        self._qa = qa
        self._refusal: Refusal | None = None

    @property
    def qa(self) -> QA:
        """The QA of the generation that is served now."""
        return self._qa

    @property
    def refusal(self) -> Refusal | None:
        """Why the generation that is current on disk is not served; None where it is."""
        return self._refusal

    def serve(self, qa: QA) -> None:
        """From now on, answer from ``qa``."""
        self._qa, self._refusal = qa, None

    def refuse_nothing(self) -> None:
        """What is served is current on disk again."""
        self._refusal = None

    def refuse(self, refusal: Refusal) -> None:
        """Go on with what is served, and say why."""
        self._refusal = refusal


class Follower:
    """Has a live index serve what CURRENT names: opened, verified and warm before it is swapped in.

    Models are not loaded again where the recipe names the one that is in use.
    """

    def __init__(self, live: LiveIndex, folder: Path) -> None:
        self._live = live
        self._folder = folder
        self._refused: Pointer | None = None
        self._wait = 0.0
        self._retry_at = 0.0

    @contextmanager
    def every(self, seconds: float) -> Iterator[None]:
        """Look every ``seconds``, in a thread of its own, until the context is left."""
        ended = Event()

        def look() -> None:
            while not ended.wait(seconds):
                self.look()

        thread = Thread(target=look, name="index-follower", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            # A large index takes longer to open than a service may take to end.
            thread.join(LONGEST_JOIN_SECONDS)

    def look(self) -> None:
        """Look at CURRENT once. Raises nothing: whatever is wrong, the last good one is served."""
        try:
            pointer = read_current(self._folder)
        except (DatelineError, OSError) as error:
            self._refuse(None, error)
            return
        if pointer == self._live.qa.generation.pointer:
            self._refused = None
            self._live.refuse_nothing()
        elif pointer != self._refused or monotonic() >= self._retry_at:
            self._take(pointer)

    def _take(self, pointer: Pointer) -> None:
        try:
            generation = open_generation(self._folder, pointer, self._embedder_called)
            qa = self._live.qa.on(generation)
            qa.answer(WARM_UP)
        except Exception as error:
            # Publishes meanwhile may have removed it; then another one is current.
            if self._names(pointer):
                self._refuse(pointer, error)
            return
        self._live.serve(qa)
        log.info("generation %s is served", pointer.generation)

    def _embedder_called(self, name: str) -> Embedder:
        used = self._live.qa.generation.embedder
        return used if used.name == name else load_embedder(name)

    def _names(self, pointer: Pointer) -> bool:
        try:
            return read_current(self._folder) == pointer
        except (DatelineError, OSError):
            return False

    def _refuse(self, pointer: Pointer | None, error: Exception) -> None:
        known = isinstance(error, DatelineError | OSError)
        reason = _told(error, self._folder) if known else "cannot be opened; the log says why"
        refusal = Refusal(pointer.generation if pointer else None, reason)
        again = pointer == self._refused if pointer else refusal == self._live.refusal
        if not again:
            served = self._live.qa.generation.id
            log.warning(
                "generation %s stays served, for the current one is refused: %s",
                served,
                reason,
                exc_info=None if known else error,
            )
        self._wait = min(2 * self._wait, LONGEST_WAIT_SECONDS) if again else FIRST_WAIT_SECONDS
        self._refused, self._retry_at = pointer, monotonic() + self._wait
        self._live.refuse(refusal)


def _told(error: Exception, folder: Path) -> str:
    """The error in one line that steers no terminal, with the files as they lie in the index."""
    message = str(error).replace(f"{folder}/", "")
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in message)
