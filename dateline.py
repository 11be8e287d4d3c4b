"""The command line: wires index, service and eval together, and turns errors into exit codes."""

import re
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.text import Text

from eval.provenance import Provenance
from eval.questions import GoldQuestion, GoldRefused, load_gold
from eval.report import print_run, write_run
from eval.run import run_gold
from index import (
    ArticlesRefused,
    ArticlesUnreadable,
    DatelineError,
    IndexCorrupt,
    load_embedder,
    open_index,
    publish,
    read_articles,
)
from index import Progress as ShowProgress
from service.answers import Question
from service.app import create_app
from service.qa import QA
from service.schemas import AskRequest, AskResponse, VerifyRequest
from service.settings import Settings, SettingsInvalid, load_settings
from service.verifying import AnswerRefused
from service.verifying import verify as verify_citations

SEEDS_GOLD = Path(__file__).parent / "eval" / "gold" / "seeds.jsonl"

# Errors not listed are the configuration's: 2.
EXIT_CODES: dict[type[Exception], int] = {
    AnswerRefused: 3,
    ArticlesRefused: 3,
    GoldRefused: 3,
    ArticlesUnreadable: 5,
    OSError: 5,
    IndexCorrupt: 6,
}
CHECK_FAILED = 1
DEFECT = 70
LINE_EVERY_SECONDS = 5.0

# Control characters but tab and line ends, and what reorders text: no article steers a terminal.
_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

app = typer.Typer(
    help="Ask news articles; every answer carries quotes that can be checked.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
evaluation = typer.Typer(help="Score answers against gold questions.", no_args_is_help=True)
app.add_typer(evaluation, name="eval")

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)

IndexOption = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")
]


def main() -> None:
    """Run the command line, and end with one line and the right exit code on any known error."""
    try:
        app()
    except (DatelineError, OSError) as error:
        err.print(_plain(f"dateline: {error}", "red"))
        raise SystemExit(_exit_code(error)) from error
    except Exception:
        # Not 1, which says that a check failed.
        traceback.print_exc()
        raise SystemExit(DEFECT) from None


def _exit_code(error: Exception) -> int:
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 2)


def _plain(message: str, style: str = "") -> Text:
    """A message that may hold the words of articles, with every steering character spelt out."""
    return Text(_STEERING.sub(lambda found: ascii(found.group())[1:-1], message), style=style)


def _show_version(wanted: bool) -> None:
    if wanted:
        out.print(f"dateline {version('dateline')}", highlight=False)
        raise typer.Exit


@app.callback()
def _common(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


@app.command("index")
def index_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Article files or folders.")],
    index: IndexOption = None,
    allow_rejected: Annotated[
        bool, typer.Option("--allow-rejected", help="Publish though over 10 % were rejected.")
    ] = False,
) -> None:
    """Publish an index that holds exactly the articles under PATH."""
    settings = load_settings(index=index)
    reading = read_articles(paths)
    for notice in (*reading.duplicates, *reading.notices):
        err.print(_plain(f"note: {notice}"))
    for rejection in reading.rejections:
        err.print(_plain(f"rejected: {rejection}", "yellow"))
    reading.check(allow_rejected)
    with _shown_progress() as progress:
        manifest = publish(
            settings.index, reading.articles, load_embedder(settings.embedder), progress
        )
    out.print(
        _plain(
            f"{reading.read} read: {manifest.articles} articles, {len(reading.duplicates)} "
            f"duplicates, {len(reading.rejections)} rejected; {manifest.passages} passages; "
            f"{len(reading.skipped)} files of other formats passed over. "
            f"Generation {manifest.generation} is current in {settings.index}."
        )
    )


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What to ask.")],
    index: IndexOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what POST /v1/ask would answer.")
    ] = False,
) -> None:
    """Answer one question, with its quotes."""
    settings = load_settings(index=index)
    try:
        request = AskRequest(question=question)
    except ValidationError as error:
        raise typer.BadParameter(error.errors()[0]["msg"], param_hint="QUESTION") from None
    answer = _open(settings).answer(Question(request.question))
    if as_json:
        print(AskResponse.of(answer).model_dump_json(indent=2))  # noqa: T201
        return
    out.print(_plain(answer.answer, "bold"))
    for citation in answer.citations:
        article = citation.article
        origin = ", ".join(
            str(part) for part in (article.source, article.published, article.title) if part
        )
        out.print(_plain(f"\n[{citation.id}] {origin or article.id}"))
        out.print(_plain(f"    {article.id}[{citation.start}:{citation.end}]", "dim"))
        out.print(_plain(f"    {citation.quote}"))


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
) -> None:
    """Serve the page and the HTTP interface."""
    settings = load_settings(index=index, host=host, port=port)
    settings.check_exposed()
    qa = _open(settings)
    listener = _listen(settings)
    address = f"[{settings.host}]" if ":" in settings.host else settings.host
    out.print(
        _plain(
            f"Dateline serves generation {qa.generation.id} "
            f"on http://{address}:{listener.getsockname()[1]}/"
        )
    )
    # uvicorn raises the signal once more when it has drained; that is a success.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    application = create_app(qa, version("dateline"), settings.api_key)
    config = uvicorn.Config(
        application, http="httptools", log_level="warning", timeout_graceful_shutdown=10
    )
    uvicorn.Server(config).run(sockets=[listener])


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A saved answer, as JSON.")],
    index: IndexOption = None,
) -> None:
    """Check the quotes of a saved answer against the articles; exit 1 if one does not stand."""
    settings = load_settings(index=index)
    try:
        request = VerifyRequest.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "JSON"
        raise AnswerRefused(
            f"{file}: {field}: {first['msg']}; give an answer of `dateline ask --json`"
        ) from None
    catalogue = open_index(settings.index).catalogue
    verdicts = verify_citations(request.citations, request.offset_unit, catalogue.article)
    if not verdicts:
        out.print("nothing is cited, so there is nothing to verify")
    for verdict in verdicts:
        out.print(_plain(f"[{verdict.id}] {verdict.article_id}: {verdict.status}"))
    if any(verdict.status != "exact" for verdict in verdicts):
        raise typer.Exit(CHECK_FAILED)


@evaluation.command("run")
def eval_run(
    gold: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[GOLD]…", help="Gold questions; our own on seeds/ if none is given."
        ),
    ] = None,
    index: IndexOption = None,
    out_file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            dir_okay=False,
            help="Write the run as JSON; of several, each with its gold's name.",
        ),
    ] = None,
    absent: Annotated[
        bool, typer.Option("--absent", help="Score every question as unanswerable.")
    ] = False,
) -> None:
    """Ask gold questions and score the answers."""
    files = gold or [SEEDS_GOLD]
    run_files = _run_files(files, out_file)
    questions = {file: load_gold(file) for file in files}
    qa = _open(load_settings(index=index))
    recipe = asdict(qa.generation.manifest.recipe)
    for file, run_file in zip(files, run_files, strict=True):
        provenance = Provenance.of(file, recipe)
        run = run_gold(qa, questions[file], provenance, absent=absent, progress=_asked)
        print_run(run, out)
        if run_file is not None:
            write_run(run, run_file)


def _run_files(gold: Sequence[Path], out_file: Path | None) -> list[Path | None]:
    """Where each run goes; ``runs/a.json`` becomes ``runs/a.seeds.json`` for one of several."""
    if out_file is None or len(gold) == 1:
        return [out_file] * len(gold)
    names = [file.name.removesuffix(".gz").removesuffix(".jsonl") for file in gold]
    if len(set(names)) < len(names):
        raise typer.BadParameter(
            "two gold files have one name, so the runs would have one too", param_hint="--out"
        )
    return [out_file.with_name(f"{out_file.stem}.{name}{out_file.suffix}") for name in names]


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.getaddrinfo(settings.host, settings.port, family)
    except (socket.gaierror, UnicodeError) as error:
        raise SettingsInvalid(f"setting host: {settings.host!r} is no address here") from error
    return socket.create_server((settings.host, settings.port), family=family)


def _open(settings: Settings) -> QA:
    return QA.over(open_index(settings.index))


def _asked(questions: Sequence[GoldQuestion]) -> Iterator[GoldQuestion]:
    with _shown_progress() as progress:
        for done, question in enumerate(questions):
            yield question
            progress("asking", done + 1, len(questions))


@contextmanager
def _shown_progress() -> Iterator[ShowProgress]:
    """A bar a stage on a terminal; elsewhere a line now and then, at most one in five seconds."""
    if err.is_terminal:
        with Progress(console=err, transient=True) as bars:
            yield _bars(bars)
    else:
        yield _lines()


def _bars(bars: Progress) -> ShowProgress:
    tasks: dict[str, TaskID] = {}

    def show(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, total=total)
        bars.update(tasks[stage], completed=done)

    return show


def _lines() -> ShowProgress:
    told = time.monotonic()

    def show(stage: str, done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told >= LINE_EVERY_SECONDS:
            told = time.monotonic()
            err.print(_plain(f"{stage}: {done} of {total}"))

    return show


if __name__ == "__main__":
    main()
