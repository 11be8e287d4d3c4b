"""What was measured, as curves and as a table."""

from collections.abc import Sequence
from pathlib import Path

from .measuring import DATELINE, Measured

_SEARCHES = ("dense", "lexical", "fused")


def draw(measured: Sequence[Measured], path: Path) -> None:
    """Milliseconds against passages, both on a logarithmic scale, as SVG.

    Lines are medians; the bars above them go up to the 99th percentile.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    # Text stays text, and the same figures make the same file.
    mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "dateline"})
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for way in dict.fromkeys(each.way for each in measured):
        of_way = [each for each in measured if each.way == way]
        sizes = [each.written.passages for each in of_way]
        for search in _SEARCHES:
            p50, p99 = zip(*(each.milliseconds[search] for each in of_way), strict=True)
            above = [high - low for low, high in zip(p50, p99, strict=True)]
            axes.errorbar(
                sizes,
                p50,
                yerr=[[0] * len(above), above],
                label=f"{way}, {search}",
                linestyle="-" if way == DATELINE else ":",
                marker="o",
                capsize=3,
            )
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="ms a question, p50 to p99")
    axes.grid(visible=True, alpha=0.3)
    axes.legend(fontsize="small")
    figure.savefig(path, format="svg", metadata={"Date": None})


def markdown(measured: Sequence[Measured]) -> str:
    """A row for each way and size."""
    head = (
        "passages",
        "",
        "dense, ms",
        "lexical, ms",
        "fused, ms",
        "ready, s",
        "memory, MB",
        "disk, bytes a passage",
        "recall@10",
    )
    rows = [head, ("---",) * len(head), *(_row(each) for each in measured)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(measured: Measured) -> tuple[str, ...]:
    written = measured.written
    ours = measured.way == DATELINE
    times = ("{:.1f} / {:.1f}".format(*measured.milliseconds[search]) for search in _SEARCHES)
    return (
        f"{written.passages:,}",
        measured.way,
        *times,
        f"{measured.ready:.1f}",
        f"{measured.resident / 1e6:.0f}",
        f"{written.bytes / written.passages:.0f}" if ours else "",
        f"{written.recall_at_10:.3f}" if ours else "1.000",
    )
