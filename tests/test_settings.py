"""What may be set, what it becomes, and the sentence for each wrong value."""

import os
from pathlib import Path

import pytest
from sqlalchemy import make_url

from settings import PROJECT, Settings, load_settings

Environment = pytest.MonkeyPatch
Screen = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def bare(monkeypatch: Environment, tmp_path: Path) -> None:
    """Nothing is set but a database out of the way of a real one."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/parley.db")


def refusal(screen: Screen) -> list[str]:
    """The sentences with which the settings that are in the environment are refused."""
    with pytest.raises(SystemExit) as left:
        load_settings()
    assert left.value.code == 2
    said = screen.readouterr()
    assert said.out == ""
    return said.err.splitlines()


def test_nothing_need_be_set() -> None:
    settings = load_settings()
    assert settings.model_dump(exclude={"database_url"}) == {
        "host": "127.0.0.1",
        "port": 8501,
        "exercise": False,
        "public_url": "http://127.0.0.1:8501",
        "sign_in_hours": 12,
        "forwarded_allow_ips": "127.0.0.1",
        "api_calls_per_minute": 600,
        "reminders": "off",
        "smtp_url": "",
        "reminders_from": "",
        "notify_api_key": "",
        "notify_template_id": "",
        "digest_hour": 8,
        "log_level": "info",
        "webhooks_to_private_addresses": False,
        "local_sign_in": True,
        "oidc_issuer": "",
        "oidc_client_id": "",
        "oidc_client_secret": "",
        "oidc_name": "your organisation",
        "cookie_secret": "",
    }
    assert settings.organisation is None
    assert not settings.secure
    assert settings.served_hosts == ("127.0.0.1", "localhost", "[::1]")
    assert settings.warnings == []


def test_the_database_is_a_file_in_parleys_own_folder_unless_set(monkeypatch: Environment) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert Settings().database_url == f"sqlite:///{PROJECT}/var/parley.db"


def test_a_setting_set_to_nothing_is_not_set(monkeypatch: Environment) -> None:
    monkeypatch.setenv("PORT", "")
    assert load_settings().port == 8501


def test_other_variables_are_ignored(monkeypatch: Environment) -> None:
    monkeypatch.setenv("PORTER", "abc")
    assert load_settings().port == 8501


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HOST", "http://x", "HOST must be an address of this machine such as 127.0.0.1, without http:// and without "
                             "a port; it is “http://x”."),
        ("PORT", "abc", "PORT must be a whole number from 1 to 65535; it is “abc”."),
        ("PORT", "0", "PORT must be a whole number from 1 to 65535; it is “0”."),
        ("PORT", "65536", "PORT must be a whole number from 1 to 65535; it is “65536”."),
        ("EXERCISE", "perhaps", "EXERCISE must be true or false; it is “perhaps”."),
        ("SIGN_IN_HOURS", "0", "SIGN_IN_HOURS must be a whole number from 1 to 72; it is “0”."),
        ("WEBHOOKS_TO_PRIVATE_ADDRESSES", "x", "WEBHOOKS_TO_PRIVATE_ADDRESSES must be true or false; it is “x”."),
        ("SIGN_IN_HOURS", "73", "SIGN_IN_HOURS must be a whole number from 1 to 72; it is “73”."),
        ("API_CALLS_PER_MINUTE", "0", "API_CALLS_PER_MINUTE must be a whole number from 1 to 1,000,000; it is “0”."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be debug, info, warning or error; it is “loud”."),
        ("REMINDERS", "post", "REMINDERS must be off, smtp or notify; it is “post”."),
        ("REMINDERS_FROM", "parley", "REMINDERS_FROM must be an email address such as parley@example.gov.uk; it is "
                                     "“parley”."),
        ("NOTIFY_TEMPLATE_ID", "mine", "NOTIFY_TEMPLATE_ID must be a template's id as GOV.UK Notify shows it, like "
                                       "f33517ff-2a88-4f6e-b855-c550268ce08a; it is “mine”."),
        ("DIGEST_HOUR", "24", "DIGEST_HOUR must be a whole number from 0 to 23; it is “24”."),
        ("FORWARDED_ALLOW_IPS", "*", "FORWARDED_ALLOW_IPS must be addresses or networks with commas between them, "
                                     "such as 127.0.0.1,10.0.0.0/8; it is “*”."),
    ],
)  # fmt: skip
def test_a_wrong_value_gets_a_sentence(
    monkeypatch: Environment, capsys: Screen, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    assert refusal(capsys) == [sentence]


@pytest.mark.parametrize(
    "value",
    ["ftp://x", "parley.example", "https://", "https://x/parley", "https://x?y", "https://me@x", "http://x:abc",
     "http://x:0", "http://[x", "http://a b"],
)  # fmt: skip
def test_a_public_address_is_http_or_https_and_a_host(monkeypatch: Environment, capsys: Screen, value: str) -> None:
    monkeypatch.setenv("PUBLIC_URL", value)
    wanted = "PUBLIC_URL must be an address such as https://parley.example.gov.uk, without a path"
    assert refusal(capsys) == [f"{wanted}; it is “{value}”."]


def test_each_wrong_value_gets_its_own_sentence(monkeypatch: Environment, capsys: Screen) -> None:
    monkeypatch.setenv("PORT", "abc")
    monkeypatch.setenv("EXERCISE", "perhaps")
    assert refusal(capsys) == [
        "PORT must be a whole number from 1 to 65535; it is “abc”.",
        "EXERCISE must be true or false; it is “perhaps”.",
    ]


@pytest.mark.parametrize(
    "value", ["mysql://me:secret@x/y", "postgresql://me:secret@x:abc/y", "nonsense", "sqlite+x:///y"]
)
def test_a_wrong_database_gets_a_sentence_without_the_password(
    monkeypatch: Environment, capsys: Screen, value: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    assert refusal(capsys) == [
        "DATABASE_URL must be an address such as sqlite:///var/parley.db or "
        "postgresql://user:password@host:5432/database."
    ]


def test_a_server_without_a_database_gets_a_sentence(monkeypatch: Environment, capsys: Screen) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret@x:5432")
    assert refusal(capsys) == ["DATABASE_URL names no database: end it with one, such as …/parley."]


@pytest.mark.parametrize("value", ["mail:secret", "http://me:secret@mail", "smtp://me:secret@", "smtp://secret@mail",
                                   "smtp://me:secret@mail:abc", "smtp://me:secret@mail/inbox"])
def test_a_wrong_mail_server_gets_a_sentence_without_the_password(
    monkeypatch: Environment, capsys: Screen, value: str
) -> None:
    monkeypatch.setenv("SMTP_URL", value)
    assert refusal(capsys) == ["SMTP_URL must be an address such as smtp://user:password@mail.example.gov.uk:587, with "
                               "% codes for @, : and / in the password."]


def test_a_wrong_key_is_not_repeated(monkeypatch: Environment, capsys: Screen) -> None:
    monkeypatch.setenv("NOTIFY_API_KEY", "secret")
    assert refusal(capsys) == ["NOTIFY_API_KEY must be an API key as GOV.UK Notify shows it: a name and two ids, with "
                               "hyphens between them."]


@pytest.mark.parametrize(("given", "missing"), [
    ({"REMINDERS": "smtp"}, "SMTP_URL"),
    ({"REMINDERS": "smtp", "SMTP_URL": "smtps://me:secret@mail"}, "REMINDERS_FROM"),
    ({"REMINDERS": "notify"}, "NOTIFY_API_KEY"),
    ({"REMINDERS": "notify", "NOTIFY_API_KEY": f"live-{'-'.join(2 * ['f33517ff-2a88-4f6e-b855-c550268ce08a'])}"},
     "NOTIFY_TEMPLATE_ID"),
])  # fmt: skip
def test_reminders_want_what_they_are_sent_with(
    monkeypatch: Environment, capsys: Screen, given: dict[str, str], missing: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert refusal(capsys) == [f"Set {missing} too: REMINDERS is {given['REMINDERS']}."]


def test_passwords_and_keys_are_not_shown(monkeypatch: Environment) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://me:se%40cret@mail:587")
    assert "cret" not in repr(load_settings())


@pytest.mark.parametrize("value", ["sqlite://", "sqlite:///:memory:", "sqlite://var/parley.db"])
def test_sqlite_without_a_file_gets_a_sentence(monkeypatch: Environment, capsys: Screen, value: str) -> None:
    monkeypatch.setenv("DATABASE_URL", value)
    assert refusal(capsys) == ["DATABASE_URL names no SQLite file: write it as sqlite:///var/parley.db."]


def test_a_missing_folder_for_the_database_is_made(monkeypatch: Environment, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new/folder/parley.db")
    assert load_settings().database_url == f"sqlite:///{tmp_path}/new/folder/parley.db"
    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_a_folder_that_cannot_be_made_gets_a_sentence(monkeypatch: Environment, capsys: Screen, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/file/parley.db")
    assert refusal(capsys) == [
        f"DATABASE_URL asks for {tmp_path}/file/parley.db, but its folder cannot be made: File exists."
    ]


def test_a_place_that_cannot_be_written_gets_a_sentence(
    monkeypatch: Environment, capsys: Screen, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may write anywhere
    assert refusal(capsys) == [
        f"DATABASE_URL asks for {tmp_path}/parley.db, but that place cannot be written. "
        "Choose another or change its owner."
    ]


def test_a_folder_in_place_of_the_database_gets_a_sentence(
    monkeypatch: Environment, capsys: Screen, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}")
    assert refusal(capsys) == [f"DATABASE_URL asks for {tmp_path}, but that is a folder. Add the file's name."]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_psycopg_whatever_its_scheme(monkeypatch: Environment, scheme: str) -> None:
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://me:se%40cret@x:5432/parley")
    settings = load_settings()
    assert settings.database_url == "postgresql+psycopg://me:se%40cret@x:5432/parley"
    assert make_url(settings.database_url).password == "se@cret"
    assert "cret" not in repr(settings)


def test_every_network_needs_the_address_that_people_type(monkeypatch: Environment, capsys: Screen) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    assert refusal(capsys) == ["Set PUBLIC_URL to the address that people type: HOST is 0.0.0.0, which names none."]


def test_the_public_host_alone_is_served_to_a_network(monkeypatch: Environment) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PUBLIC_URL", "https://Parley.Example:8443/")
    settings = load_settings()
    assert settings.public_url == "https://parley.example:8443"
    assert settings.served_hosts == ("parley.example",)
    assert settings.secure
    assert settings.warnings == []


def test_a_proxys_backend_is_served_to_the_machine_too(monkeypatch: Environment) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://parley.example")
    assert load_settings().served_hosts == ("parley.example", "localhost", "127.0.0.1", "[::1]")


def test_ipv6_is_written_in_brackets(monkeypatch: Environment) -> None:
    monkeypatch.setenv("HOST", "::1")
    settings = load_settings()
    assert settings.public_url == "http://[::1]:8501"
    assert settings.served_hosts == ("[::1]", "localhost", "127.0.0.1")


def test_an_exercise_on_a_network_is_warned_of(monkeypatch: Environment) -> None:
    monkeypatch.setenv("EXERCISE", "true")
    monkeypatch.setenv("PUBLIC_URL", "https://parley.example")
    assert load_settings().warnings == [
        "EXERCISE is on, so whoever reaches https://parley.example can sign in as anybody with one click. "
        "Keep it to a network that you trust."
    ]


def test_passwords_in_clear_are_warned_of(monkeypatch: Environment) -> None:
    monkeypatch.setenv("HOST", "192.0.2.7")
    assert load_settings().warnings == [
        "PUBLIC_URL is http://192.0.2.7:8501, so passwords cross the network unencrypted. "
        "Put a proxy with https in front of Parley and set PUBLIC_URL to its address."
    ]


def test_proxies_are_written_as_people_write_lists(monkeypatch: Environment) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "127.0.0.1, 10.0.0.0/8")
    assert load_settings().forwarded_allow_ips == "127.0.0.1,10.0.0.0/8"


def test_the_log_level_may_be_in_capitals(monkeypatch: Environment) -> None:
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    assert load_settings().log_level == "warning"


def test_webhooks_into_ones_own_network_are_warned_of(monkeypatch: Environment) -> None:
    monkeypatch.setenv("WEBHOOKS_TO_PRIVATE_ADDRESSES", "true")
    assert load_settings().warnings == [
        "WEBHOOKS_TO_PRIVATE_ADDRESSES is on, so whoever manages a company's webhooks can have Parley post to what "
        "only this machine reaches."
    ]


ORGANISATION = {"OIDC_ISSUER": "https://login.example.gov.uk/tenant", "OIDC_CLIENT_ID": "parley",
                "OIDC_CLIENT_SECRET": "kept", "COOKIE_SECRET": "x" * 32}


def test_an_identity_provider_is_set_by_four_settings_and_has_a_name(monkeypatch: Environment) -> None:
    for name, value in ORGANISATION.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LOCAL_SIGN_IN", "false")
    assert load_settings().organisation == "your organisation"
    monkeypatch.setenv("OIDC_NAME", "the Home Office")
    assert load_settings().organisation == "the Home Office"
    assert not {"kept", "x" * 32} & set(repr(load_settings()).replace("'", " ").split())


@pytest.mark.parametrize("missing", list(ORGANISATION))
def test_an_identity_provider_that_is_half_set_is_refused(monkeypatch: Environment, capsys: Screen,
                                                          missing: str) -> None:
    for name, value in ORGANISATION.items():
        monkeypatch.setenv(name, "" if name == missing else value)
    assert refusal(capsys) == [f"Sign-in with an identity provider also needs {missing}."]


def test_somebody_must_be_able_to_sign_in(monkeypatch: Environment, capsys: Screen) -> None:
    monkeypatch.setenv("LOCAL_SIGN_IN", "false")
    assert refusal(capsys) == ["LOCAL_SIGN_IN is false, and there is no other way to sign in: set OIDC_ISSUER, "
                               "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and COOKIE_SECRET."]


@pytest.mark.parametrize("issuer", ["login.example.gov.uk", "https://", "https://me@x", "https://x?y", "ftp://x"])
def test_an_issuer_is_an_address(monkeypatch: Environment, capsys: Screen, issuer: str) -> None:
    for name, value in (ORGANISATION | {"OIDC_ISSUER": issuer}).items():
        monkeypatch.setenv(name, value)
    assert refusal(capsys) == [
        f"OIDC_ISSUER must be an address such as https://login.example.gov.uk/tenant; it is “{issuer}”."]


def test_an_issuer_is_read_over_https_unless_it_is_this_machine(monkeypatch: Environment, capsys: Screen) -> None:
    for name, value in (ORGANISATION | {"OIDC_ISSUER": "http://login.example.gov.uk"}).items():
        monkeypatch.setenv(name, value)
    assert refusal(capsys) == ["OIDC_ISSUER must begin with https://: who signs in is read from there."]
    monkeypatch.setenv("OIDC_ISSUER", "http://localhost:9400")
    assert load_settings().oidc_issuer == "http://localhost:9400"


def test_a_short_cookie_secret_is_refused_and_not_repeated(monkeypatch: Environment, capsys: Screen) -> None:
    for name, value in (ORGANISATION | {"COOKIE_SECRET": "short"}).items():
        monkeypatch.setenv(name, value)
    assert refusal(capsys) == ["COOKIE_SECRET must be at least 32 random characters."]
