"""Who published an article: one source for all the names and hosts of an outlet."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

# So much of a host's articles, and so many, must carry a name before the others are taken to be
# of that name.
LEAST_NAMED = 0.5
_LEAST_ARTICLES_NAMED = 2
# A host has no more labels (RFC 1035); what pretends to be one may.
_MOST_LABELS = 127

_Said = tuple[str | None, str | None]
"""The name and the host that an article gives."""


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """What a ``sources.toml`` says of a source: its name, its other names, and its hosts."""

    name: str
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    @property
    def called(self) -> tuple[str, ...]:
        """All that it is called."""
        return self.name, *self.aliases, *self.hosts


def source_identity(source: str | None, url: str | None, article_id: str) -> str:
    """Who published an article by what it says itself: its casefolded source, else its URL's host.

    Else it is its own source. ``Sources`` knows more, where the whole corpus is at hand.

    >>> source_identity("USA TODAY", None, "a"), source_identity(None, "https://www.x.example", "a")
    ('usa today', 'x.example')
    """
    if source:
        return source.casefold()
    return _host(url) or f"article:{article_id}"


def source_key(name: str) -> str:
    """What the spellings of one name, or of one host, have in common.

    That is all but capitals, white space, a leading "The" and a leading "www.".

    >>> source_key("The  Hanoi TIMES"), source_key("www.CNN.com"), source_key("The")
    ('hanoi times', 'cnn.com', 'the')
    """
    folded = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return folded.removeprefix("the ").removeprefix("www.")


class Sources:
    """The sources of a corpus, each shown as declared, else under its most frequent name.

    Articles of one name (``source_key``) are one source's, on whatever hosts: an outlet with two
    hosts is commoner than two outlets of one name, and a source too few claims less than one too
    many. What gives a host alone is of the name that the host belongs to:

    - the one that it spells, as usatoday.com does "USA TODAY"; where all its names begin alike,
      they are one source, as "Reuters" and "Reuters News" on reuters.com are;
    - else the only one that is found on it, if two or more of its articles, and at least half of
      them (``LEAST_NAMED``), give it, and if it is found on no other host, save those below: what
      stands on several is an agency's name, and theirs are newspapers that reprint it.

    Any other host, an aggregator's, is a source of its own and links no names. So is a subdomain
    whose articles say nothing else.

    What is declared goes first: such a host stands for those below it and belongs to its source
    alone, and no two declared sources become one. Of an article that gives a declared host and
    another name, the name says whose it is.

    >>> both, host, other = ("CNN", "https://cnn.com/1"), (None, "https://cnn.com/2"), ("TCN", None)
    >>> [Sources([both, host, other]).of(row) for row in range(3)]
    ['CNN', 'CNN', 'TCN']
    >>> declared = [DeclaredSource("The Cable Network", aliases=("CNN", "TCN"))]
    >>> Sources([both, host, other], declared).counts()
    Counter({'The Cable Network': 3})
    """

    def __init__(
        self,
        described: Sequence[tuple[str | None, str | None]],
        declared: Sequence[DeclaredSource] = (),
    ) -> None:
        """``described`` has for each article, in order, its source and its URL."""
        said = [_said(source, url) for source, url in described]
        self._counted = Counter(said)
        numbers = {each: number for number, each in enumerate(self._counted)}
        self._numbers: NDArray[np.int32] = np.array([numbers[each] for each in said], np.int32)
        linked = _linked(self._counted, declared)
        shown = _shown(self._counted, linked, declared)

        def source(name: str) -> str | None:
            return shown.get(linked.root(source_key(name)))

        self._of = [source(name or host or "") for name, host in self._counted]
        hosts = {host: source(host) or host for _, host in self._counted if host}
        called = chain((name for name, _ in self._counted), *(each.called for each in declared))
        self.names = {name: known for name in called if name and (known := source(name))} | hosts
        """What sources are called, by name, alias and host, and which one each stands for.

        A host that belongs to no name stands for itself: for all that was published there.
        """
        self._by_key = {source_key(name): known for name, known in self.names.items()}

    def of(self, row: int) -> str | None:
        """The source of an article, as it is shown; ``None`` where it gives no name and no host."""
        return self._of[int(self._numbers[row])]

    def counts(self) -> Counter[str | None]:
        """How many articles each source has; those of ``None`` give no name and no host."""
        counts = Counter[str | None]()
        for source, articles in zip(self._of, self._counted.values(), strict=True):
            counts[source] += articles
        return counts

    def aliases(self) -> dict[str, list[str]]:
        """What else each source is called, in order: other names and spellings, and its hosts."""
        aliases: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self.names):
            if name != self.names[name]:
                aliases[self.names[name]].append(name)
        return dict(aliases)

    def meant(self, names: Collection[str]) -> set[str]:
        """The sources that are called so, as they are shown; unknown names mean none."""
        return {self._by_key[key] for key in map(source_key, names) if key in self._by_key}

    def admitted(self, names: Collection[str]) -> NDArray[np.bool_]:
        """A mask over the articles: those whose source, or whose own host, is called so."""
        keys, meant = set(map(source_key, names)), self.meant(names)
        said = zip(self._counted, self._of, strict=True)
        admitted = [source in meant or host in keys for (_, host), source in said]
        mask: NDArray[np.bool_] = np.array(admitted, dtype=np.bool_)[self._numbers]
        return mask


class _Linked:
    """Keys that are one source's, as disjoint sets (union–find)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._declared: set[str] = set()

    def root(self, key: str) -> str:
        while (parent := self._parent.get(key, key)) != key:
            self._parent[key] = key = self._parent.get(parent, parent)
        return key

    def declare(self, keys: Collection[str]) -> None:
        """Make these one source, which never becomes one with another that is declared."""
        self.link(keys)
        self._declared |= {self.root(key) for key in keys}

    def link(self, keys: Collection[str]) -> None:
        """Make these one source, unless two of them are declared to be different ones."""
        roots = {self.root(key) for key in keys}
        declared = roots & self._declared
        if roots and len(declared) <= 1:
            first = min(declared or roots)
            self._parent |= dict.fromkeys(roots, first)


def _linked(counted: Counter[_Said], declared: Sequence[DeclaredSource]) -> _Linked:
    linked = _Linked()
    owned = {source_key(host): each for each in declared for host in each.hosts}
    for each in declared:
        linked.declare({source_key(name) for name in each.called})
    named: defaultdict[str, Counter[str]] = defaultdict(Counter)
    articles = Counter[str]()
    for (name, host), count in counted.items():
        if host and (owner := _above(host, owned)):
            linked.link([source_key(owned[owner].name), host])
        elif host:
            articles[host] += count
            if name and source_key(name) != host:
                named[host][source_key(name)] += count
    # Names that are known to be one by the hosts that spell them are one wherever they stand.
    for host in sorted(named):
        linked.link(_spelt(host, named[host]))
    for called in _only_names(counted, named, articles, linked):
        linked.link(called)
    return linked


def _only_names(
    counted: Counter[_Said],
    named: Mapping[str, Counter[str]],
    articles: Counter[str],
    linked: _Linked,
) -> list[list[str]]:
    """Each host whose one name is found nowhere else, with its spellings of that name."""
    found_on: defaultdict[str, set[str]] = defaultdict(set)
    for name, host in counted:
        if name and host:
            found_on[linked.root(source_key(name))].add(host)
    return [
        [host, *names]
        for host, names in named.items()
        if names.total() >= max(LEAST_NAMED * articles[host], _LEAST_ARTICLES_NAMED)
        and len(roots := {linked.root(name) for name in names}) == 1
        and _is_one_site(found_on[roots.pop()])
    ]


def _is_one_site(hosts: Collection[str]) -> bool:
    """Whether one of these hosts is, or stands above, each of them.

    >>> _is_one_site(["m.post.example", "post.example"]), _is_one_site(["a.example", "b.example"])
    (True, False)
    """
    highest = min(hosts, key=len)
    return all(_above(host, [highest]) for host in hosts)


def _above(host: str, owned: Collection[str]) -> str | None:
    """The nearest of these hosts that is ``host`` or stands above it.

    >>> _above("edition.cnn.com", {"cnn.com"}), _above("mycnn.com", {"cnn.com"})
    ('cnn.com', None)
    """
    for _ in range(_MOST_LABELS):
        if not owned or not host or host in owned:
            break
        host = host.partition(".")[2]
    return host if host in owned else None


def _spelt(host: str, names: Collection[str]) -> list[str]:
    """A host with the names that are its own, for it spells one; nothing where it spells none.

    >>> _spelt("usatoday.com", ["usa today", "reuters"]), _spelt("theguardian.com", ["guardian"])
    (['usatoday.com', 'usa today'], ['theguardian.com', 'guardian'])
    >>> _spelt("reuters.com", ["reuters", "reuters news"])
    ['reuters.com', 'reuters', 'reuters news']
    >>> _spelt("news.example", ["times", "times of india"])
    []
    """
    labels = {_letters(label) for label in host.split(".")[:-1]} - {""}
    # The key of a name has no "The"; the host may.
    spelt = [name for name in names if labels & {_letters(name), f"the{_letters(name)}"}]
    shortest = min(names, key=len)
    if spelt and all(f"{name} ".startswith(f"{shortest} ") for name in names):
        return [host, *names]
    return [host, *spelt] if len(spelt) == 1 else []


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name)


def _shown(
    counted: Counter[_Said], linked: _Linked, declared: Sequence[DeclaredSource]
) -> dict[str, str]:
    """What each source that has an article is called, by the root of its keys.

    Of several names that is the most frequent one, or the first; of a host only where no name is.
    """
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (name, host), count in counted.items():
        if label := name or host:
            labels[linked.root(source_key(label))][label] += count
    hosts = {host for _, host in counted}
    shown = {
        root: max(names, key=lambda label: (source_key(label) not in hosts, names[label]))
        for root, names in labels.items()
    }
    named = {linked.root(source_key(each.name)): each.name for each in declared}
    return shown | {root: name for root, name in named.items() if root in shown}


def _said(source: str | None, url: str | None) -> _Said:
    return source if source and source_key(source) else None, _host(url)


def _host(url: str | None) -> str | None:
    """The host of a URL in small letters and without "www.", or None where there is none.

    >>> _host("https://WWW.Example.org:8443/x"), _host("no address"), _host("https://[x")
    ('example.org', None, None)
    """
    try:
        return source_key(urlsplit(url or "").hostname or "") or None
    except ValueError:  # such as "https://[x"
        return None
