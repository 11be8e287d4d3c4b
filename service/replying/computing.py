"""Arithmetic on cited answers: sums, differences, and which of two is more, or came first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from index import stated_dates

from ..asked.parts import Comparison, Difference, Sum
from ..meaning.amounts import Amount, amount
from ..meaning.moments import years_in
from ..meaning.quantities import FIGURE, quantity_of
from ..reading.quoting import Quote

# Longer numbers are none that anybody counted.
MOST_DIGITS = 40
WHOLE_SHARE = 100
# Two numbers nearer to each other than this share of the larger are not told apart by "about".
ABOUT = Decimal("0.1")
# "More than", "no fewer than": so many words make a number inexact.
MOST_HEDGES = 3
_OF = re.compile(r" (?:out )?of (?:the )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Computed:
    """``expression`` has the plain numbers, ``value`` what it comes to, ``shown`` with its unit."""

    expression: str
    value: str
    shown: str


def computed(plan: Difference | Sum, answers: Sequence[str]) -> Computed | None:
    """The difference or the sum of the answers; ``None`` where they are not numbers of one unit.

    Nor is there a difference of nothing: two parts with one number were as a rule answered from
    one place.

    >>> computed(Difference("How many came?", ("How many left?",)), ["994 boxes", "740"])
    Computed(expression='994 - 740', value='254', shown='254 boxes')
    """
    if isinstance(plan, Difference) and plan.unit == "years":
        return _years_between(answers)
    minus = isinstance(plan, Difference)
    if minus:
        answers = _parts_of_whole(answers)
    found = _exact(answers)
    if found is None or not _add_up(plan, found):
        return None
    values = [each.values[0] for each in found]
    # The context's precision would round what is longer.
    with localcontext(prec=MOST_DIGITS):
        value = values[0] - sum(values[1:]) if minus else sum(values, Decimal(0))
    if value < 0 or (minus and value == 0):
        return None
    expression = (" - " if minus else " + ").join(map(_plain, values))
    if minus and found[0].measure == "share":
        return Computed(expression, _plain(value), f"{_plain(value)} percentage points")
    return Computed(expression, _plain(value), _shown(plan, answers, found, value))


def _parts_of_whole(answers: Sequence[str]) -> list[str]:
    """Of "31 of 65 seats" the 31, where the whole is 65; nothing where it is another."""
    whole, *parts = answers
    all_of_it, found = amount(whole), list[str]()
    for part in parts:
        number, *rest = _OF.split(part, maxsplit=1)
        total = amount(rest[0]) if rest and amount(number) else None
        if total and (all_of_it is None or total.values != all_of_it.values):
            return []
        found.append(number if total else part)
    return [whole, *found]


def as_stated(quote: Quote) -> str:
    """The answer as shown, behind the words of the quote that make it inexact, if any do.

    Of "about 9,800 runners" the reader may take the 9,800 alone.
    """
    span = quote.span
    before = re.split(r"[^\w\s]", span.passage.article.text[quote.start : span.start])[-1].split()
    for words in range(min(MOST_HEDGES, len(before)), 0, -1):
        hedged = " ".join([*before[-words:], quote.shown])
        parsed = amount(hedged)
        if parsed and parsed.bound:
            return hedged
    return quote.shown


def _years_between(answers: Sequence[str]) -> Computed | None:
    years = [years_in(answer) for answer in answers]
    if any(len(found) != 1 for found in years):
        return None
    earlier, later = sorted(next(iter(found)) for found in years)
    return Computed(f"{later} - {earlier}", str(later - earlier), f"{later - earlier} years")


def _exact(answers: Sequence[str]) -> list[Amount] | None:
    """The one number of each answer, all of them exact and of one measure."""
    found = _single(answers)
    exact = found if found and all(each.bound is None for each in found) else None
    return exact if exact and len({each.factor for each in exact}) == 1 else None


def _single(answers: Sequence[str]) -> list[Amount] | None:
    """The one number of each answer, none of them of another measure than the others."""
    found = [amount(answer) for answer in answers]
    single = [each for each in found if each and len(each.values) == 1]
    if len(single) < len(answers) or any(
        each.values[0].adjusted() > MOST_DIGITS for each in single
    ):
        return None
    measures = {each.measure for each in single}
    # A bare number may be in the unit of the others, but not one that counts things; and a bare
    # number beside shares is one of them as long as it can be.
    bare = [each for each in single if each.measure is None]
    if len(measures) > 1 and any(each.counted for each in bare):
        return None
    if "share" in measures and any(abs(each.values[0]) > WHOLE_SHARE for each in bare):
        return None
    return single if len(measures - {None}) <= 1 else None


def _add_up(plan: Difference | Sum, found: Sequence[Amount]) -> bool:
    """Whether the numbers are of one kind: of 321 people 46 children, but no crowns of pounds."""
    shares = [each.measure == "share" for each in found]
    if isinstance(plan, Difference) and plan.unit == "points":
        return any(shares)
    if any(shares):
        return all(shares) and isinstance(plan, Difference)
    if found[0].measure == "order":
        return False
    counted = [each.counted for each in found if each.counted]
    counts = all(part.casefold().startswith("how many") for part in plan.parts)
    return counts or len(counted) < 2 or bool(frozenset.intersection(*counted))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _shown(
    plan: Difference | Sum, answers: Sequence[str], found: Sequence[Amount], value: Decimal
) -> str:
    """The value with the unit that the answers have, where it fits.

    Of 321 less 46 children there are no "275 children" left, and of 2 boxes no "1 boxes".
    """
    measured = next((place for place, each in enumerate(found) if each.measure), 0)
    counted = [each.counted for each in found if each.counted]
    of_kinds = isinstance(plan, Sum) and counted and not frozenset.intersection(*counted)
    one_of_many = 1 in (value, found[0].values[0]) and not found[measured].measure
    return f"{value:,f}" if of_kinds or one_of_many else _in_words_of(answers[measured], value)


def _in_words_of(answer: str, value: Decimal) -> str:
    """The value with the currency, the scale and the unit that the answer has."""
    figure = FIGURE.search(answer)
    if figure is None:
        return f"{value:,f}"
    scale = quantity_of(figure) / (Decimal(figure["figure"].replace(",", "")) or 1)
    scaled = value / scale if scale > 0 else value
    written = f"{scaled.normalize():,f}"
    start, end = figure.span("figure")
    return f"{answer[:start]}{written}{answer[end:]}"


def preferred(plan: Comparison, answers: Sequence[str]) -> int | None:
    """Which side, 0 or 1, has what the comparison wants; ``None`` where that cannot be told.

    With ``same`` it is 0 where both are equal, and 1 where they differ.
    """
    values: Sequence[Decimal] | Sequence[date] | None = _comparable(answers)
    wanted = plan.wanted
    if wanted in ("later", "earlier"):
        values = _days(answers) or values
    elif plan.parts[0].casefold().startswith("how old") and (days := _days(answers)):
        # Of what began in 1850 and in 1920 the first is older.
        values, wanted = days, "earlier" if wanted == "more" else "later"
    if values is None:
        return None
    one, other = values
    if wanted == "same":
        return int(one != other)
    if one == other:
        return None
    first_is_more = bool(one > other)  # type: ignore[operator]
    return int(first_is_more != (wanted in ("more", "later")))


def _comparable(answers: Sequence[str]) -> list[Decimal] | None:
    """Both numbers in one unit, where it is clear which is the larger."""
    found = _single(answers)
    if found is None:
        return None
    if len({each.measure for each in found}) > 1 and {each.factor for each in found} != {1}:
        return None  # "16" beside "2 weeks"
    one, other = (each.values[0] * each.factor for each in found)
    larger = found[int(other > one)]
    smaller = found[int(other <= one)]
    inexact = [each.bound for each in found if each.bound]
    if inexact and one == other:
        return None
    # "At least five" is less than 41, and may be more than six.
    if larger.bound == "below" or (
        smaller.bound == "above" and max(one, other) < 2 * min(one, other)
    ):
        return None
    if "about" in inexact and abs(one - other) <= ABOUT * max(abs(one), abs(other)):
        return None
    return [one, other]


def _days(answers: Sequence[str]) -> list[date] | None:
    """A day each, of months and years their first; only where all are as precise."""
    found: list[tuple[int, date]] = []
    for answer in answers:
        stated, years = stated_dates(answer), years_in(answer)
        if len(stated) == 1 and stated[0].year:
            day = stated[0].day
            found.append((3 if day else 2, date(stated[0].year, stated[0].month, day or 1)))
        elif not stated and len(years) == 1:
            found.append((1, date(next(iter(years)), 1, 1)))
        else:
            return None
    precise = {precision for precision, _ in found}
    days = [day for _, day in found]
    # "2021" is before "May 2022", and may be before or after "May 2021".
    return days if len(precise) == 1 or len({day.year for day in days}) == len(days) else None
