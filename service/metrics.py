"""What a service counts, as Prometheus reads it: every name begins with ``dateline_``.

Labels hold nothing that a client can invent: a route is told by its template.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from .answers import AbstainReason, Answer
from .live_index import LiveIndex

# They tell when each label was first seen, in as many lines again.
disable_created_metrics()  # type: ignore[no-untyped-call]

# From a search in a small index to twice the deadline that a service has by default.
BUCKETS_SECONDS = (
    *(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5),
    *(1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0),
)


class Metrics:
    """The counts of one application, in a registry of its own, since a process may hold several.

    It is an ``Observer`` of ``Inference``. Times are in seconds.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._requests = Counter(
            "dateline_requests",
            "HTTP requests that ended, by method, route template and status.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._request_seconds = Histogram(
            "dateline_request_seconds",
            "Seconds until the last byte of a response, by route template.",
            ["route"],
            buckets=BUCKETS_SECONDS,
            registry=registry,
        )
        self._stage_seconds = Histogram(
            "dateline_stage_seconds",
            "Seconds that computing an answer took, by stage.",
            ["stage"],
            buckets=BUCKETS_SECONDS,
            registry=registry,
        )
        self._answers = Counter(
            "dateline_answers", "Questions answered by computing.", registry=registry
        )
        self._abstentions = Counter(
            "dateline_abstentions",
            "Questions that computing found no answer to, by reason.",
            ["reason"],
            registry=registry,
        )
        for reason in get_args(AbstainReason):
            self._abstentions.labels(reason)
        self._cache_hits = Counter(
            "dateline_cache_hits", "Questions whose reply had been computed.", registry=registry
        )
        self._sheds = Counter(
            "dateline_sheds", "Questions and searches refused: too many waited.", registry=registry
        )
        self._too_late = Counter(
            "dateline_deadlines_missed",
            "Questions and searches given up at their deadline.",
            registry=registry,
        )

    def watch(
        self, live: LiveIndex, waiting: Callable[[], int], longest: Callable[[], float]
    ) -> None:
        """Tell of ``live``, and of what is asked of it, whenever it is read.

        ``waiting`` counts what waits to be begun, and ``longest`` is for how many seconds the
        oldest of what was begun has run.
        """
        self._registry.register(_Served(live))
        queue = Gauge(
            "dateline_questions_waiting",
            "Questions and searches that wait to be begun.",
            registry=self._registry,
        )
        queue.set_function(waiting)
        oldest = Gauge(
            "dateline_longest_running_seconds",
            "Seconds that the oldest question or search now running has run.",
            registry=self._registry,
        )
        oldest.set_function(longest)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request has ended; ``route`` is a template."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def answered(self, answer: Answer) -> None:
        """An answer was computed, or the refusal to give one."""
        if answer.abstain_reason is None:
            self._answers.inc()
        else:
            self._abstentions.labels(answer.abstain_reason).inc()
        for stage, milliseconds in asdict(answer.timings_ms).items():
            self._stage_seconds.labels(stage).observe(milliseconds / 1000)

    def cache_hit(self) -> None:
        """A reply was given that had been computed before."""
        self._cache_hits.inc()

    def shed(self) -> None:
        """A question or search was refused, since too many wait."""
        self._sheds.inc()

    def too_late(self) -> None:
        """A question or search was given up at its deadline."""
        self._too_late.inc()

    def exposition(self) -> bytes:
        """All of it in Prometheus's text format, version 0.0.4."""
        return generate_latest(self._registry)


class _Served(Collector):
    """The generation that is served, as it is when this is read."""

    def __init__(self, live: LiveIndex) -> None:
        self._live = live

    def collect(self) -> Iterable[GaugeMetricFamily | InfoMetricFamily]:
        """Each of them with one value."""
        manifest = self._live.qa.generation.manifest
        age = datetime.now(UTC) - datetime.fromisoformat(manifest.built)
        generation = InfoMetricFamily("dateline_generation", "The generation that is served.")
        generation.add_metric([], {"generation": manifest.generation})
        yield generation
        for name, said, value in (
            ("generation_age_seconds", "Seconds since it was built.", age.total_seconds()),
            ("generation_refused", "1 where a newer one is refused.", bool(self._live.refusal)),
            ("index_articles", "Articles in it.", manifest.articles),
            ("index_passages", "Passages in it.", manifest.passages),
        ):
            yield GaugeMetricFamily(f"dateline_{name}", said, value=value)
