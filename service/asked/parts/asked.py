"""What a question turns out to be: single, several, a comparison, a difference or a sum."""

from dataclasses import dataclass
from typing import Literal

Wanted = Literal["more", "less", "later", "earlier", "same"]

MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Single:
    """A question that stays whole."""

    question: str


@dataclass(frozen=True, slots=True)
class Several:
    """Two to four questions in one, in its order."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question a side; whose number or date is the ``wanted`` one answers the whole.

    With ``same`` the whole asks whether the two are equal. A question for yes or no ("Is A older
    than B?") asks whether the first side has it.
    """

    parts: tuple[str, str]
    wanted: Wanted
    sides: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What ``whole`` asks less what each of ``less`` asks.

    Numbers; the years of two dates; or two shares, whose difference is in percentage points.
    """

    whole: str
    less: tuple[str, ...]
    unit: Literal["number", "years", "points"] = "number"

    @property
    def parts(self) -> tuple[str, ...]:
        return self.whole, *self.less


@dataclass(frozen=True, slots=True)
class Sum:
    """The numbers that the parts ask for, taken together."""

    parts: tuple[str, ...]


Asked = Single | Several | Comparison | Difference | Sum
