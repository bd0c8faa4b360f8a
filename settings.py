"""What the person who runs Parley may set, each by an environment variable of the same name in capitals.

`load_settings()` is the only reader. A wrong value gets one sentence on standard error and exit code 2.
"""

import os
import re
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Never, Self
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator, validate_email
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

PROJECT = Path(__file__).parent
POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(\.(?!-)[A-Za-z0-9-]{1,63})*")
NOTIFY_API_KEY = re.compile(r"[\w-]+(-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}")  # name, service, secret
WRONG_VALUE = 2  # exit code


class SaidInFull(ValueError):
    """A wrong value for which the message is the whole sentence to show."""


def _host(value: str) -> str:
    if not _is_address(value) and not HOST_NAME.fullmatch(value):
        raise ValueError
    return value.lower()


def _database_url(value: str) -> str:
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError from None  # the reason may quote the password
    if url.drivername in POSTGRESQL:
        if not url.database:
            raise SaidInFull("DATABASE_URL names no database: end it with one, such as …/parley.")
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.drivername != "sqlite":
        raise ValueError
    return _sqlite_url(url)


def _sqlite_url(url: URL) -> str:
    if not url.database or url.database == ":memory:" or url.host:
        raise SaidInFull("DATABASE_URL names no SQLite file: write it as sqlite:///var/parley.db.")
    return url.set(database=str(PROJECT / Path(url.database).expanduser())).render_as_string(hide_password=False)


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    named = parts.scheme in {"http", "https"} and _host(parts.hostname or "")
    if not named or parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username or parts.port == 0:
        raise ValueError
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _smtp_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        named = parts.scheme in {"smtp", "smtps"} and _host(parts.hostname or "") and parts.port != 0
    except ValueError:
        raise ValueError from None  # the reason may quote the password
    if not named or parts.path not in {"", "/"} or parts.query or parts.fragment or bool(parts.username) != bool(
            parts.password):
        raise ValueError
    return value


def _email(value: str) -> str:
    return validate_email(value)[1]


def _notify_api_key(value: str) -> str:
    if not NOTIFY_API_KEY.fullmatch(value):
        raise ValueError
    return value


def _uuid(value: str) -> str:
    return str(UUID(value))


def _issuer(value: str) -> str:
    parts = urlsplit(value)
    host = _host(parts.hostname or "")
    if parts.scheme not in {"https", "http"} or parts.query or parts.fragment or parts.username:
        raise ValueError
    if parts.scheme == "http" and not is_loopback(host):
        raise SaidInFull("OIDC_ISSUER must begin with https://: who signs in is read from there.")
    return value  # to the letter, as tokens name it


def _addresses(value: str) -> str:
    addresses = [part.strip() for part in value.split(",")]
    for address in addresses:
        ip_network(address)
    return ",".join(addresses)


class Settings(BaseSettings):
    """Every setting, checked. Build it with `load_settings()`."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)

    host: Annotated[str, AfterValidator(_host)] = Field(
        default="127.0.0.1",
        description="Address that Parley listens on. 0.0.0.0 listens on every network of the machine",
    )
    port: int = Field(default=8501, ge=1, le=65535, description="Port that Parley listens on")
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite:///var/parley.db",
        repr=False,
        description="The database: an SQLite file, or PostgreSQL as postgresql://user:password@host:5432/database. "
        "An SQLite path with three slashes starts at Parley's own folder, one with four at the root",
    )
    exercise: bool = Field(
        default=False, description="Load the exercise, with its accounts that sign in by one click. Never for live use"
    )
    public_url: Annotated[str, AfterValidator(_public_url)] = Field(
        default="",
        validate_default=False,
        description="The address that people type. Requests for other hosts are refused, "
        "and with https cookies are sent over https only",
    )
    sign_in_hours: int = Field(default=12, ge=1, le=72, description="Hours after which a person must sign in again")
    forwarded_allow_ips: Annotated[str, AfterValidator(_addresses)] = Field(
        default="127.0.0.1",
        description="Addresses or networks, with commas between them, of the proxy whose X-Forwarded headers count",
    )
    api_calls_per_minute: int = Field(
        default=600, ge=1, le=1_000_000, description="How many calls a minute each API key may make, of each server"
    )
    reminders: Annotated[Literal["off", "smtp", "notify"], BeforeValidator(str.lower)] = Field(
        default="off", description="How reminders are sent: off, smtp (a mail server) or notify (GOV.UK Notify)"
    )
    smtp_url: Annotated[str, AfterValidator(_smtp_url)] = Field(
        default="",
        validate_default=False,
        repr=False,
        description="The mail server, as smtp://user:password@host:587 or, encrypted from the start, smtps://…:465. "
        "With smtp://, STARTTLS is insisted on unless the server is this machine",
    )
    reminders_from: Annotated[str, AfterValidator(_email)] = Field(
        default="", validate_default=False, description="The address that reminders by a mail server come from"
    )
    notify_api_key: Annotated[str, AfterValidator(_notify_api_key)] = Field(
        default="", validate_default=False, repr=False, description="The API key of the service on GOV.UK Notify"
    )
    notify_template_id: Annotated[str, AfterValidator(_uuid)] = Field(
        default="",
        validate_default=False,
        description="The id of its email template, with the subject ((subject)) and the message ((body))",
    )
    digest_hour: int = Field(
        default=8, ge=0, le=23, description="The hour, London time, from which the day's reminders are sent"
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)] = Field(
        default="info", description="The least serious message that is logged: debug, info, warning or error"
    )
    webhooks_to_private_addresses: bool = Field(
        default=False,
        description="Whether companies' webhooks may lead to private addresses, and by http. Only to try them out: "
        "they then reach what this machine reaches",
    )

    local_sign_in: bool = Field(
        default=True, description="Whether people may sign in with an address and a password that Parley keeps"
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        default="",
        validate_default=False,
        description="The organisation's identity provider (OpenID Connect): its issuer, as its tokens name it. "
        "It must allow PUBLIC_URL/oauth2callback as a redirect",
    )
    oidc_client_id: str = Field(default="", description="Parley's client id at the identity provider")
    oidc_client_secret: str = Field(
        default="", repr=False, description="Parley's client secret at the identity provider"
    )
    oidc_name: str = Field(
        default="your organisation", max_length=60, description="What people call the identity provider"
    )
    cookie_secret: str = Field(
        default="",
        repr=False,
        min_length=32,
        validate_default=False,
        description="Signs what goes through the browser during sign-in with the identity provider. "
        "The same for every server of one Parley",
    )

    @model_validator(mode="after")
    def _somebody_can_sign_in(self) -> Self:
        wanted = ("oidc_issuer", "oidc_client_id", "oidc_client_secret", "cookie_secret")
        missing = [name.upper() for name in wanted if not getattr(self, name)]
        if missing and len(missing) < len(wanted):
            raise SaidInFull(f"Sign-in with an identity provider also needs {', '.join(missing)}.")
        if missing and not self.local_sign_in:
            raise SaidInFull("LOCAL_SIGN_IN is false, and there is no other way to sign in: set "
                             f"{', '.join(missing[:-1])} and {missing[-1]}.")
        return self

    @model_validator(mode="after")
    def _public_url_by_default(self) -> Self:
        if self.public_url:
            return self
        if _is_address(self.host) and ip_address(self.host).is_unspecified:
            raise SaidInFull(f"Set PUBLIC_URL to the address that people type: HOST is {self.host}, which names none.")
        self.public_url = f"http://{_as_written(self.host)}:{self.port}"
        return self

    @model_validator(mode="after")
    def _reminders_can_be_sent(self) -> Self:
        needed = {"smtp": ("smtp_url", "reminders_from"), "notify": ("notify_api_key", "notify_template_id")}
        for name in needed.get(self.reminders, ()):
            if not getattr(self, name):
                raise SaidInFull(f"Set {name.upper()} too: REMINDERS is {self.reminders}.")
        return self

    @property
    def organisation(self) -> str | None:
        """What people call the identity provider that signs them in; None where there is none."""
        return self.oidc_name if self.oidc_issuer else None

    @property
    def secure(self) -> bool:
        """Whether people reach Parley by https, so that cookies may insist on it."""
        return self.public_url.startswith("https://")

    @property
    def served_hosts(self) -> tuple[str, ...]:
        """The hosts, without port and as a Host header writes them, that requests may ask for."""
        public = urlsplit(self.public_url).hostname or ""
        own = ("localhost", "127.0.0.1", "::1") if is_loopback(self.host) else ()
        return tuple(dict.fromkeys(_as_written(host) for host in (public, *own)))

    @property
    def warnings(self) -> list[str]:
        """What is allowed but unwise, a sentence each, to be logged at the start."""
        inside = ("WEBHOOKS_TO_PRIVATE_ADDRESSES is on, so whoever manages a company's webhooks can have Parley post "
                  "to what only this machine reaches.")
        return self._warnings_of_addresses + ([inside] if self.webhooks_to_private_addresses else [])

    @property
    def _warnings_of_addresses(self) -> list[str]:
        public = urlsplit(self.public_url).hostname or ""
        if is_loopback(self.host) and is_loopback(public):
            return []
        sentences = []
        if self.exercise:
            sentences.append(
                f"EXERCISE is on, so whoever reaches {self.public_url} can sign in as anybody with one click. "
                "Keep it to a network that you trust."
            )
        if not self.secure:
            sentences.append(
                f"PUBLIC_URL is {self.public_url}, so passwords cross the network unencrypted. "
                "Put a proxy with https in front of Parley and set PUBLIC_URL to its address."
            )
        return sentences


MUST_BE = {
    "host": "an address of this machine such as 127.0.0.1, without http:// and without a port",
    "port": "a whole number from 1 to 65535",
    "database_url": "an address such as sqlite:///var/parley.db or postgresql://user:password@host:5432/database",
    "exercise": "true or false",
    "public_url": "an address such as https://parley.example.gov.uk, without a path",
    "sign_in_hours": "a whole number from 1 to 72",
    "forwarded_allow_ips": "addresses or networks with commas between them, such as 127.0.0.1,10.0.0.0/8",
    "api_calls_per_minute": "a whole number from 1 to 1,000,000",
    "reminders": "off, smtp or notify",
    "smtp_url": "an address such as smtp://user:password@mail.example.gov.uk:587, with % codes for @, : and / in the "
    "password",
    "reminders_from": "an email address such as parley@example.gov.uk",
    "notify_api_key": "an API key as GOV.UK Notify shows it: a name and two ids, with hyphens between them",
    "notify_template_id": "a template's id as GOV.UK Notify shows it, like f33517ff-2a88-4f6e-b855-c550268ce08a",
    "digest_hour": "a whole number from 0 to 23",
    "log_level": "debug, info, warning or error",
    "webhooks_to_private_addresses": "true or false",
    "local_sign_in": "true or false",
    "oidc_issuer": "an address such as https://login.example.gov.uk/tenant",
    "oidc_client_id": "text, as the identity provider gave it",
    "oidc_client_secret": "text, as the identity provider gave it",
    "oidc_name": "at most 60 characters, such as the department's name",
    "cookie_secret": "at least 32 random characters",
}
SECRET = frozenset({"database_url", "smtp_url", "notify_api_key", "oidc_client_secret", "cookie_secret"})


def load_settings() -> Settings:
    """Read the environment, and make the SQLite file's folder where it is missing.

    Where a value is wrong, says so in a sentence for each on standard error and raises SystemExit(2).
    """
    try:
        settings = Settings()
    except ValidationError as error:
        _leave(*(_sentence(item) for item in error.errors()))
    url = make_url(settings.database_url)
    if url.drivername == "sqlite" and url.database:
        _make_room(Path(url.database))
    return settings


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach `host`."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _as_written(host: str) -> str:
    """A host as addresses and headers write it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _sentence(wrong: ErrorDetails) -> str:
    reason = wrong.get("ctx", {}).get("error")
    if isinstance(reason, SaidInFull):
        return str(reason)
    name = str(wrong["loc"][0])
    given = "" if name in SECRET else f"; it is “{wrong['input']}”"
    return f"{name.upper()} must be {MUST_BE[name]}{given}."


def _make_room(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _leave(f"DATABASE_URL asks for {file}, but its folder cannot be made: {error.strerror}.")
    if not os.access(file if file.exists() else file.parent, os.W_OK) or not os.access(file.parent, os.W_OK):
        _leave(f"DATABASE_URL asks for {file}, but that place cannot be written. Choose another or change its owner.")
    if file.is_dir():
        _leave(f"DATABASE_URL asks for {file}, but that is a folder. Add the file's name.")


def _leave(*sentences: str) -> Never:
    print(*sentences, sep="\n", file=sys.stderr)
    raise SystemExit(WRONG_VALUE)
