"""The command line, as a person types it: what it prints, and how it says no."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

import manage
from coordination import accounts, audit, backups, clock
from data_model.database import make_engine, reading
from tests import cast as casting
from tests.cast import EXERCISE_ENTRIES, Cast
from tests.commands import Run
from tests.conftest import StoppedClock
from tests.coordination.test_second_factors import set_up
from tests.counts import a_count, a_sent_return

sqlite_only = pytest.mark.parametrize("templates", ["sqlite"], indirect=True)
pytestmark = pytest.mark.usefixtures("postgresql_clients")


def head(engine: Engine) -> audit.Head:
    with reading(engine) as session:
        return audit.head(session)


def added(run: Run, engine: Engine, name: str = "Someone", role: str = "administrator") -> str:
    """Adds an account by the command line. Returns the token of its link."""
    email = f"{name.lower()}@example.gov.uk"
    answer = run(engine, "account", "add", name, email, role, "Cabinet Office")
    assert answer.code == 0, answer.error
    address = answer.out.splitlines()[-1]
    assert address.startswith("https://parley.example/set-password?token=")
    return address.partition("=")[2]


def test_help_names_every_command(root: Path) -> None:
    done = subprocess.run([sys.executable, "manage.py", "--help"], cwd=root, capture_output=True, text=True, check=True)
    for command in ("migrate", "seed", "account", "exercise", "audit", "counts", "backup", "restore"):
        assert f" {command} " in done.stdout


def test_every_command_has_a_help_text() -> None:
    groups = [manage.app, *(each.typer_instance for each in manage.app.registered_groups)]
    commands = [command for group in groups if group for command in group.registered_commands]
    assert len(commands) == 20
    assert [each.callback.__name__ for each in commands if each.callback and not each.callback.__doc__] == []


def test_what_goes_wrong_is_a_sentence_and_exit_code_1(root: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "manage.py", "audit", "verify"], cwd=root, capture_output=True, text=True,
                          check=False, env={"DATABASE_URL": f"sqlite:///{tmp_path}/none.db", "PATH": ""})
    assert done.returncode == 1
    assert done.stderr == "The database is not set up yet. Run: python manage.py seed\n"
    assert not (tmp_path / "none.db").exists()


def test_a_server_that_does_not_answer_is_a_sentence(run: Run) -> None:
    answer = run(make_engine("postgresql://nobody@127.0.0.1:9/parley"), "audit", "head")
    assert answer.code == 1
    assert answer.error.startswith("The database cannot be used: connection failed")
    assert answer.error.endswith("Check DATABASE_URL.")


def test_migrating_says_whether_there_was_anything_to_do(run: Run, tmp_path: Path) -> None:
    fresh = make_engine(f"sqlite:///{tmp_path}/fresh.db")
    assert run(fresh, "migrate").out == "The tables are now at revision 0008.\n"
    assert run(fresh, "migrate").out == "The tables are already at revision 0008.\n"


def test_seeding_puts_the_letters_on_record_and_another_from_its_folder(run: Run, engine: Engine) -> None:
    assert run(engine, "seed").out == "The letters are on record.\n"
    invented = Path(__file__).parent / "seeds" / "letters" / "ports"
    assert run(engine, "seed", invented).code == 0
    with reading(engine) as session:
        assert session.execute(text("SELECT reference FROM letters ORDER BY reference")).scalars().all() == [
            "00077/X", "MCO/00433"]


def test_an_account_is_added_with_a_link_that_sets_its_password(run: Run, recorded: Engine) -> None:
    token = added(run, recorded)
    accounts.set_password(recorded, token, "correct horse battery")
    with reading(recorded) as session:
        account = session.execute(text("SELECT email, name, role, password_hash FROM accounts")).one()
    assert account[:3] == ("someone@example.gov.uk", "Someone", "administrator")
    assert account.password_hash.startswith("$argon2id$")


def test_the_audit_names_the_command(run: Run, recorded: Engine) -> None:
    added(run, recorded)
    with reading(recorded) as session:
        newest = session.execute(text("SELECT sentence FROM audit_entries ORDER BY position DESC LIMIT 1")).scalar_one()
    assert newest == "python manage.py account add added Someone (administrator, Cabinet Office)."


@pytest.mark.parametrize(("email", "organisation", "sentence"), [
    ("someone@example.gov.uk", "Ministry", "There is no organisation “Ministry”. Choose one of: Cabinet Office, "),
    ("someone@example.gov.uk", "Facebook", "Administrators belong to a government department; Facebook is not one."),
    ("not an address", "Cabinet Office", "Enter an email address, like name@example.com."),
])
def test_an_account_that_cannot_be_is_refused_in_a_sentence(run: Run, recorded: Engine, email: str, organisation: str,
                                                            sentence: str) -> None:
    answer = run(recorded, "account", "add", "Someone", email, "administrator", organisation)
    assert answer.code == 1
    assert sentence in answer.error


def test_accounts_are_listed_with_their_state(run: Run, recorded: Engine) -> None:
    added(run, recorded)
    accounts.set_password(recorded, added(run, recorded, "Another", "analyst"), "correct horse battery")
    added(run, recorded, "Third", "official")
    assert run(recorded, "account", "deactivate", "third@example.gov.uk").out == (
        "Deactivated the account of third@example.gov.uk.\n")
    lines = run(recorded, "account", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "Email", "another@example.gov.uk", "someone@example.gov.uk", "third@example.gov.uk"]
    assert [line.split("Cabinet Office")[1].strip() for line in lines[1:]] == [
        "active", "no password yet", "deactivated"]
    assert run(recorded, "account", "reactivate", "THIRD@example.gov.uk").code == 0
    assert "deactivated" not in run(recorded, "account", "list").out


def test_the_cast_is_listed_as_the_exercises(run: Run, exercised: Engine) -> None:
    lines = run(exercised, "account", "list").out.splitlines()
    assert len(lines) == 9
    assert all(line.endswith("  exercise") for line in lines[1:])


def test_a_new_link_takes_the_place_of_the_earlier_one(run: Run, recorded: Engine) -> None:
    first = added(run, recorded)
    second = run(recorded, "account", "link", "someone@example.gov.uk").out.strip().partition("token=")[2]
    with reading(recorded) as session, pytest.raises(Exception, match="This link has been used"):
        accounts.link_owner(session, first, clock.now(session))
    accounts.set_password(recorded, second, "correct horse battery")


def test_an_account_that_is_not_there_is_a_sentence(run: Run, recorded: Engine) -> None:
    answer = run(recorded, "account", "link", "nobody@example.gov.uk")
    assert (answer.code, answer.error) == (
        1, "There is no account for nobody@example.gov.uk. See: python manage.py account list")


def test_the_exercise_begins_and_is_removed(run: Run, engine: Engine) -> None:
    assert run(engine, "exercise", "begin").out == "The exercise has begun. Start Parley with EXERCISE=true.\n"
    assert run(engine, "exercise", "begin").error == "The exercise has begun already."
    ended = head(engine)
    answer = run(engine, "exercise", "remove", "--yes")
    assert f"Its audit ended at {ended}." in answer.out
    assert head(engine).position == 1
    assert run(engine, "exercise", "remove", "--yes").error == "There is no exercise to remove."


def test_the_exercise_is_not_removed_unless_a_person_says_so(run: Run, exercised: Engine,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    before = head(exercised)
    monkeypatch.setattr(manage.typer, "confirm", refuse)
    assert run(exercised, "exercise", "remove").code == 1
    assert head(exercised) == before


def refuse(question: str, *, abort: bool) -> None:
    """A person who says no."""
    assert question.endswith("Go on?")
    assert abort
    raise manage.typer.Abort


def test_the_exercise_does_not_begin_beside_real_accounts(run: Run, recorded: Engine) -> None:
    added(run, recorded)
    answer = run(recorded, "exercise", "begin")
    assert answer.code == 1
    assert "has real accounts" in answer.error


def test_the_audit_is_verified_and_its_head_printed(run: Run, exercised: Engine) -> None:
    answer = run(exercised, "audit", "verify")
    assert (answer.code, answer.out) == (
        0, f"The audit is sound: {EXERCISE_ENTRIES} entries.\nIts head is {head(exercised)}.\n")
    assert run(exercised, "audit", "head").out == f"{head(exercised)}\n"
    assert run(exercised, "audit", "verify", "--head", head(exercised)).code == 0


@pytest.mark.parametrize(("tampering", "sentence"), [
    ("UPDATE audit_entries SET sentence = 'Nothing happened.' WHERE position = 42",
     "Entry 42 was changed after it was written."),
    ("DELETE FROM audit_entries WHERE position = 77", "Entry 77 is missing: the next entry found is 78."),
    (f"DELETE FROM audit_entries WHERE position = {EXERCISE_ENTRIES}",
     f"The chain ends at entry {EXERCISE_ENTRIES - 1}, but the recorded head is entry {EXERCISE_ENTRIES}: entries were "
     "cut off or added at the end."),
])
def test_the_first_broken_entry_is_named_with_exit_code_1(run: Run, exercised: Engine, tampering: str,
                                                          sentence: str) -> None:
    with exercised.begin() as connection:
        connection.execute(text(tampering))
    answer = run(exercised, "audit", "verify")
    assert (answer.code, answer.error) == (1, sentence)


def test_a_cut_tail_is_found_against_a_backup_or_a_kept_head(run: Run, exercised: Engine, tmp_path: Path) -> None:
    kept, file = head(exercised), tmp_path / "kept.parley"
    assert run(exercised, "backup", file).code == 0
    with exercised.begin() as connection:
        last = f"FROM audit_entries WHERE position = {EXERCISE_ENTRIES}"
        before = connection.execute(text(f"SELECT previous_hash {last}")).scalar_one()
        connection.execute(text(f"DELETE {last}"))
        connection.execute(text(f"UPDATE audit_head SET position = {EXERCISE_ENTRIES - 1}, hash = '{before}'"))
    assert run(exercised, "audit", "verify").code == 0  # by itself the chain looks whole
    for how in (("--head", kept), ("--against", file)):
        answer = run(exercised, "audit", "verify", *how)
        assert (answer.code, answer.error) == (
            1, f"The chain ends at entry {EXERCISE_ENTRIES - 1}, but the head kept elsewhere is entry "
               f"{EXERCISE_ENTRIES}: the end was cut off.")


def test_the_head_is_read_out_of_an_exported_file(run: Run, exercised: Engine, tmp_path: Path) -> None:
    export = tmp_path / "overview.csv"
    export.write_text(f"# Title,Overview\n# Audit head,150:{'a' * 64}\nplatform\nFacebook\n", encoding="utf-8")
    answer = run(exercised, "audit", "verify", "--against", export)
    assert answer.error == "Entry 150 is not the one that the head kept elsewhere names: the chain was rewritten."
    export.write_text("platform\nFacebook\n", encoding="utf-8")
    assert "does not say where it comes from" in run(exercised, "audit", "verify", "--against", export).error
    assert "There is no file" in run(exercised, "audit", "verify", "--against", tmp_path / "none.csv").error


def test_a_head_that_is_none_is_a_sentence(run: Run, exercised: Engine) -> None:
    assert "is not an audit head" in run(exercised, "audit", "verify", "--head", "154").error


def test_backup_verify_and_restore_as_the_handbook_says(run: Run, exercised: Engine, tmp_path: Path) -> None:
    file = tmp_path / "kept.parley"
    kept = head(exercised)
    assert run(exercised, "backup", file).out.endswith(f"into {file}. The audit's head is {kept}.\n")
    verified = run(exercised, "backup", "verify", file)
    assert (verified.code, verified.out.endswith(f"Its head is {kept}.\n")) == (0, True)
    casting.viewer(exercised, name="Someone", role=manage.Role.ANALYST, organisation="Cabinet Office")
    exercised.dispose()  # as when Parley is stopped
    restored = run(exercised, "restore", file, "--yes")
    assert (restored.code, "Restored the backup made on " in restored.out) == (0, True)
    assert len(run(exercised, "account", "list").out.splitlines()) == 9
    assert run(exercised, "audit", "verify", "--against", file).code == 0


def test_backup_create_is_the_long_form(run: Run, exercised: Engine, tmp_path: Path) -> None:
    assert run(exercised, "backup", "create", tmp_path / "long.parley").code == 0
    assert backups.read_manifest(tmp_path / "long.parley").head == str(head(exercised))


def test_a_damaged_backup_is_not_restored(run: Run, exercised: Engine, tmp_path: Path) -> None:
    (tmp_path / "kept.parley").write_bytes(b"PK")
    before = head(exercised)
    answer = run(exercised, "restore", tmp_path / "kept.parley", "--yes")
    assert answer.code == 1
    assert "is not a backup made by Parley, or it is damaged" in answer.error
    assert head(exercised) == before


def test_nothing_is_replaced_unless_a_person_says_so(run: Run, exercised: Engine, tmp_path: Path,
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "kept.parley"
    run(exercised, "backup", file)
    before = head(exercised)
    monkeypatch.setattr(manage.typer, "confirm", refuse)
    assert run(exercised, "restore", file).code == 1
    assert head(exercised) == before


@sqlite_only
def test_a_database_with_nothing_in_it_is_restored_without_a_question(run: Run, exercised: Engine,
                                                                      tmp_path: Path) -> None:
    file = tmp_path / "kept.parley"
    run(exercised, "backup", file)
    assert run(make_engine(f"sqlite:///{tmp_path}/new.db"), "restore", file).code == 0


def test_counts_verify_proves_the_roll_ups_and_repairs_them_when_asked(run: Run, recorded: Engine,
                                                                       cast: casting.Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(3))
    assert run(recorded, "counts", "verify").out == "The roll-ups are exact: 1 count in 1 return.\n"
    with recorded.begin() as connection:
        connection.execute(text("UPDATE daily_roll_ups SET value = 99"))
    answer = run(recorded, "counts", "verify")
    assert (answer.code, answer.error) == (
        1, "4 roll-ups of Facebook differ from the counts (1 count in 1 return).")
    answer = run(recorded, "counts", "verify", "--repair")
    assert (answer.code, answer.out) == (0, "4 roll-ups of Facebook differ from the counts (1 count in 1 return).\n"
                                            "The roll-ups are exact: 1 count in 1 return.\n")
    assert run(recorded, "audit", "verify").code == 0


def test_a_lost_second_factor_is_removed_by_command(recorded: Engine, cast: Cast, stopped_clock: StoppedClock,
                                                    run: Run) -> None:
    set_up(recorded, cast.administrator, stopped_clock)
    answer = run(recorded, "account", "remove-factor", cast.administrator.email.upper())
    assert (answer.code, answer.out) == (0, "Removed the second factor of administrator@example.com. Who needs one "
                                            "sets it up at their next sign-in.\n")
    again = run(recorded, "account", "remove-factor", cast.administrator.email)
    assert (again.code, again.error) == (1, "This account has no second factor.")


def test_where_passwords_are_switched_off_no_link_is_printed(recorded: Engine, run: Run,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"LOCAL_SIGN_IN": "false", "OIDC_ISSUER": "https://x.example", "OIDC_CLIENT_ID": "parley",
                        "OIDC_CLIENT_SECRET": "kept", "COOKIE_SECRET": "x" * 32, "OIDC_NAME": "the Office"}.items():
        monkeypatch.setenv(name, value)
    answer = run(recorded, "account", "add", "Ada", "ada@example.com", "administrator", "Cabinet Office")
    assert answer.out == ("Added the account of Ada.\n"
                          "The person signs in with the Office, by the same email address.\n")
