"""A run: the scores of a set of questions, and all that they were made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.answerer import FINAL, LISTS
from eval.asking import Case
from eval.confidences import Confidences
from eval.estimates import Estimate, estimated_latencies
from eval.evidence import Articles
from eval.measures.retrieval import retrieval_measurable
from eval.measures.risk_coverage import Point
from eval.provenance import Provenance
from eval.row import Row, row_of
from eval.summary import Summary, summarise


@dataclass(frozen=True, slots=True)
class Run:
    """The scores of one gold file, overall and by the questions' types; it is written as JSON.

    ``generation`` is the index's, as the answers name it, or all of them, should one have been
    published meanwhile; ``None`` when no question was answered. ``risk_coverage`` is empty
    where answers come without a confidence. ``latency_ms`` goes by stage and percentile.
    """

    provenance: Provenance
    generation: str | None
    overall: Summary
    by_type: Mapping[str, Summary]
    latency_ms: Mapping[str, Mapping[str, Estimate]]
    risk_coverage: tuple[Point, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of_rows(cls, rows: Sequence[Row], provenance: Provenance) -> "Run":
        """Sum the rows up."""
        types = sorted({row.type for row in rows})
        confidences = Confidences.of(rows)
        return cls(
            provenance=provenance,
            generation=", ".join(sorted({row.generation for row in rows if row.generation}))
            or None,
            overall=summarise(rows),
            by_type={type_: summarise([r for r in rows if r.type == type_]) for type_ in types},
            latency_ms=estimated_latencies(rows),
            risk_coverage=tuple(confidences.risk_coverage()) if confidences else (),
            rows=tuple(rows),
        )

    @classmethod
    def of_cases(cls, cases: Sequence[Case], article: Articles, provenance: Provenance) -> "Run":
        """Score every case; ``article`` is what the quotes are held against.

        Retrieval is not scored where its measures cannot be installed.
        """
        told = {FINAL}.union(*(case.asked.rankings for case in cases))
        rankings = [ranking for ranking in LISTS if ranking in told and retrieval_measurable()]
        return cls.of_rows([row_of(case, article, rankings) for case in cases], provenance)
