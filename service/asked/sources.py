"""Questions that name whose report they want: "According to The Example Times, how many …?".

What an outlet is called comes from the corpus, its hosts included; of others only names that can
mean nothing but an outlet of news count. Precision first: "according to" a ministry, a study or a
president names no outlet, and a question about an outlet ("Who owns …?") wants no report of its.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index import stated_dates
from index.text.terms import fold

# Work is bounded: so many words a name, and so many places of a question where one is looked for.
MOST_WORDS = 10
MOST_PLACES = 16
MOST_NAMES = 5

_WORD = re.compile(r"\s*([^\s,;:?!()\[\]\"“”—]+)")
_POSSESSIVE = re.compile(r"['’]s?$")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Labels of a host that are no name, as in "www.example.co.uk"; and hosts of no press.
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
_NO_PRESS = frozenset({"edu", "gov", "int", "mil"})

# An outlet by these words, with another before them ("Hanoi Times") or, some, with "The" alone.
_LAST_WORDS = frozenset(
    "times post herald tribune gazette chronicle telegraph news newswire newspaper daily weekly"  # noqa: SIM905
    " magazine television advertiser argus bugle clarion inquirer mercury sentinel".split()
)
_LAST_PAIRS = frozenset(
    "broadcasting corporation|broadcasting service|news agency|news network|news service"  # noqa: SIM905
    "|free press|public radio".split("|")
)
_FIRST_WORDS = frozenset({"daily", "radio"})
_WITH_THE = frozenset("economist guardian observer post telegraph times tribune".split())  # noqa: SIM905
# These are ordinary nouns too, so that the article must have its capital within a sentence.
_WITH_CAPITAL_THE = frozenset(
    "age atlantic express globe hill independent intercept mail mirror standard star sun"  # noqa: SIM905
    " spectator verge week".split()
)
_NO_OUTLET = re.compile(
    r"(?:official|government|anglosaxon|emily|breaking|command|trading|new|modern|ancient|fake|last"
    r"|end|hard|good|bad|daily)(?:times|post|gazette|chronicle|news|show)|.*pressoffice",
)
# A line is one outlet under all its names; no rule of initials tells the FT from the Fiji Times.
_SAME_OUTLET = {
    name: outlet
    for line in """
    associated press, ap, ap news
    agence france-presse, afp
    press trust of india, pti
    british broadcasting corporation, bbc, bbc news
    deutsche welle, dw
    financial times, ft
    los angeles times, la times
    new york times, ny times, nyt
    south china morning post, scmp
    wall street journal, wsj
    washington post, wapo
    """.strip().splitlines()
    for outlet in [re.sub(r"[^\w,]", "", line).split(",")]
    for name in outlet
}
# Agencies and outlets whose names have no such word. Those that rank and list (Forbes) are left
# out: others' articles quote them.
_WELL_KNOWN = frozenset(_SAME_OUTLET) | frozenset(
    re.sub(r"\W", "", name)
    for name in """
    reuters, upi, itv, cnn, nbc, msnbc, cnbc, cbs, abc, npr, pbs, fox news, bloomberg, xinhua, tass,
    interfax, ria novosti, al jazeera, al arabiya, axios, politico, le monde, le figaro,
    der spiegel, die zeit, die welt, el pais, la repubblica, corriere della sera, dpa, ansa, efe,
    kyodo, nhk, yonhap, anadolu, nikkei, asahi shimbun, buzzfeed, vox, huffpost, usa today,
    daily mail, daily mirror, daily express, mail on sunday, indian express, evening standard,
    boston globe, toronto star, globe and mail, sydney morning herald, newsweek,
    channel newsasia, times of india, times of israel, voice of america, kyiv independent,
    rte, cbc, vnexpress, haaretz, rappler, propublica, business insider, vietnam plus
    """.split(",")  # noqa: SIM905
)
# Bloomberg was a mayor.
_ALSO_PEOPLE = frozenset({"bloomberg"})
_ADDED_TAILS = ("news", "online", "network", "newsagency")
_SMALL_WORDS = frozenset({"of", "on", "the", "&", "in"})
_QUESTION_WORDS = (
    r"(?:how|what|when|where|which|who|whom|whose|why|did|does|do|is|are|was|were|has|have|had|will"
    r"|would|can|could|should|may|might)"
)

_DATE = (
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|(?:[0-9]{1,2}(?:st|nd|rd|th)?\s(?:of\s)?)?[A-Z][a-z]{2,8}\.?,?\s(?:of\s)?(?:19|20)[0-9]{2}"
    r"|[A-Z][a-z]{2,8}\.?\s[0-9]{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2})"
)
_NOUN = r"(?:reports?|reporting|articles?|story|stories|account|coverage|dispatch|news\sstory)\b"
_REPORT = re.compile(rf"\b{_NOUN}", re.IGNORECASE)
_BEFORE_NAMES = re.compile(
    r"(?:(?:the\s)?(?:newspaper|magazine|news\sagency|broadcaster|news\ssite)s?\s|both\s)", re.I
)
_AFTER_NAMES = re.compile(
    r"\s(?:newspapers?|magazine|news\sagency|news\ssite|website)\b(?!['’])", re.I
)
_DATED = re.compile(rf"\s(?P<by>of|from|on|in|dated|published\son|published\sin)\s{_DATE}(?![\w-])")
_POSSESSED_NOUN = rf"\s(?:{_DATE}\s)?(?:own\s|original\s)?{_NOUN}"
_POSSESSED = re.compile(_POSSESSED_NOUN)
_REPORT_BY = re.compile(
    rf"(?:an?|the|one)\s(?:{_DATE}\s)?(?:news\s)?{_NOUN}\s(?:published\s)?(?:by|in|from|on)\s"
    r"(?!(?-i:[0-9]))",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    rf"(?:[Aa]n?|[Oo]ne|[Tt]he(?=\s[0-9A-Z]\S*\s.{{0,12}}[0-9]{{4}}))\s(?:{_DATE}\s)?"
)
_THE = re.compile(r"[Tt]he\s")
_ABOUT = re.compile(r"\s(?:on|about|of|into)\s")
# A date behind plain names that no comma sets off is the event's: "… according to CNN in 2023?".
_ENDS = re.compile(
    rf"\s*(?:[,?.!;)]|$)|\s+[–—-]|\s+{_QUESTION_WORDS}\b|\s(?:in|on)\s(?-i:{_DATE})", re.IGNORECASE
)

# Without such a word no form applies.
_CUE = re.compile(
    rf"\b(?:according|per|{_NOUN}|report(?:ed)?|says?|said|wr[io]te|writes|written|state|claim|note"
    r"|mention|described?|call|give|publish(?:ed)?|(?:dis)?agree|differ|told"
    r"|(?:has|have|puts?)\sit)\b",
    re.IGNORECASE,
)
_ATTRIBUTED, _ATTRIBUTED_PLAINLY = (
    re.compile(
        r"(?P<comma>\s*[,(–—]\s*|\s+|^\W*)"
        rf"(?P<by>according\sto|as\s(?:reported|published|described|told)\s(?:by|in)|per|as{more})\s",
        re.IGNORECASE,
    )
    for more in ("|in", "")
)
_AS_SAID = re.compile(
    r"\s(?:(?:has|have|puts?)\sit|reported|reports?|wrote|writes?|said|says?)(?=\s*[,?.!)]|\s*$)"
)
_ASKING = re.compile(r"\b(?P<did>did|does|do|has|have)\s", re.IGNORECASE)
_SAYING = re.compile(
    r"\s(?:(?:first|also|originally|(?P<noun>report|article|story))\s)?"
    r"(?P<verb>report(?:ed)?|say|said|write|written|state|claim|note|mention|describe|call|give"
    r"|publish(?=\sabout\b))\b"
)
_JOURNALISM = frozenset({"report", "reported", "write", "written", "publish"})
_OF_OWN_SOURCES = frozenset({"mention", "describe", "call", "give"})
_TO_SAY = {"reported": "said", "report": "say", "publish": "say", "write": "say", "written": "said"}
_OWN_AFFAIRS = re.compile(r"\s(?:that\s)?(?:it|its|they|their|he|she)\b")
# What the world does is covered; what an outlet's own people and money do, it says for itself.
_TOPIC = re.compile(r"\s(?:about|on)\s(?:(?P<article>the|an?)\s|(?=[a-z]))")
_OF_THE_PRESS = re.compile(
    r"\b(?:it|its|itself|they|their|theirs|them|own|his|her|licen[cs]e\sfee|newsrooms?|director"
    r"|chairman|editors?|editorial|journalists?|reporters?|correspondents?|presenters?|anchors?"
    r"|hosts?|staff|employees?|subscri\w+|viewers?|readers?|audiences?|paywall|(?:news)?paper"
    r"|network|broadcast\w*|programmes?|documentary|interviews?|articles?|story|stories|reports?"
    r"|reporting|coverage|libel|lawsuit|lay-?offs?|revenues?|earnings|profits?)\b",
    re.IGNORECASE,
)
_REPORTED_ON = re.compile(r"\son\s(?![0-9])")
_DIRECTED = re.compile(r"\s(?:about|of|in\sresponse|to|will|would)\b")
# What follows is the rest of the question that was interrupted: "How many … were identified?"
_GOES_ON = re.compile(
    r"\s(?=(?:was|were|is|are|has|have|had|will|would|could|can|may|might|must|should)\s"
    r"|(?!\w+ed\s+(?:[A-Z]|\w+s\b))\w+ed(?:\s(?:in|on|at|by|after|during|the|a|an|from|to)\b|\s*\?)"
    r"|(?:won|died|left|fell|rose|began|became)\b)"
)
_THAT = re.compile(r"\sthat\s")
_TOLD = re.compile(r"\s(?:reported|reports?|says?|said|wrote|writes?)\b")
# Where the name of an owner may begin: few words of a question are followed by a report.
_OWNER = re.compile(rf"(?<!\S)(?=(?:[^\s,?]+\s){{0,5}}[^\s,?]+['’]s?{_POSSESSED_NOUN})")
_AGREEING = re.compile(r"\s(?:agree|disagree|differ)\s(?:on|about|over)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedSources:
    """A question, and whose reports it wants.

    ``question`` has no words that name a source; ``sources`` are the corpus's own, as it spells
    them; ``unknown`` is the first outlet named that the corpus lacks, as the question spells it.
    The days bound the report's publication, both included; ``None`` is what was not said.
    """

    question: str
    sources: tuple[str, ...] = ()
    unknown: str | None = None
    published_from: date | None = None
    published_to: date | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    """An outlet named in ``text[start:end]``; the possessive's ending lies within."""

    start: int
    end: int
    text: str
    sources: tuple[str, ...]
    possessive: bool


@dataclass(frozen=True, slots=True)
class _Mention:
    """Outlets named together, ``text[start:end]``, and the days of the report."""

    start: int
    end: int
    names: tuple[_Name, ...]
    period: tuple[date, date] | None = None
    is_report: bool = False


class SourceNames:
    """The names of a corpus's sources, prepared once for many questions.

    Compared without case, accents, punctuation, white space and a leading "the". A host is also
    known by its own label: ``example-times.co.uk`` by "Example Times".
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._by_key: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys(known):
            for key in dict.fromkeys(_keys(name)):
                self._by_key[key] = (*self._by_key.get(key, ()), name)

    def exactly(self, words: Sequence[str]) -> tuple[str, ...]:
        """The sources that words, folded and without a leading "the", name."""
        key = "".join(words)
        return self._by_key.get(key) or self._by_key.get(f"the{key}", ())

    def loosely(self, words: Sequence[str]) -> tuple[str, ...]:
        """The sources that are a well-known outlet by another name, or with "News" added.

        >>> SourceNames(["nytimes.com", "Fiji Times"]).loosely(["new", "york", "times"])
        ('nytimes.com',)
        >>> SourceNames(["nytimes.com", "Fiji Times"]).loosely(["ft"])
        ()
        """
        whole = "".join(words)
        stems = [whole, *(whole.removesuffix(tail) for tail in _ADDED_TAILS)]
        known = (_SAME_OUTLET.get(stem, [stem]) for stem in stems if stem in _WELL_KNOWN)
        forms = (
            f"{name}{tail}" for outlet in known for name in outlet for tail in ("", *_ADDED_TAILS)
        )
        return next(filter(None, map(self._by_key.get, forms)), ())


def asked_sources(question: str, names: SourceNames) -> AskedSources:
    """The sources that a question names, and the question without them.

    >>> asked_sources("According to the Example Times, who won?", SourceNames(["Example Times"]))
    ... # doctest: +ELLIPSIS
    AskedSources(question='Who won?', sources=('Example Times',), unknown=None, ...)
    """
    # White space is made plain at once, so that what is found below need not allow for it.
    text = " ".join(question.split())
    if not _CUE.search(text):
        return AskedSources(question)
    found = _found(text, names)
    # Each part of "… according to A and … according to B" has a source of its own.
    if found is None or _attributes(found[1], names):
        return AskedSources(question)
    return _asked(*found)


def _asked(mention: _Mention, rest: str) -> AskedSources:
    sources = dict.fromkeys(source for name in mention.names for source in name.sources)
    unknown = next((name.text for name in mention.names if not name.sources), None)
    first, last = mention.period or (None, None)
    return AskedSources(_sentence(rest), tuple(sources), unknown, first, last)


_Found = tuple[_Mention, str]


def _found(text: str, names: SourceNames) -> _Found | None:
    forms = (_attributed, _agreeing, _asking, _told, _possessed)
    return next(filter(None, (form(text, names) for form in forms)), None)


def _attributes(text: str, names: SourceNames) -> bool:
    """Whether a text names a source, though it may go on as no form allows."""
    places = (place for place in _places(_ATTRIBUTED_PLAINLY, text) if place["by"].lower() != "as")
    return any(_mention(text, place.end(), names) for place in places) or bool(_found(text, names))


def _places(form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for place, _ in zip(form.finditer(text), range(MOST_PLACES), strict=False):
        yield place


def _attributed(text: str, names: SourceNames) -> _Found | None:
    """Read "according to …", "per …", "as … has it" or "in …'s report", wherever it stands."""
    form = _ATTRIBUTED if _REPORT.search(text) else _ATTRIBUTED_PLAINLY
    for place in _places(form, text):
        by = place["by"].casefold()
        mention = _mention(text, place.end(), names, dated=not text[: place.start()].strip())
        if mention is None:
            continue
        if by == "as":
            said = _AS_SAID.match(text, mention.end)
            if said is None:
                continue
            end = said.end()
        elif by == "in" and not mention.is_report:
            continue
        else:
            end = mention.end
        if mention.is_report and _ABOUT.match(text, end):
            # What the report is about stays: only its publisher goes.
            return mention, _without_publisher(text, mention)
        if _ENDS.match(text, end):
            return mention, _cut(text, place, end)
    return None


def _cut(text: str, place: re.Match[str], end: int) -> str:
    before = text[: place.start()].rstrip(" ,(–—")
    after = text[end:].lstrip()
    if not before:
        return after.lstrip(" ,:;.–—-)")
    if place["comma"].strip():
        after = after.lstrip(",)–—").lstrip()
    return f"{before}{after}" if after[:1] in {",", "?", ".", "!", ";"} else f"{before} {after}"


def _without_publisher(text: str, mention: _Mention) -> str:
    """Turn "In CNN's report on the talks, …" into "In the report on the talks, …"."""
    noun = re.search(_NOUN, text[mention.start : mention.end])
    start = mention.start + noun.start() if noun else mention.end
    return f"{text[: mention.start]}the {text[start:]}"


def _agreeing(text: str, names: SourceNames) -> _Found | None:
    """Read "Do … and … agree on how many were returned?"."""
    did = _ASKING.match(text)
    mention = _outlets(text, did.end(), names) if did else None
    on = _AGREEING.match(text, mention.end) if mention else None
    if mention is None or on is None or len(mention.names) < 2:
        return None
    rest = text[on.end() :]
    return mention, rest if re.match(_QUESTION_WORDS, rest, re.I) else f"What is {rest}"


def _asking(text: str, names: SourceNames) -> _Found | None:
    """Read "What did … report about …?" and "How many did … say were identified?"."""
    for did in _places(_ASKING, text) if _SAYING.search(text) else ():
        mention = _outlets(text, did.end(), names)
        saying = _SAYING.match(text, mention.end) if mention else None
        if mention is None or saying is None or not _is_reporting(mention, saying):
            continue
        mention = _dated(text, mention, saying.end())
        before, after = text[: did.start()], text[mention.end :]
        if before.strip() and _GOES_ON.match(after):
            return mention, f"{before.rstrip()}{after}"
        reports = "the reports" if len(mention.names) > 1 else "the report"
        verb = _TO_SAY.get(saying["verb"], saying["verb"])
        return mention, f"{before}{did['did']} {reports} {verb}{after}"
    return None


def _is_reporting(mention: _Mention, saying: re.Match[str]) -> bool:
    """Whether it is a report; what an outlet says for itself is told by others too."""
    if _OWN_AFFAIRS.match(saying.string, saying.end()):
        return False
    if all(name.sources for name in mention.names):
        return True
    if saying["noun"] or _is_covering(mention, saying):
        return True
    if saying["verb"] in _JOURNALISM:
        return not _REPORTED_ON.match(saying.string, saying.end())
    people = any("".join(_folded(name.text)) in _ALSO_PEOPLE for name in mention.names)
    return not (
        people or saying["verb"] in _OF_OWN_SOURCES or _DIRECTED.match(saying.string, saying.end())
    )


def _is_covering(mention: _Mention, saying: re.Match[str]) -> bool:
    """Whether well-known outlets are asked about the world's affairs and not about their own."""
    keys = ["".join(_folded(name.text)) for name in mention.names if not name.sources]
    if not _WELL_KNOWN.issuperset(keys) or not _ALSO_PEOPLE.isdisjoint(keys):
        return False
    if saying["verb"] not in _JOURNALISM | {"say", "said"}:
        return False
    topic = _TOPIC.match(saying.string, saying.end())
    # A person may be one of its own; in small letters a name looks like any other word.
    if topic is None or (saying.string.islower() and not topic["article"]):
        return False
    after = saying.string[topic.end() :]
    again = any(name.text.casefold() in after.casefold() for name in mention.names)
    return not (again or _OF_THE_PRESS.search(after))


def _told(text: str, names: SourceNames) -> _Found | None:
    """Read "… reported that how many came?" and "How many came, … reported?"."""
    mention = _outlets(text, 0, names)
    if mention and (told := _TOLD.match(text, mention.end)):
        mention = _dated(text, mention, told.end())
        that = _THAT.match(text, mention.end)
        if that and not _OWN_AFFAIRS.match(text, that.end() - 1):
            return mention, text[that.end() :]
    comma = text.rfind(", ")
    mention = _outlets(text, comma + 2, names) if comma > 0 else None
    told = _TOLD.match(text, mention.end) if mention else None
    if mention and told and not text[told.end() :].strip(" ?.!"):
        return mention, f"{text[:comma]}?"
    return None


def _possessed(text: str, names: SourceNames) -> _Found | None:
    """Read "What does …'s report on the talks say?"."""
    for place in _places(_OWNER, text) if _REPORT.search(text) else ():
        mention = _mention(text, place.start(), names)
        if mention and mention.is_report and mention.names[-1].possessive:
            return mention, _without_publisher(text, mention)
    return None


def _mention(text: str, start: int, names: SourceNames, *, dated: bool = False) -> _Mention | None:
    """The outlets named from ``start`` on, or the report of theirs.

    ``dated`` says that a date behind plain names is the report's: "According to CNN in May 2023,".
    """
    if by := _REPORT_BY.match(text, start):
        found = _names(text, by.end(), names)
        if found and not found[-1].possessive:
            mention = _Mention(start, found[-1].end, found, _period(by), is_report=True)
            return _dated(text, mention, mention.end)
    article = _ARTICLE.match(text, start)
    found = _names(text, article.end() if article else start, names)
    noun = _POSSESSED.match(text, found[-1].end) if found else None
    if noun and (found[-1].possessive or article or _THE.match(text, start)):
        period = _period(article) or _period(noun)
        mention = _Mention(start, noun.end(), found, period, is_report=True)
        return _dated(text, mention, noun.end())
    plain = None if article else _plain(text, start, found)
    return _dated(text, plain, plain.end) if plain and dated else plain


def _outlets(text: str, start: int, names: SourceNames) -> _Mention | None:
    """The outlets named from ``start`` on, and no report of theirs."""
    return _plain(text, start, _names(text, start, names))


def _plain(text: str, start: int, found: tuple[_Name, ...]) -> _Mention | None:
    if not found or found[-1].possessive:
        return None
    tail = _AFTER_NAMES.match(text, found[-1].end)
    return _Mention(start, tail.end() if tail else found[-1].end, found)


def _dated(text: str, mention: _Mention, end: int) -> _Mention:
    """With the date that follows at ``end``, or up to there."""
    dated = _DATED.match(text, end)
    period = _period(dated)
    return replace(
        mention,
        end=dated.end() if dated and period else end,
        period=period or mention.period,
    )


def _period(place: re.Match[str] | None) -> tuple[date, date] | None:
    """The days that a date, a month or a year of a report spans."""
    if place is None or not place["date"]:
        return None
    by = place.groupdict().get("by") or ""
    said = place["date"]
    if said.isdigit():
        return None if by.endswith("on") else (date(int(said), 1, 1), date(int(said), 12, 31))
    stated = stated_dates(said)
    # "On March 2023 layoffs" names what the report is about.
    if len(stated) != 1 or not stated[0].year or (by.endswith("on") and not stated[0].day):
        return None
    year, month, day = stated[0].year, stated[0].month, stated[0].day
    last = day or monthrange(year, month)[1]
    return date(year, month, day or 1), date(year, month, last)


def _names(text: str, start: int, names: SourceNames) -> tuple[_Name, ...]:
    """One outlet, or several: "A", "A and B", "A, B and C"; empty where there is none."""
    if before := _BEFORE_NAMES.match(text, start):
        start = before.end()
    first = _name(text, start, names)
    if first is None:
        return ()
    found, complete = [first], 1
    while len(found) < MOST_NAMES:
        joined = re.compile(r"(,\s(?:and\s)?|\s(?:and|or|&)\s)").match(text, found[-1].end)
        following = _name(text, joined.end(), names) if joined else None
        if joined is None or following is None:
            break
        found.append(following)
        # A comma alone may end what names the source; "and" shows that it did not.
        if joined[1] != ", ":
            complete = len(found)
            break
    return tuple(found[:complete])


def _name(text: str, start: int, names: SourceNames) -> _Name | None:
    words = list(_words(text, start))
    known, other = _known_name(text, words, names), _other_name(text, words, names)
    if known is None or other is None or known.possessive:
        return known or other
    # "BBC News" is more than "BBC"; "Example Magazine" is the magazine "Example".
    tail = _AFTER_NAMES.match(text, known.end)
    return other if other.end > (tail.end() if tail else known.end) else known


def _words(text: str, start: int) -> Iterator[re.Match[str]]:
    for _ in range(MOST_WORDS):
        word = _WORD.match(text, start)
        if word is None:
            return
        yield word
        start = word.end()


def _known_name(text: str, words: Sequence[re.Match[str]], names: SourceNames) -> _Name | None:
    """The longest run of words that the corpus has for a source."""
    folded = [_letters(word[1]) for word in words]
    for count in range(len(words), 0, -1):
        for end, possessive in _endings(words[count - 1]):
            last = _letters(text[words[count - 1].start(1) : end])
            run = _without_the([*folded[: count - 1], last])
            sources = names.exactly(run)
            said = text[words[0].start(1) : end]
            if sources and _is_capital(run, said, sources):
                return _Name(words[0].start(1), words[count - 1].end(1), said, sources, possessive)
    return None


def _is_capital(folded: Sequence[str], said: str, sources: Sequence[str]) -> bool:
    """Whether it is written as a name; "cnn" is one in small letters too, "time" is not."""
    proper = re.sub(r"^[Tt]he\s+", "", said)
    return (
        any(letter.isupper() for letter in proper)
        or not proper.islower()
        or len(folded) > 1
        or folded[0] in _WELL_KNOWN
        or "." in proper
        or any(source.isupper() for source in sources)
    )


def _other_name(text: str, words: Sequence[re.Match[str]], names: SourceNames) -> _Name | None:
    """An outlet that is none of the corpus's, unless under another form of its name."""
    run = _capital_run(words, small=text.islower())
    if not run:
        return None
    for end, possessive in _endings(run[-1]):
        said = text[run[0].start(1) : end]
        folded = _folded(said)
        if not folded or not _is_outlet(folded, said):
            continue
        shown = re.sub(r"^the\s+", "", said)
        return _Name(run[0].start(1), run[-1].end(1), shown, names.loosely(folded), possessive)
    return None


def _capital_run(words: Sequence[re.Match[str]], *, small: bool) -> list[re.Match[str]]:
    """The words that are written as one name; of a text in small letters, any that make one."""
    if small:
        for count in range(min(len(words), 5), 0, -1):
            if "".join(_folded(" ".join(w[1] for w in words[:count]))) in _WELL_KNOWN:
                return list(words[:count])
        return []
    run, length = list(words), 0
    for at, word in enumerate(run):
        is_name = word[1][0].isupper() or word[1][0].isdigit()
        if is_name and at and re.fullmatch(_QUESTION_WORDS, word[1], re.IGNORECASE):
            break
        if is_name:
            length = at + 1
        elif word[1].casefold() not in _SMALL_WORDS:
            break
    return run[:length]


def _endings(word: re.Match[str]) -> Iterator[tuple[int, bool]]:
    """Where a name that ends in this word may end, and whether it is a possessive then."""
    bare = word[1].rstrip(".")
    end = word.start(1) + len(bare)
    yield end, False
    if owner := _POSSESSIVE.search(bare):
        yield end - len(owner[0]), True


def _is_outlet(folded: Sequence[str], said: str) -> bool:
    """Whether words can mean nothing but an outlet of news."""
    key = "".join(folded)
    if key in _WELL_KNOWN:
        return True
    if _NO_OUTLET.fullmatch(key):
        return False
    if len(folded) == 1:
        return (said[:4].casefold() == "the " and key in _WITH_THE) or (
            said.startswith("The ") and key in _WITH_CAPITAL_THE
        )
    last = folded[-1]
    return (
        last in _LAST_WORDS
        or " ".join(folded[-2:]) in _LAST_PAIRS
        or (folded[0] in _FIRST_WORDS and last != "show")
        or (folded[0] == "times" and folded[1] == "of")
    )


def _folded(name: str) -> list[str]:
    """The words of a name, folded, without a leading "the"; letters and digits alone."""
    return _without_the([_letters(word) for word in name.split()])


def _letters(word: str) -> str:
    return re.sub(r"[\W_]", "", fold(word.replace("&", "and")))


def _without_the(words: Sequence[str]) -> list[str]:
    words = [word for word in words if word]
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _keys(name: str) -> Iterator[str]:
    if key := "".join(_folded(name)):
        yield key
    host = name.strip().casefold()
    if not _HOST.fullmatch(host):
        return
    labels = ["", *host.removeprefix("www.").split(".")]
    yield re.sub(r"\W", "", "".join(labels))
    if _NO_PRESS.isdisjoint(labels[2:]):
        second = len(labels) > 2 and labels[-2] in _SECOND_LEVEL
        yield re.sub(r"[\W_]", "", labels[-3 if second else -2])


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]
