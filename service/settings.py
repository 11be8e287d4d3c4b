"""Settings from ``DATELINE_*`` variables and ``dateline.toml``; nothing else reads them."""

import os
import re
from ipaddress import AddressValueError, IPv6Address, ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index import KEEP_GENERATIONS, SHIPPED_NAME, DatelineError

from .api_keys import check_key, read_keys
from .http.access import LOOPBACK
from .rates import DEFAULT_RATE, Rate

PREFIX = "DATELINE_"
FILE = "dateline.toml"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_ORIGIN = re.compile(r"(?i:https?)://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


class SettingsInvalid(DatelineError):
    """A setting is unknown or out of range (exit 2)."""


def _listed(given: object) -> object:
    return [each.strip() for each in given.split(",")] if isinstance(given, str) else given


def _host(host: str) -> str:
    if not _NAME.fullmatch(host) and not _is_ipv6(host):
        raise ValueError("must be a name or an address, without scheme and port")
    return host


def _is_ipv6(host: str) -> bool:
    try:
        # A zone means nothing in a Host.
        return IPv6Address(host).scope_id is None
    except AddressValueError:
        return False


def _origin(origin: str) -> str:
    if not _ORIGIN.fullmatch(origin):
        raise ValueError("must be like https://news.example or http://news.example:8080")
    # As browsers write it.
    return origin.lower().removesuffix(":443" if origin[:6].lower() == "https:" else ":80")


def _network(network: str) -> str:
    ip_network(network)
    return network


def _rate(rate: str) -> str:
    Rate.of(rate)
    return rate


# pydantic-settings would take a variable for JSON.
_Comma = BeforeValidator(_listed)
Names = Annotated[tuple[Annotated[str, AfterValidator(_host)], ...], NoDecode, _Comma]
Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], NoDecode, _Comma]
Networks = Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], NoDecode, _Comma]


class Settings(BaseSettings):
    """What can be set. A variable wins over the file; a command's own option wins over both."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        toml_file=FILE,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    index: Path = Field(Path(".dateline"), description="Folder of the index.")
    host: str = Field("127.0.0.1", min_length=1, description="Address to serve on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to serve on; 0 takes a free one.")
    embedder: str = Field(
        SHIPPED_NAME,
        min_length=1,
        description="Model that a new index is built with: the shipped one, or any name or "
        "folder that sentence-transformers loads (needs the extra `[models]`).",
    )
    keep_generations: int = Field(
        KEEP_GENERATIONS,
        ge=1,
        description="How many generations stay on disk, the current one among them.",
    )
    refresh_seconds: float = Field(
        2,
        gt=0,
        le=86_400,
        allow_inf_nan=False,
        description="Seconds after which a service looks for a new generation again.",
    )
    workers: int = Field(
        1,
        ge=1,
        le=256,
        description="How many questions are answered at a time, each on all cores.",
    )
    wait_seconds: float = Field(
        1,
        ge=0,
        le=3_600,
        allow_inf_nan=False,
        description="Seconds within which a question is expected to be begun; else it is refused "
        "at once (503). One a worker may always wait.",
    )
    deadline_seconds: float = Field(
        30,
        gt=0,
        le=3_600,
        allow_inf_nan=False,
        description="Seconds after which a question that is not answered is given up (503).",
    )
    drain_seconds: float = Field(
        10,
        gt=0,
        le=3_600,
        allow_inf_nan=False,
        description="Seconds that a service which is told to end has for what it is answering.",
    )
    cache_answers: int = Field(
        1_000,
        ge=0,
        le=1_000_000,
        description="How many answers of a generation are kept, of 64 KiB each; 0 keeps none.",
    )
    api_key: SecretStr | None = Field(
        None,
        description="Key that requests must bear; required to serve beyond this machine.",
    )
    api_key_file: Path | None = Field(
        None,
        description="File of such keys, one a line; any of them is taken, so that keys can be "
        "exchanged one by one.",
    )
    allowed_hosts: Names = Field(
        (),
        description="Names that the service has beside localhost and its addresses; separated by "
        "commas.",
    )
    allowed_origins: Origins = Field(
        (),
        description="Other sites whose pages may use the service, like https://news.example.",
    )
    trusted_proxies: Networks = Field(
        (),
        description="Addresses or networks of the proxies whose X-Forwarded-For tells the client.",
    )
    rate_limit: Annotated[str, AfterValidator(_rate)] = Field(
        DEFAULT_RATE,
        description="How often each key, or each address without one, may ask; never this machine.",
    )

    @field_validator("api_key")
    @classmethod
    def _sendable(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            check_key(key.get_secret_value())
        return key

    def check_exposed(self) -> None:
        """Raise SettingsInvalid where other machines could ask without a key."""
        if self.host not in LOOPBACK and self.api_key is None and self.api_key_file is None:
            raise SettingsInvalid(
                f"setting host: serving on {self.host} needs a key; "
                f"set {PREFIX}API_KEY or {PREFIX}API_KEY_FILE"
            )

    def api_keys(self) -> tuple[SecretStr, ...]:
        """The key and those of the file, which is read now; raises SettingsInvalid."""
        own = () if self.api_key is None else (self.api_key,)
        if self.api_key_file is None:
            return own
        try:
            return own + read_keys(self.api_key_file)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise SettingsInvalid(f"setting api_key_file: {self.api_key_file}: {reason}") from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Variables before the file, and no others."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**given: Any) -> Settings:
    """The settings, with those ``given`` on top; raises SettingsInvalid naming the key."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(
        name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known
    )
    if unknown:
        raise SettingsInvalid(f"unknown setting {unknown[0]}; known are {', '.join(sorted(known))}")
    try:
        return Settings(**{key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(f"setting {name}: {first['msg']}") from None
    except ValueError as error:
        raise SettingsInvalid(f"{FILE}: {error}") from error
