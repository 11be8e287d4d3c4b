"""Yes/no questions: a wh-question for each part that could be wrong, put to the reader.

"Did Vietnam return 994 boxes?" asks "Did who return 994 boxes?" and "Did Vietnam return how many
boxes?". What is read in the place of a part confirms or contradicts it; a premise that no passage
speaks of leaves all of them unanswered.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index import Passage, in_context, split_sentences, terms

from ..meaning.sameness import relation
from .question_parts import Part, agreement, mentioned, parts
from .reader import Reader, Reading, Span

# The probability from which on the reader confirms or contradicts a part, and how much more it
# takes where the passage has none of the question's other words. Chosen on 82 questions about our
# seeds and 130 about four pages of SQuAD, where .5 to .7 and .2 to .4 are about as precise.
SURE = 0.6
UNSHARED = 0.3
# A part may be there without being confirmed, unless something else in its place has this much.
VETOED = 0.4
# No "No" where the value in question has this much in any passage.
DOUBTED = 0.15
# Each part is a run of the reader over every passage.
MOST_PARTS = 6
# Without such parts, a sentence must have all the question's words, and no fewer than these.
FEWEST_WORDS = 3

YesNo = Literal["Yes", "No"]

_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must)"
    r"(?:n['’]t)?"
)
_OPENING = re.compile(
    r"^\W*(?:(?:in|on|at|by|since|after|before|during|according)\b[^,?]*,\s*)?"
    rf"(?!may\s+\d)(?P<auxiliary>{_AUXILIARY})\s+(?=\S)",
    re.IGNORECASE,
)
_NOT_YES_NO = re.compile(
    r"\bor\b(?! (?:not|more|less|so)\b)|^\W*\w+ (?:you|anyone|we|i)\b"
    r"|\b(?:known|clear|say|said|tell) (?:how|wh\w+)\b",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"is|are|was|were", re.IGNORECASE)
_PAST = re.compile(r"\W*(?:.*,\s*)?(?:did|was|were|has|have|had)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[;:()]|\s[–—-]\s|,\s(?=(?:and|but|or|although|while|whereas|which|who|where|with|as)\b)"
)
# "Not until May" is in May.
_NOT = re.compile(
    r"\b(?:not|never|no|nor|neither|cannot|without|\w+n['’]t)\b(?!.*\buntil\b)", re.IGNORECASE
)
# "Not only boxes", "not boxes but bags".
_BUT = re.compile(r"\b(?:only|but)\b", re.IGNORECASE)
_REFUSED = re.compile(r"\b(?:refus|deny|deni|fail|reject|cancel|postpone)\w*", re.IGNORECASE)
_UNREALISED = re.compile(
    r"\b(?:will|would|could|(?-i:may)|might|if|unless|plans?|planned|due|expect\w*|hop(?:e[sd]?|ing)"
    r"|propos\w*|schedul\w*|aim\w*|urg\w*|alleged\w*|rumou?r\w*|claim\w*)\b",
    re.IGNORECASE,
)
# What is said with one side is denied with the other; the first word stands for its side.
_OPPOSITES = (
    (
        "rise rose risen increase grow grew grown climb gain raise expand",
        "fall fell fallen decrease drop decline shrink cut reduce lower",
    ),
    ("accept approve agree welcome", "reject refuse decline oppose"),
    ("open begin began begun start launch", "close end finish"),
    ("win won", "lose lost"),
    ("join enter arrive", "leave left depart withdraw withdrew withdrawn"),
    ("confirm admit", "deny"),
    ("highest largest", "lowest smallest"),
)
# What is said with one side may be said with the other, from the other end: a reason for doubt.
_CONVERSES = (
    ("give gave given return hand send sent provide pay paid", "receive take took taken"),
    ("buy bought purchase", "sell sold"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``span`` holds the words that were compared; ``also`` those of other articles, one each.

    ``confidence`` is the probability that the reader gives the weakest part that it was asked,
    not one that is calibrated.
    """

    answer: YesNo
    span: Span
    confidence: float
    also: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """The likeliest of the reader's spans that agree with a part, or that clash with it.

    ``probability`` is that of all of these: of an answer being there, times their share of what
    is given to the spans, for those do not overlap, and the rest lies on other cuts of them.
    """

    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class _Finding:
    """What a passage says of a part."""

    part: Part
    agreeing: _Found | None
    clashing: _Found | None

    def holds(self, passage: Passage) -> bool:
        return _probability(self.agreeing) >= SURE or (
            self.part.kind != "amount"
            and _probability(self.clashing) < VETOED
            and mentioned(self.part, in_context(passage))
        )


def is_yes_no(question: str) -> bool:
    """Whether a question opens as one for "Yes" or "No" and gives no alternatives to choose from.

    >>> is_yes_no("Is the next expo in 2026?"), is_yes_no("Is it in 2026 or in 2028?")
    (True, False)
    """
    return bool(_OPENING.match(question)) and not _NOT_YES_NO.search(question)


def judge(question: str, passages: Sequence[Passage], reader: Reader) -> Verdict | None:
    """Answer from the passages, which come best first; ``None`` where they leave it open.

    A question with "not" in it is left open too: a "No" to it could mean either.
    """
    opening = _OPENING.match(question)
    if not opening or not is_yes_no(question) or _NOT.search(question, opening.end()):
        return None
    asked = parts(question)
    if not asked:
        return _by_words(question, passages, reader)
    return _by_parts(question, asked, passages, reader) or _by_opposite(question, passages, reader)


def _by_parts(
    question: str, asked: Sequence[Part], passages: Sequence[Passage], reader: Reader
) -> Verdict | None:
    if len(asked) > MOST_PARTS:
        return None
    by_part = [
        [_finding(part, reading) for reading in reader.read(part.asks(question), passages)]
        for part in asked
    ]
    verdicts = [
        _confirmed(question, passage, row) or _contradicted(question, passage, row)
        for passage, row in zip(passages, zip(*by_part, strict=True), strict=True)
    ]
    surest_first = sorted(filter(None, verdicts), key=lambda verdict: -verdict.confidence)
    if not surest_first or any(_disputed(surest_first[0], part) for part in by_part):
        return None
    return _with_others(surest_first)


def _with_others(verdicts: Sequence[Verdict]) -> Verdict:
    """The first, and where other articles say the same."""
    first = verdicts[0]
    spans: dict[str, Span] = {}
    for verdict in verdicts:
        if verdict.answer == first.answer and not _otherwise(first, verdict):
            spans.setdefault(verdict.span.passage.article.id, verdict.span)
    return replace(first, also=tuple(spans.values())[1:])


def _otherwise(one: Verdict, other: Verdict) -> bool:
    """Whether they say "No" for different reasons: it was 740, or 12, and not 994."""
    return one.answer == "No" and relation(one.span.text, other.span.text, None) == "contrary"


def _finding(part: Part, reading: Reading) -> _Finding:
    by_agreement: dict[bool | None, list[Span]] = {}
    for span in reading.spans:
        before = reading.passage.article.text[max(0, span.start - 15) : span.start]
        by_agreement.setdefault(agreement(part, span.text, before), []).append(span)
    agreeing, clashing = (_found(reading, by_agreement.get(agrees)) for agrees in (True, False))
    return _Finding(part, agreeing, clashing)


def _found(reading: Reading, spans: Sequence[Span] | None) -> _Found | None:
    if not spans:
        return None
    # Relative to the best span, so that they cannot all come out as 0.
    best = max(span.log_probability for span in reading.spans)
    mass, whole = (
        sum(math.exp(span.log_probability - best) for span in some)
        for some in (spans, reading.spans)
    )
    return _Found(spans[0], mass / whole / (1 + math.exp(-reading.answerable)))


def _probability(found: _Found | None) -> float:
    return found.probability if found else 0.0


def _needed(question: str, row: Sequence[_Finding], passage: Passage) -> float:
    """How sure the reader must be: the surer, the fewer of the question's other words are there."""
    for finding in reversed(row):
        question = question[: finding.part.start] + question[finding.part.end :]
    rest = set(terms(question))
    missing = rest - set(terms(in_context(passage)))
    return SURE + (UNSHARED * len(missing) / len(rest) if rest else 0.0)


def _confirmed(question: str, passage: Passage, row: Sequence[_Finding]) -> Verdict | None:
    """Every part holds in this passage, and the reader itself has found one of them at least."""
    found = [f.agreeing for f in row if f.agreeing and f.agreeing.probability >= SURE]
    if not found or not all(finding.holds(passage) for finding in row):
        return None
    weakest = min(found, key=_probability)
    if weakest.probability < _needed(question, row, passage):
        return None
    answer = _polarity(question, weakest.span)
    return Verdict(answer, weakest.span, weakest.probability) if answer else None


def _contradicted(question: str, passage: Passage, row: Sequence[_Finding]) -> Verdict | None:
    """One part that has but one value has another in this passage, and all else is there."""
    needed = _needed(question, row, passage)
    for finding in row:
        other = finding.clashing
        if (
            other is not None
            and other.probability >= needed
            and _exclusive(question, finding.part)
            and not mentioned(finding.part, _sentence(other.span))
            and not _NOT.search(_clause(other.span))
            and not _against(_clause(other.span), question)
            and all(
                mentioned(rest.part, in_context(passage)) for rest in row if rest is not finding
            )
        ):
            return Verdict("No", other.span, other.probability)
    return None


def _exclusive(question: str, part: Part) -> bool:
    """Whether the part can have but one value: of names, in "Is … the …" alone."""
    if part.kind != "name":
        return True
    before, after = question[: part.start].strip(), question[part.end :]
    return bool(_IDENTITY.fullmatch(before)) and after.startswith(" the ")


def _disputed(verdict: Verdict, findings: Sequence[_Finding]) -> bool:
    """Whether another passage says otherwise of a part."""
    agreeing = max(_probability(finding.agreeing) for finding in findings)
    clashing = max(_probability(finding.clashing) for finding in findings)
    if verdict.answer == "No":
        return clashing >= SURE and agreeing > DOUBTED
    if findings[0].part.kind == "name":
        return clashing >= SURE and agreeing < SURE
    return clashing >= agreeing


def _polarity(question: str, evidence: Span) -> YesNo | None:
    """What a clause that has every part of the question answers, for all its other words."""
    clause = _clause(evidence)
    planned = _UNREALISED.search(clause) and not _UNREALISED.search(question)
    if _against(clause, question) or (planned and _PAST.match(question)):
        return None
    if not _NOT.search(clause):
        return "Yes"
    denied = {term for no in _NOT.finditer(clause) for term in terms(clause[no.end() :])[:1]}
    return "No" if denied & set(terms(question)) and not _BUT.search(clause) else None


def _against(clause: str, question: str) -> bool:
    """Whether one of the two refuses, rises or sells, and the other does the opposite."""
    return bool(_REFUSED.search(clause)) != bool(_REFUSED.search(question)) or any(
        _opposed(pair, question, clause) for pair in (*_OPPOSITES, *_CONVERSES)
    )


def _opposed(pair: tuple[str, str], question: str, clause: str) -> bool:
    """Whether the question has words of one side, and the clause of the other alone."""
    asked, said = set(terms(question)), set(terms(clause))
    one, other = (set(terms(side)) for side in pair)
    return any(
        bool(asked & here) and bool(said & there) and not said & here
        for here, there in ((one, other), (other, one))
    )


def _by_opposite(question: str, passages: Sequence[Passage], reader: Reader) -> Verdict | None:
    """Say "No" where the opposite is confirmed, in a clause that has its direction in words.

    Of several words with an opposite the first is turned round: each costs as much reading as the
    question itself.
    """
    for pair in _OPPOSITES:
        for here, there in (pair, pair[::-1]):
            if word := _only_word(question, here):
                turned = re.sub(rf"\b{re.escape(word)}\b", there.split()[0], question)
                verdict = _by_parts(turned, parts(turned), passages, reader)
                denied = verdict and verdict.answer == "Yes"
                if verdict and denied and _opposed(pair, question, _clause(verdict.span)):
                    opposed = [s for s in verdict.also if _opposed(pair, question, _clause(s))]
                    return replace(verdict, answer="No", also=tuple(opposed))
                return None
    return None


def _only_word(question: str, side: str) -> str | None:
    stems = set(terms(side))
    words = [word for word in re.findall(r"\w+", question) if stems & set(terms(word))]
    return words[0] if len(words) == 1 else None


def _by_words(question: str, passages: Sequence[Passage], reader: Reader) -> Verdict | None:
    """Say "Yes" where a sentence has the question's words, but for the title's, in its order."""
    sentences = [alone for passage in passages for alone in _with_words(question, passage)]
    readings = reader.read(question, sentences) if sentences else ()
    verdicts = [
        Verdict("Yes", _whole(reading.passage), 1 / (1 + math.exp(-reading.answerable)))
        for reading in readings
    ]
    return _with_others(verdicts) if verdicts else None


def _with_words(question: str, passage: Passage) -> Iterator[Passage]:
    """The sentences of a passage that have the question's words, but for the title's."""
    title = terms(passage.article.title or "")
    wanted = [term for term in terms(question) if term not in title]
    for sentence in split_sentences(passage.text) if len(wanted) >= FEWEST_WORDS else ():
        start, end = passage.start + sentence.start, passage.start + sentence.end
        alone = Passage(passage.article, start, end)
        if _in_order(wanted, terms(alone.text)) and _polarity(question, _whole(alone)) == "Yes":
            yield alone


def _whole(passage: Passage) -> Span:
    return Span(passage, passage.start, passage.end, 0.0)


def _in_order(wanted: Sequence[str], said: Sequence[str]) -> bool:
    left = iter(said)
    return all(term in left for term in wanted)


def _sentence(span: Span) -> str:
    """The sentence of the passage that a span begins in."""
    text, at = span.passage.text, span.start - span.passage.start
    return next((text[s.start : s.end] for s in split_sentences(text) if s.start <= at < s.end), "")


def _clause(span: Span) -> str:
    """The part of the sentence that a span begins in, up to "(", "; " or ", but"."""
    sentence = _sentence(span)
    at = max(0, sentence.find(span.text.strip()))
    begins = max((cut.end() for cut in _CLAUSE.finditer(sentence, 0, at)), default=0)
    ends = _CLAUSE.search(sentence, at)
    return sentence[begins : ends.start() if ends else len(sentence)]
