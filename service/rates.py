"""How often something may happen: a rate, and who has kept to it."""

import re
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Self

# More than one who asks and reads needs, and less than keeps a small machine busy.
DEFAULT_RATE = "120/minute"
_RATE = re.compile(r"([1-9][0-9]{0,5})/(second|minute|hour)")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``requests`` within any ``seconds``."""

    requests: int
    seconds: int

    @classmethod
    def of(cls, text: str) -> Self:
        """The rate that is written so; raises ValueError.

        >>> Rate.of("60/minute")
        Rate(requests=60, seconds=60)
        """
        parsed = _RATE.fullmatch(text)
        if parsed is None:
            raise ValueError("write it like 60/minute: 1 to 999999 a second, minute or hour")
        return cls(int(parsed[1]), _SECONDS[parsed[2]])


class MovingWindow:
    """Counts what each name does, over exactly the last ``rate.seconds``.

    It holds no more than was let through in that time: what is older is dropped, names and all.
    """

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._clock = clock
        # Whose last time is longest ago stands first.
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._times)

    def wait(self, name: str) -> float:
        """Let ``name`` through once more: 0, or after how many seconds that is possible.

        >>> window = MovingWindow(Rate(2, 60), clock=iter([0.0, 10.0, 20.0, 60.0]).__next__)
        >>> [window.wait("reader") for _ in range(4)]
        [0.0, 0.0, 40.0, 0.0]
        """
        now = self._clock()
        self._forget(now - self._rate.seconds)
        times = self._times.get(name, deque())
        while times and times[0] <= now - self._rate.seconds:
            times.popleft()
        if len(times) == self._rate.requests:
            return times[0] + self._rate.seconds - now
        times.append(now)
        self._times[name] = times
        self._times.move_to_end(name)
        return 0.0

    def _forget(self, until: float) -> None:
        while self._times and next(iter(self._times.values()))[-1] <= until:
            self._times.popitem(last=False)
