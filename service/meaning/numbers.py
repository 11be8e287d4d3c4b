"""Numbers in text, compared as written in figures."""

import re

# Numbers in words too, as `quantities` has them, take 10 ms over the passages of one question.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def numbers(text: str) -> set[str]:
    """The numbers of a text, thousands separators left out.

    >>> sorted(numbers("1,200 boxes since 1985, 0.5 per cent of them in the 1990s"))
    ['0.5', '1200', '1985', '1990']
    """
    return {re.sub(r",(?=\d{3}\b)", "", number) for number in _NUMBER.findall(text)}


def numbers_agree(one: str, other: str) -> bool:
    """Whether two sentences share a number, or one of them names none.

    >>> numbers_agree("994 boxes, 740 identified", "994 cases"), numbers_agree("44 of 45", "160")
    (True, False)
    """
    here, there = numbers(one), numbers(other)
    return not here or not there or bool(here & there)


def missing_numbers(question: str, texts: list[str]) -> set[str]:
    """The numbers that a question takes for granted and no text has.

    Single digits are left out: they are as often words in the text, or part of a name.

    >>> missing_numbers("Why was the expo put back to 2028?", ["The expo is due in 2026."])
    {'2028'}
    """
    wanted = {number for number in numbers(question) if len(number) > 1}
    return wanted - numbers(" ".join(texts)) if wanted else set()
