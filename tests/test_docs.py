"""What the documentation says is so: settings, commands, routes, make targets, the example."""

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import dateline
from service.http.app import create_app
from service.qa import QA
from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_table_with_its_default(name: str) -> None:
    row = re.search(rf"^\| `{PREFIX}{name.upper()}` \| `{name}` \| (.*?) \|", README, re.MULTILINE)
    assert row, f"README.md lacks {PREFIX}{name.upper()}"
    default = Settings.model_fields[name].default
    assert row[1] == ("none" if default in (None, ()) else f"`{default}`")


def test_every_command_is_in_the_readme() -> None:
    for name in _commands(typer.main.get_command(dateline.app), "dateline"):
        assert f"`{name}" in README, name


def test_every_route_is_in_the_readme(qa: QA) -> None:
    paths = create_app(qa, "0").openapi()["paths"]
    assert len(paths) >= 8
    for path, methods in paths.items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in README, path


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in phony.split():
        assert re.search(rf"^{target}:.*## \w", makefile, re.MULTILINE), target
        assert target == "help" or f"make {target}" in contributing, target


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*/*/README.md")]
    assert len(documents) >= 7
    for document in documents:
        for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", document.read_text(encoding="utf-8")):
            path, _, heading = link.partition("#")
            target = (document.parent / path) if path else document
            assert target.exists(), f"{document}: {link}"
            assert not heading or heading in _anchors(target), f"{document}: {link}"


def test_every_library_has_its_reason() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (required,) = re.findall(r"^dependencies = \[\n(.*?)^\]", pyproject, re.MULTILINE | re.DOTALL)
    for name in re.findall(r'"([A-Za-z0-9-]+)', required):
        assert re.search(rf"^\| .*\b{re.escape(name)}\b.* \| ", architecture, re.MULTILINE), name


def test_the_architecture_names_every_module_and_no_other() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for folder in ("index", "service", "eval"):
        (section,) = re.findall(
            rf"^## `{folder}/`.*?(?=^## )", architecture, re.MULTILINE | re.DOTALL
        )
        named = set(re.findall(r"`(?:\w+/)*(\w+\.py)`", section))
        there = {path.name for path in (ROOT / folder).rglob("*.py")}
        assert there - {"__init__.py", "__main__.py"} == named, folder


def test_the_example_is_what_the_command_prints(seeds_index: Path) -> None:
    example = re.search(r"```\n\$ dateline ask \"(.*?)\"\n(.*?)```", README, re.DOTALL)
    assert example
    result = CliRunner().invoke(
        dateline.app, ["ask", example[1], "--index", str(seeds_index)], catch_exceptions=False
    )
    assert result.stdout == example[2]


def _anchors(document: Path) -> set[str]:
    """What GitHub calls the headings."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def _commands(command: object, name: str) -> list[str]:
    children = getattr(command, "commands", {})
    if not children:
        return [name]
    return [full for child in children for full in _commands(children[child], f"{name} {child}")]
