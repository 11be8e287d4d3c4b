"""The commands of ``dateline eval``: ask and score, check, compare, gate, and score TREC's runs."""

from collections.abc import Callable, Iterator, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from index import open_index
from service.qa import QA
from service.settings import Settings, load_settings

from .answerer import Answerer
from .asking import Asked, ask_gold
from .checking import check_gold
from .compare import compare
from .exchange import export_trec, retrieved_rows
from .gate import complaints
from .in_process import InProcess
from .journal import Journal
from .measures.retrieval import retrieval_measurable
from .over_http import OverHttp
from .progress import shown_progress
from .provenance import Provenance
from .questions import SEEDS_GOLD, GoldQuestion, load_gold
from .report import print_comparison, print_run
from .retrieved import Unit
from .run import Run
from .run_file import read_run, write_run
from .terminal import err, out, plain
from .trec import TrecRefused, read_qrels, read_rankings

# The exit code of a check that was carried out, and failed.
CHECK_FAILED = 1

evaluation = typer.Typer(help="Score answers against gold questions.", no_args_is_help=True)


@evaluation.command("run")
def eval_run(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[GOLD]…", help="Gold questions; our own on seeds/ if none is given."
        ),
    ] = None,
    index: Annotated[
        Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="Ask a running service instead of an index.")
    ] = None,
    out_file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            dir_okay=False,
            help="Write the run as JSON, and resume it when it was stopped; "
            "of several, each with its gold's name.",
        ),
    ] = None,
    trec: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            file_okay=False,
            help="Write rankings and qrels in TREC's format; "
            "of several, each in a folder of its gold's name.",
        ),
    ] = None,
    absent: Annotated[
        bool, typer.Option("--absent", help="Score every question as unanswerable.")
    ] = False,
    as_of: Annotated[
        bool, typer.Option("--as-of", help="Ask each question as of its day.")
    ] = False,
) -> None:
    """Ask gold questions and score the answers."""
    if url and index:
        raise typer.BadParameter("give an index or a service's URL, not both", param_hint="--url")
    files = gold or [SEEDS_GOLD]
    run_files = _each_its_own(files, out_file, _beside)
    trec_folders = _each_its_own(files, trec, Path.joinpath)
    if {file.resolve() for file in files} & {file.resolve() for file in run_files if file}:
        raise typer.BadParameter("it would replace the gold", param_hint="--out")
    questions = {file: load_gold(file) for file in files}
    settings = load_settings(index=index)
    with _answerer(settings, url) as answerer:
        service = answerer.service()
        if not retrieval_measurable():
            err.print(plain("note: retrieval is not scored: ir-measures is missing", "yellow"))
        for file, run_file, folder in zip(files, run_files, trec_folders, strict=True):
            made_of = Provenance.of(file, absent=absent, as_of=as_of, service=service)
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)  # It fails now or not at all.
            with _journal(run_file, made_of) as done:
                asked = [each.as_absent() if absent else each for each in questions[file]]
                cases = ask_gold(answerer, asked, done, as_of=as_of, progress=_asked)
                run = Run.of_cases(cases, answerer.article, made_of)
                if run_file is not None:
                    write_run(run, run_file)
                if folder is not None:
                    export_trec(cases, folder)
            print_run(run, out)


@evaluation.command("check")
def eval_check(
    gold: Annotated[Path, typer.Argument(metavar="FILE", help="Gold questions.")],
    index: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also look the evidence up in this index."),
    ] = None,
) -> None:
    """Check a file of gold questions; every bad line is named."""
    questions = load_gold(gold)
    if index is not None:
        check_gold(gold, questions, open_index(index).catalogue.article)
    looked_up = "" if index is None else ", and the index holds their evidence"
    out.print(plain(f"{gold}: {len(questions)} questions stand{looked_up}"))


@evaluation.command("compare")
def eval_compare(
    before: Annotated[
        Path, typer.Argument(metavar="A", help="A run, as `eval run --out` wrote it.")
    ],
    after: Annotated[Path, typer.Argument(metavar="B", help="Another run of the same questions.")],
    measure: Annotated[
        str | None,
        typer.Option(
            metavar="MEASURE",
            help="List the questions won and lost by this one; by the first both have, if none "
            "is given.",
        ),
    ] = None,
) -> None:
    """Compare two runs question by question, and tell chance from change."""
    comparison = compare(read_run(before), read_run(after))
    measures = [each.measure for each in comparison.differences]
    if measure and measure not in measures:
        raise typer.BadParameter(f"the runs share {', '.join(measures)}", param_hint="--measure")
    print_comparison(comparison, measure or measures[0], out)


@evaluation.command("gate")
def eval_gate(
    run_file: Annotated[Path, typer.Argument(metavar="RUN", help="A run.")],
    baseline: Annotated[
        Path, typer.Option(metavar="FILE", help="The run that it must not be worse than.")
    ],
) -> None:
    """Exit 1 when a run is significantly worse than a baseline, or has a defect."""
    found = complaints(read_run(run_file), read_run(baseline))
    for complaint in found:
        out.print(plain(complaint))
    if found:
        raise typer.Exit(CHECK_FAILED)
    out.print(plain(f"{run_file} is no worse than {baseline}"))


@evaluation.command("trec")
def eval_trec(
    qrels: Annotated[Path, typer.Argument(metavar="QRELS", help="What is relevant.")],
    rankings: Annotated[Path, typer.Argument(metavar="RANKINGS", help="A TREC run to score.")],
    unit: Annotated[
        Unit, typer.Option(help="What the documents are; names the scores.")
    ] = "articles",
    out_file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", dir_okay=False, help="Write a run, to compare."),
    ] = None,
) -> None:
    """Score any retriever's TREC run by the measures of `eval run`."""
    found, relevant = read_rankings(rankings), read_qrels(qrels)
    if not found.keys() & relevant.keys():
        raise TrecRefused(f"{rankings}: none of its queries is in {qrels}")
    rows = retrieved_rows(found, relevant, unit)
    if not rows:
        raise TrecRefused(f"{qrels}: nothing is relevant; give at least one grade above 0")
    run = Run.of_rows(rows, Provenance.of(qrels, rankings=rankings))
    if out_file is not None:
        write_run(run, out_file)
    print_run(run, out)


def _each_its_own(
    gold: Sequence[Path], path: Path | None, place: Callable[[Path, str], Path]
) -> list[Path | None]:
    """Where each gold file's output goes: of several, to a ``place`` by the gold's name."""
    if path is None or len(gold) == 1:
        return [path] * len(gold)
    names = [file.name.removesuffix(".gz").removesuffix(".jsonl") for file in gold]
    if len(set(names)) < len(names):
        raise typer.BadParameter(
            "two gold files have one name, so what is written would have one too",
            param_hint="GOLD",
        )
    return [place(path, name) for name in names]


def _beside(path: Path, name: str) -> Path:
    """``a.json`` becomes ``a.seeds.json``, and ``a.json.gz`` ``a.seeds.json.gz``."""
    stem, dot, suffixes = path.name.partition(".")
    return path.with_name(f"{stem}.{name}{dot}{suffixes}")


@contextmanager
def _answerer(settings: Settings, url: str | None) -> Iterator[Answerer]:
    if url is None:
        yield InProcess(QA.over(open_index(settings.index)))
        return
    keys = settings.api_keys()
    with OverHttp(url, keys[0].get_secret_value() if keys else None) as service:
        yield service


@contextmanager
def _journal(run_file: Path | None, made_of: Provenance) -> Iterator[MutableMapping[str, Asked]]:
    """What was asked so far; only a run that is to be written leaves something to resume."""
    if run_file is None:
        yield {}
        return
    partial = run_file.with_name(f"{run_file.name}.partial")
    with Journal(partial, made_of.made_of()) as journal:
        if journal:
            err.print(plain(f"{len(journal)} questions were asked before; going on from there"))
        if journal.replaced:
            err.print(
                plain(f"note: {partial} was of another run; this one is begun anew", "yellow")
            )
        yield journal
    journal.finish()


def _asked(questions: Sequence[GoldQuestion]) -> Iterator[GoldQuestion]:
    with shown_progress() as progress:
        for done, question in enumerate(questions):
            yield question
            progress("asking", done + 1, len(questions))
