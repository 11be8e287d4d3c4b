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
        ("workers", "0"),
        ("wait_seconds", "-1"),
        ("deadline_seconds", "0"),
        ("drain_seconds", "inf"),
        ("cache_answers", "-1"),
        ("api_key", "short"),
        ("api_key", " begins-with-a-blank"),
        ("rate_limit", "60"),
        ("rate_limit", "0/minute"),
    ],
)
def test_a_value_out_of_range_names_the_setting(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DATELINE_{name.upper()}", value)
    assert _refusal().startswith(f"setting {name}: ")


def test_lists_are_separated_by_commas(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / FILE).write_text(
        'allowed_hosts = ["news.example", "::1"]\ntrusted_proxies = "10.0.0.0/8"\n'
    )
    monkeypatch.setenv("DATELINE_ALLOWED_ORIGINS", "HTTPS://A.example:443 , http://b.example:81")
    settings = load_settings()
    assert settings.allowed_hosts == ("news.example", "::1")
    assert settings.trusted_proxies == ("10.0.0.0/8",)
    assert settings.allowed_origins == ("https://a.example", "http://b.example:81")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            "allowed_hosts",
            [
                "*",
                "news.example:8000",
                "https://news.example",
                "a b",
                "a,,b",
                "a:1",
                "cafe:8080",
                "fe80::1%eth0",
                ":",
            ],
        ),
        ("allowed_origins", ["*", "null", "news.example", "https://news.example/", "ftp://a", ","]),
        ("trusted_proxies", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.1,", "127.0.0.1:80"]),
    ],
)
def test_a_wrong_entry_of_a_list_names_the_setting(
    name: str, values: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in values:
        monkeypatch.setenv(f"DATELINE_{name.upper()}", value)
        assert _refusal().startswith(f"setting {name}.")


def test_a_wrong_type_in_the_file_names_the_setting(folder: Path) -> None:
    (folder / FILE).write_text("[port]\nnumber = 8000\n")
    assert _refusal().startswith("setting port: ")


def test_an_option_out_of_range_names_the_setting() -> None:
    assert _refusal(port=70000).startswith("setting port: ")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "dateline.example", "127.0.0.1.x"])  # noqa: S104
def test_serving_others_needs_a_key(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _refusal(host=host) == (
        f"setting host: serving on {host} needs a key; "
        "set DATELINE_API_KEY or DATELINE_API_KEY_FILE"
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


def test_keys_of_a_file_are_taken_beside_the_key(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings().api_keys() == ()
    (folder / "keys").write_text(f"{KEY}-old\n{KEY}-new\n")
    settings = load_settings(api_key_file="keys", host="0.0.0.0")  # noqa: S104
    settings.check_exposed()
    assert [key.get_secret_value() for key in settings.api_keys()] == [f"{KEY}-old", f"{KEY}-new"]
    monkeypatch.setenv("DATELINE_API_KEY", KEY)
    assert len(load_settings(api_key_file="keys").api_keys()) == 3


def test_a_file_of_keys_that_will_not_do_names_the_setting(folder: Path) -> None:
    def refused() -> str:
        with pytest.raises(SettingsInvalid) as caught:
            load_settings(api_key_file="keys").api_keys()
        return str(caught.value)

    assert refused() == "setting api_key_file: keys: No such file or directory"
    (folder / "keys").write_text(f"{KEY}\nhunter2\n")
    assert refused() == "setting api_key_file: keys: line 2: should have at least 16 characters"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"DATELINE_{name.upper()}", "")
    assert load_settings() == Settings()
