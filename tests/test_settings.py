"""Settings: options over variables over the file; what is not known is refused by name."""

from pathlib import Path
from typing import Any

import pytest

from service.settings import FILE, Settings, SettingsInvalid, load_settings

KEY = "hunter2-hunter2-hunter2"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _refusal(secret: str = KEY, **given: Any) -> str:
    with pytest.raises(SettingsInvalid) as caught:
        load_settings(**given).check_exposed()
    error = caught.value
    assert "\n" not in str(error)
    for shown in (str(error), repr(error.__cause__), repr(error.__context__)):
        assert secret not in shown
    return str(error)


def test_defaults() -> None:
    settings = load_settings()
    assert (settings.index, settings.host, settings.port) == (Path(".dateline"), "127.0.0.1", 8000)
    assert settings.api_key is None


def test_an_option_wins_over_a_variable_and_a_variable_over_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / FILE).write_text('port = 1\nhost = "::1"\nindex = "file"\n')
    assert load_settings().port == 1
    monkeypatch.setenv("DATELINE_PORT", "2")
    monkeypatch.setenv("DATELINE_INDEX", "variable")
    assert load_settings().port == 2
    settings = load_settings(port=3, index=None)
    assert (settings.port, settings.host, settings.index) == (3, "::1", Path("variable"))


def test_a_variable_may_be_written_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("dateline_port", "2")
    assert load_settings().port == 2


@pytest.mark.parametrize("name", ["DATELINE_PROT", "dateline_prot", "DATELINE_", "DATELINE_PORT_"])
def test_an_unknown_variable_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, KEY)
    message = _refusal()
    assert message.startswith(f"unknown setting {name}; known are ")
    assert "DATELINE_PORT" in message


def test_an_unknown_key_of_the_file_is_named(folder: Path) -> None:
    (folder / FILE).write_text(f'prot = "{KEY}"\n')
    assert "prot" in _refusal()


@pytest.mark.parametrize(
    "content",
    [b"port = \n", b"port", f"api_key = {KEY}".encode(), b"port = 1\nport = 2\n", b'host = "\xff"'],
)
def test_a_malformed_file_is_named(content: bytes, folder: Path) -> None:
    (folder / FILE).write_bytes(content)
    assert _refusal().startswith(f"{FILE}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "70000"),
        ("port", "-1"),
        ("port", "eighty"),
        ("port", "8000.5"),
        ("keep_generations", "0"),
        ("refresh_seconds", "0"),
        ("refresh_seconds", "nan"),
        ("refresh_seconds", "inf"),
        ("api_key", "short"),
    ],
)
def test_a_value_out_of_range_names_the_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DATELINE_{name.upper()}", value)
    assert _refusal().startswith(f"setting {name}: ")


def test_a_wrong_type_in_the_file_names_the_setting(folder: Path) -> None:
    (folder / FILE).write_text("[port]\nnumber = 8000\n")
    assert _refusal().startswith("setting port: ")


def test_an_option_out_of_range_names_the_setting() -> None:
    assert _refusal(port=70000).startswith("setting port: ")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "dateline.example", "127.0.0.1.x"])  # noqa: S104
def test_serving_others_needs_a_key(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _refusal(host=host) == (
        f"setting host: serving on {host} needs a key; set DATELINE_API_KEY"
    )
    monkeypatch.setenv("DATELINE_API_KEY", KEY)
    load_settings(host=host).check_exposed()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_serving_this_machine_needs_none(host: str) -> None:
    load_settings(host=host).check_exposed()


def test_the_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_API_KEY", KEY)
    settings = load_settings()
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == KEY
    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.api_key}"):
        assert KEY not in shown
    assert KEY not in _refusal(port=70000)


@pytest.mark.parametrize("given", ["fifteen-letters", "x" * 15])
def test_a_key_that_is_refused_is_not_shown(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_API_KEY", given)
    assert _refusal(given).startswith("setting api_key: ")


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"DATELINE_{name.upper()}", "")
    assert load_settings() == Settings()
