"""The command line: wires index, service and eval together, and turns errors into exit codes."""

import signal
import socket
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from eval.commands import CHECK_FAILED, evaluation
from eval.over_http import ServiceUnreachable
from eval.progress import shown_progress
from eval.questions import GoldRefused
from eval.run_file import RunRefused
from eval.terminal import err, out, plain
from eval.trec import TrecRefused
from index import (
    ArticlesRefused,
    ArticlesUnreadable,
    DatelineError,
    Embedder,
    IndexBusy,
    IndexCorrupt,
    Reading,
    changes_of,
    check_generation,
    follow,
    is_current,
    list_generations,
    load_embedder,
    manifest_of,
    open_index,
    prune,
    publish,
    read_articles,
    roll_back,
)
from service.answers import Question
from service.http.access import Access
from service.http.app import create_app
from service.http.listening import listen
from service.http.middleware.draining import Drain
from service.http.schemas import AskRequest, AskResponse, VerifyRequest
from service.http.serving import serve as serve_on
from service.http.verifying import AnswerRefused
from service.http.verifying import verify as verify_citations
from service.inference import Capacity
from service.live_index import WARM_UP, Follower, LiveIndex
from service.logs import log_to
from service.qa import QA
from service.rates import Rate
from service.replying.showing import answer_lines
from service.settings import Settings, SettingsInvalid, load_settings

# Errors not listed are the configuration's: 2.
EXIT_CODES: dict[type[Exception], int] = {
    AnswerRefused: 3,
    ArticlesRefused: 3,
    GoldRefused: 3,
    RunRefused: 3,
    TrecRefused: 3,
    IndexBusy: 4,
    ServiceUnreachable: 5,
    ArticlesUnreadable: 5,
    OSError: 5,
    IndexCorrupt: 6,
}
DEFECT = 70
# After an error that may pass, doubled each time it does not.
AGAIN_SECONDS, AGAIN_AT_MOST_SECONDS = 5.0, 60.0

app = typer.Typer(
    help="Ask news articles; every answer carries quotes that can be checked.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(evaluation, name="eval")
generations = typer.Typer(help="List generations, go back, and prune.", no_args_is_help=True)
app.add_typer(generations, name="generations")

IndexOption = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")
]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A generation that stands there.")]


def main() -> None:
    """Run the command line, and end with one line and the right exit code on any known error."""
    try:
        app()
    except (DatelineError, OSError) as error:
        err.print(plain(f"dateline: {error}", "red"))
        raise SystemExit(_exit_code(error)) from error
    except Exception:
        # Not 1, which says that a check failed.
        traceback.print_exc()
        raise SystemExit(DEFECT) from None


def _exit_code(error: Exception) -> int:
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 2)


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
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and publish again when the articles change.")
    ] = False,
) -> None:
    """Publish an index that holds exactly the articles under PATH."""
    settings = load_settings(index=index)
    if watch:
        _watch(settings, paths, allow_rejected)
    else:
        reading = _read(paths, allow_rejected)
        _publish(settings, reading, load_embedder(settings.embedder))


def _watch(settings: Settings, paths: Sequence[Path], allow_rejected: bool) -> None:
    """Publish whatever changes, until this process is told to stop."""
    signal.signal(signal.SIGTERM, _interrupt_once)
    try:
        embedder = load_embedder(settings.embedder)
        steps = follow(paths, settings.index)
        next(steps)
        while True:
            seconds = AGAIN_SECONDS
            while not _published(settings, paths, allow_rejected, embedder, seconds):
                steps.send(seconds)
                seconds = min(2 * seconds, AGAIN_AT_MOST_SECONDS)
            next(steps)
    except KeyboardInterrupt:
        return


def _published(
    settings: Settings,
    paths: Sequence[Path],
    allow_rejected: bool,
    embedder: Embedder,
    again_seconds: float,
) -> bool:
    """Publish what changed; False where that failed and may do better at another time.

    Apart from the loop, so that no article stays in memory while it waits.
    """
    try:
        _publish(settings, _read(paths, allow_rejected), embedder, if_changed=True)
    except ArticlesRefused as error:
        err.print(plain(f"dateline: {error}; waiting for the next change", "red"))
    except (DatelineError, OSError) as error:
        err.print(plain(f"dateline: {error}; trying again in {again_seconds:.0f} s", "red"))
        return False
    return True


def _interrupt_once(signal_: int, _frame: object) -> None:
    # One raised while Python shuts down would only be printed.
    signal.signal(signal_, signal.SIG_IGN)
    raise KeyboardInterrupt


def _read(paths: Sequence[Path], allow_rejected: bool) -> Reading:
    """The articles, once what became of each is told, where they are fit to publish."""
    reading = read_articles(paths)
    for notice in (*reading.duplicates, *reading.notices):
        err.print(plain(f"note: {notice}"))
    for rejection in reading.rejections:
        err.print(plain(f"rejected: {rejection}", "yellow"))
    reading.check(allow_rejected)
    return reading


def _publish(
    settings: Settings, reading: Reading, embedder: Embedder, if_changed: bool = False
) -> None:
    changes = changes_of(settings.index, reading.articles, embedder, reading.sources)
    told = (
        f"{reading.read} read: {changes.added} added, {changes.changed} changed, "
        f"{changes.unchanged} unchanged, {changes.removed} removed, {len(reading.duplicates)} "
        f"duplicates, {len(reading.rejections)} rejected"
    )
    if if_changed and not changes:
        out.print(plain(f"{told}. {settings.index} stays as it is."))
        return
    with shown_progress() as progress:
        manifest = publish(
            settings.index,
            reading.articles,
            embedder,
            progress=progress,
            keep=settings.keep_generations,
            declared=reading.sources,
        )
    out.print(
        plain(
            f"{told}; {manifest.passages} passages; "
            f"{len(reading.skipped)} files of other formats passed over. "
            f"Generation {manifest.generation} is current in {settings.index}."
        )
    )


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What to ask.")],
    index: IndexOption = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Leave out what was published later."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what POST /v1/ask would answer.")
    ] = False,
) -> None:
    """Answer one question, with its quotes."""
    settings = load_settings(index=index)
    try:
        request = AskRequest.model_validate({"question": question, "as_of": as_of})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        asked = "QUESTION" if first["loc"] == ("question",) else "--as-of"
        raise typer.BadParameter(
            first["msg"].removeprefix("Value error, "), param_hint=asked
        ) from None
    qa = _open(settings)
    answer = qa.answer(Question(request.question, filters=request.bounds()))
    if as_json:
        print(AskResponse.of(answer).model_dump_json(indent=2))  # noqa: T201
        return
    for line in answer_lines(answer, qa.article):
        out.print(plain(line.text, line.weight))


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[str | None, typer.Option(help="Address to serve on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
) -> None:
    """Serve the page and the HTTP interface."""
    settings = load_settings(index=index, host=host, port=port)
    settings.check_exposed()
    access = _access(settings)
    live = LiveIndex(_open(settings))
    live.qa.answer(WARM_UP)
    listener = _listen(settings)
    address = f"[{settings.host}]" if ":" in settings.host else settings.host
    out.print(
        plain(
            f"Dateline serves generation {live.qa.generation.id} "
            f"on http://{address}:{listener.getsockname()[1]}/"
        )
    )
    # It is raised once more when all is answered; that is a success.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    log_to(sys.stderr)
    drain = Drain()
    application = create_app(live, version("dateline"), access, _capacity(settings), drain)
    with Follower(live, settings.index).every(settings.refresh_seconds):
        serve_on(application, listener, drain, settings.drain_seconds)


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
        out.print(plain(f"[{verdict.id}] {verdict.article_id}: {verdict.status}"))
    if any(verdict.status != "exact" for verdict in verdicts):
        raise typer.Exit(CHECK_FAILED)


@app.command()
def check(
    id_: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A generation; the current one if none.")
    ] = None,
    index: IndexOption = None,
) -> None:
    """Verify every file of a generation against its hash, and open it; exit 6 if one is damaged."""
    checked = check_generation(load_settings(index=index).index, id_)
    out.print(
        plain(
            f"Generation {checked.generation} is as it was published: "
            f"{checked.files} files, {checked.bytes} bytes."
        )
    )


@generations.command("list")
def generations_list(index: IndexOption = None) -> None:
    """List the generations that stand in the index, the oldest first; the current one is marked."""
    for each in list_generations(load_settings(index=index).index):
        mark = "*" if each.is_current else " "
        manifest = each.manifest
        facts = (
            f"damaged: {each.damage}"
            if manifest is None
            else f"{manifest.built}  {manifest.articles} articles  {manifest.passages} passages"
        )
        out.print(plain(f"{mark} {each.id}  {facts}"))


@generations.command("show")
def generations_show(id_: IdArgument, index: IndexOption = None) -> None:
    """Show what a generation's manifest says of it."""
    folder = load_settings(index=index).index
    manifest = manifest_of(folder, id_)
    facts = {
        "generation": manifest.generation,
        "current": "yes" if is_current(folder, id_) else "no",
        "built": manifest.built,
        "format": manifest.format,
        "articles": manifest.articles,
        "passages": manifest.passages,
        **asdict(manifest.recipe),
        "files": "",
    }
    for name, value in facts.items():
        out.print(plain(f"{name.replace('_', ' ')}: {value}"))
    for name, sha256 in sorted(manifest.files.items()):
        out.print(plain(f"  {sha256}  {name}"))


@generations.command("rollback")
def generations_rollback(id_: IdArgument, index: IndexOption = None) -> None:
    """Make an earlier generation the current one again, once every file of it is verified."""
    settings = load_settings(index=index)
    checked = roll_back(settings.index, id_)
    out.print(
        plain(
            f"Generation {checked.generation} is current in {settings.index}: "
            f"{checked.files} files verified."
        )
    )


@generations.command("prune")
def generations_prune(
    keep: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many stay, the current one too.")
    ] = None,
    index: IndexOption = None,
) -> None:
    """Remove old generations; the current one stays whatever its age."""
    settings = load_settings(index=index, keep_generations=keep)
    removed = prune(settings.index, settings.keep_generations)
    for id_ in removed:
        out.print(plain(f"removed {id_}"))
    out.print(f"{len(removed)} removed")


def _listen(settings: Settings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except (socket.gaierror, UnicodeError) as error:
        raise SettingsInvalid(f"setting host: {settings.host!r} is no address here") from error


def _access(settings: Settings) -> Access:
    return Access(
        keys=settings.api_keys(),
        hosts=(settings.host, *settings.allowed_hosts),
        origins=settings.allowed_origins,
        rate=Rate.of(settings.rate_limit),
        proxies=settings.trusted_proxies,
    )


def _capacity(settings: Settings) -> Capacity:
    return Capacity(
        workers=settings.workers,
        wait_seconds=settings.wait_seconds,
        deadline_seconds=settings.deadline_seconds,
        cache_answers=settings.cache_answers,
    )


def _open(settings: Settings) -> QA:
    return QA.over(open_index(settings.index))


if __name__ == "__main__":
    main()
