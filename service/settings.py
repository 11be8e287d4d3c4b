"""Settings from ``DATELINE_*`` variables and ``dateline.toml``; nothing else reads them."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from index import KEEP_GENERATIONS, SHIPPED_NAME, DatelineError

PREFIX = "DATELINE_"
FILE = "dateline.toml"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SettingsInvalid(DatelineError):
    """A setting is unknown or out of range (exit 2)."""


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
    api_key: SecretStr | None = Field(
        None,
        min_length=16,
        description="Key that requests must bear; required to serve beyond this machine.",
    )

    @field_validator("api_key")
    @classmethod
    def _sendable(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not key.get_secret_value().isprintable():
            raise ValueError("must not hold line ends or other control characters")
        return key

    def check_exposed(self) -> None:
        """Raise SettingsInvalid where other machines could ask without a key."""
        if self.host not in _LOOPBACK and self.api_key is None:
            raise SettingsInvalid(
                f"setting host: serving on {self.host} needs a key; set {PREFIX}API_KEY"
            )

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
