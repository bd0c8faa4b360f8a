"""Parley's command line: python manage.py --help."""

import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import pandas as pd
import structlog
import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from typer.core import TyperGroup

from commands import briefing as by_command
from coordination import accounts as accounting
from coordination import audit as auditing
from coordination import backups, second_factors
from coordination import exercise as exercises
from coordination.accounts import AccountInput
from coordination.exploring import proving
from coordination.exploring.explored import Claimed
from coordination.incidents import verifying
from coordination.problems import NotFound, Problem, from_validation
from coordination.reminders import reminding
from coordination.signals import retention as retaining
from coordination.viewers import ROLE_NAMES, Viewer
from coordination.wording import counted, moment_in_words
from data_model import migrate as migrations
from data_model.database import reading, shared_engine
from data_model.words import Role
from exports.figure_tables import table_in
from exports.provenance import figures_told, moment_told, read_audit_head, read_provenance
from seeds import exercise as exercise_seed
from seeds import first_run, letters
from settings import load_settings

COMMAND = "python manage.py"
# Whoever may run this may read the database anyway, so lists are shown as to an administrator.
OPERATOR = Viewer(0, COMMAND, "", Role.ADMINISTRATOR, 0, "")
READER = Viewer(0, COMMAND, "", Role.ANALYST, 0, "")  # of figures, likewise


class FileOrCommand(TyperGroup):
    """Lets `backup FILE` stand for `backup create FILE`."""

    def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def]
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["create", *args]
        return super().resolve_command(ctx, args)


def group(about: str, **options: object) -> typer.Typer:
    """A group of commands that shows its help when called alone."""
    return typer.Typer(help=about, no_args_is_help=True, **options)  # type: ignore[arg-type]


app = group("Set Parley up, keep its accounts, audit and backups.", add_completion=False,
            pretty_exceptions_enable=False)
account = group("Accounts of people who sign in.")
exercise = group("The exercise: an invented record to try Parley with.")
audit = group("The audit, and whether anybody has tampered with it.")
counts = group("Incident counts, and whether their roll-ups are exact.")
retention = group("Erasing what signals say when their time is up.")
backup = group("Back up into a FILE, or verify one that was made.", cls=FileOrCommand)
app.add_typer(account, name="account")
app.add_typer(exercise, name="exercise")
app.add_typer(audit, name="audit")
app.add_typer(counts, name="counts")
app.add_typer(retention, name="retention")
app.add_typer(backup, name="backup")

Email = Annotated[str, typer.Argument(help="The address that the account signs in with.")]
OutFile = Annotated[Path, typer.Option("--out", help="The file to write. Its ending decides: .docx or .pdf.")]
BackupFile = Annotated[Path, typer.Argument(help="The backup's file.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]


@app.command()
def migrate() -> None:
    """Bring the database's tables up to this version."""
    engine = shared_engine(load_settings().database_url)
    done = first_run.upgrade(engine)
    print(f"The tables are {'now' if done else 'already'} at revision {migrations.newest()}.")


@app.command()
def seed(folder: Annotated[Path | None, typer.Argument(
        help="A letter's folder, with letter.yaml and letter.txt. Without one: every letter under seeds/letters.",
)] = None) -> None:
    """Put letters and their public record on record. Running it again changes nothing."""
    engine = shared_engine(load_settings().database_url)
    first_run.upgrade(engine)
    if folder:
        letters.load(engine, folder)
    else:
        first_run.seed(engine)
    print("The letters are on record.")


@account.command("add")
def account_add(
    name: Annotated[str, typer.Argument(help="The person's name, as the audit will show it.")],
    email: Email,
    role: Annotated[Role, typer.Argument(help="What the person comes to Parley for.")],
    organisation: Annotated[str, typer.Argument(help="A department or company on record.")],
) -> None:
    """Add an account, and print the link with which the person sets a password."""
    try:
        given = AccountInput(name=name, email=email, role=role, organisation=organisation)
    except ValidationError as error:
        raise from_validation(error) from error
    _, token = accounting.add(_engine(), f"{COMMAND} account add", given)
    print(f"Added the account of {given.name}.")
    _print_link(token)


@account.command("list")
def account_list() -> None:
    """List all accounts."""
    frame = _accounts(_engine())
    frame["role"] = frame["role"].map(ROLE_NAMES)
    rows = [(row.email, row.name, row.role, row.organisation,
             _state(bool(row.active), bool(row.exercise), bool(row.has_password))) for row in frame.itertuples()]
    headings = ("Email", "Name", "Role", "Organisation", "State")
    widths = [max(len(str(row[column])) for row in [headings, *rows]) for column in range(len(headings))]
    for row in [headings, *rows]:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@account.command("deactivate")
def account_deactivate(email: Email) -> None:
    """Deactivate an account. Its sign-ins end at once, in every tab."""
    _set_active(email, active=False)


@account.command("reactivate")
def account_reactivate(email: Email) -> None:
    """Let a deactivated account sign in again."""
    _set_active(email, active=True)


@account.command("link")
def account_link(email: Email) -> None:
    """Make a new link with which the person sets a password. Earlier links stop working."""
    engine = _engine()
    token = accounting.new_password_link(engine, f"{COMMAND} account link", _account(engine, email))
    _print_link(token)


@account.command("remove-factor")
def account_remove_factor(email: Email) -> None:
    """Remove the second factor of somebody who has lost it. Make sure first that it is them who ask."""
    engine = _engine()
    second_factors.remove(engine, f"{COMMAND} account remove-factor", _account(engine, email))
    print(f"Removed the second factor of {email.strip().lower()}. Who needs one sets it up at their next sign-in.")


@exercise.command("begin")
def exercise_begin(seed: Annotated[int | None, typer.Option(
        help="A number that chooses wordings and times. The same number gives the same exercise.")] = None) -> None:
    """Begin the exercise in an empty database."""
    engine = shared_engine(load_settings().database_url)
    first_run.upgrade(engine)
    exercise_seed.refuse_if_in_use(engine)
    first_run.seed(engine, begin=True)
    exercise_seed.begin(engine, seed=seed)
    print("The exercise has begun. Start Parley with EXERCISE=true.")


@exercise.command("remove")
def exercise_remove(yes: Yes = False) -> None:
    """Remove the exercise: its cast and everything written in it. The letters and the public record stay."""
    engine = _engine()
    if not yes:
        typer.confirm("This deletes the exercise's accounts, updates, evidence, requests and audit. Go on?", abort=True)
    ended = exercises.remove(engine, f"{COMMAND} exercise remove")
    print(f"The exercise is removed. Its audit ended at {ended}.")
    print("Restart Parley with EXERCISE=false, and add an administrator: python manage.py account add --help")


@audit.command("verify")
def audit_verify(
    head: Annotated[str, typer.Option(help="A head kept elsewhere, as POSITION:HASH. The log has one a line.")] = "",
    against: Annotated[Path | None, typer.Option(
        help="A backup, or a file downloaded from Parley that says where it comes from: it has the head of its moment.",
    )] = None,
) -> None:
    """Walk the audit's chain of hashes. Names the first entry that was changed, removed or put in."""
    kept = auditing.Head.parse(head) if head else _head_in(against) if against else None
    with reading(_engine()) as session:
        verdict = auditing.verify(session, kept)
    if not verdict.sound:
        raise Problem(verdict.sentence)
    print(verdict.sentence)
    print(f"Its head is {verdict.head}.")


@audit.command("head")
def audit_head() -> None:
    """Print the audit's head, to be kept elsewhere."""
    with reading(_engine()) as session:
        print(auditing.head(session))


@counts.command("verify")
def counts_verify(
    repair: Annotated[bool, typer.Option("--repair", help="Write wrong roll-ups anew, from the counts.")] = False,
) -> None:
    """Prove the daily roll-ups against the counts, return by return."""
    verdict = verifying.repair(_engine(), f"{COMMAND} counts verify") if repair else verifying.verify(_engine())
    if repair and verdict.wrong:
        print(verdict.sentence)
        verdict = verifying.verify(_engine())
    if not verdict.sound:
        raise Problem(verdict.sentence)
    print(verdict.sentence)


@retention.command("run")
def retention_run() -> None:
    """Erase what signals say whose time is up. Every start does so too; running it again changes nothing."""
    erased = retaining.run(_engine(), f"{COMMAND} retention run")
    print(f"Erased what {counted(erased, 'signal')} said." if erased else "There is nothing to erase.")


@backup.command("create")
def backup_create(file: BackupFile) -> None:
    """Back the database up into FILE. Short: backup FILE. Nobody has to stop working meanwhile."""
    manifest = backups.create(_engine(), file)
    print(f"Backed up {counted(manifest.size, 'byte')} into {file}. The audit's head is {manifest.head}.")


@backup.command("verify")
def backup_verify(file: BackupFile) -> None:
    """Restore FILE in a temporary place, and verify its audit there. The database is not touched."""
    print(backups.verify(shared_engine(load_settings().database_url), file).sentence)


@app.command()
def briefing(
    name_or_number: Annotated[str, typer.Argument(
        help="A briefing's number or name; or that of a template, like “weekly note to ministers”.")],
    out: OutFile,
    as_at: Annotated[str, typer.Option(
        help="The day at whose end it was known, like 2019-11-29. Without one: what is known now.")] = "",
    platform: Annotated[str, typer.Option(help="For the template “platform scorecard”: facebook, for example.")] = "",
    question: Annotated[str, typer.Option(help="For the template “answer to a parliamentary question”.")] = "",
) -> None:
    """Make a briefing, as DOCX or tagged PDF. No browser session is needed, so a timer can do it."""
    by_command.check_file(out)
    engine = _engine()
    with by_command.patience(f"Making {out.name}. This takes some seconds."):
        made = by_command.make(engine, f"{COMMAND} briefing", load_settings().public_url, name_or_number, out,
                               by_command.Asked(as_at, platform, question))
    for sentence in made.sentences:
        print(sentence, file=sys.stderr)
    print(f"Made {out}: {made.what}, as at {moment_in_words(made.as_at)}.")


@app.command()
def remind() -> None:
    """Send people the reminders that are due. A timer may run it as often as it likes, beside the server too."""
    settings = load_settings()
    post = reminding.post(settings.reminders, settings.smtp_url, settings.reminders_from, settings.notify_api_key,
                          settings.notify_template_id, settings.public_url, settings.digest_hour)
    if post is None:
        raise Problem("Reminders are off. Set REMINDERS to smtp or notify.")
    engine = _engine()
    composed = reminding.compose(engine, post)
    done = reminding.send(engine, post.sender)
    print(f"Composed {counted(composed, 'message')} and sent {counted(done.sent, 'message')}.")
    if done.later:
        print(f"{counted(done.later, 'message')} could not be sent, and will be tried again.")
    if done.failed:
        raise Problem("\n".join(done.failed))


@app.command()
def restore(file: BackupFile, yes: Yes = False) -> None:
    """Put a backup in place of the database. Stop Parley first."""
    engine = shared_engine(load_settings().database_url)
    if backups.holds_records(engine) and not yes:
        typer.confirm("This replaces everything in the database by what is in the backup. Go on?", abort=True)
    verified = backups.restore(engine, file, f"{COMMAND} restore")
    print(f"Restored the backup made on {moment_in_words(verified.manifest.made_at)}. {verified.verdict.sentence}")


@app.command()
def provenance(file: Annotated[Path, typer.Argument(help="A file that was downloaded from Parley.")]) -> None:
    """Print what a file says of itself and, of figures, whether the database still gives the same."""
    _must_be_there(file)
    content = file.read_bytes()
    told = read_provenance(content)
    for name, value in told.items():
        print(f"{name}: {value}")
    figures = figures_told(told)
    if figures:
        _prove(figures, moment_told(told), table_in(content))


def _prove(figures: list[Claimed], as_at: datetime, table: bytes | None) -> None:
    """Say whether the figures of a file, and the table in it, are those that the database gives. Raises Problem where
    they are not."""
    if table is not None and sha256(table).hexdigest() != figures[0].sha256:
        raise Problem("The table in this file is not the one that it was made with: the file was changed.")
    with reading(_engine()) as session:
        wrong = list(proving.differing(session, READER, figures, as_at=as_at))
    if wrong:
        raise Problem("\n".join(wrong))
    print("The database still gives the same figures as at that time.")


def main() -> None:
    """Run a command. What goes wrong is a sentence on standard error and exit code 1."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        app()
    except Problem as problem:
        sys.exit(str(problem))
    except OperationalError as error:
        sys.exit(f"The database cannot be used: {str(error.orig).strip().splitlines()[0]}. Check DATABASE_URL.")


def _engine() -> Engine:
    """The database, with this version's tables. Raises Problem where it has others or none."""
    engine = shared_engine(load_settings().database_url)
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    revision = None
    if file is None or Path(file).exists():  # looking at an SQLite file would make it
        with engine.connect() as connection:
            revision = migrations.revision(connection)
    if revision != migrations.newest():
        state = "is not set up yet" if revision is None else "does not have this version's tables"
        raise Problem(f"The database {state}. Run: {COMMAND} seed")
    return engine


def _accounts(engine: Engine) -> pd.DataFrame:
    with reading(engine) as session:
        return accounting.listing(session, OPERATOR)


def _account(engine: Engine, email: str) -> int:
    frame = _accounts(engine)
    found = frame.loc[frame["email"] == email.strip().lower(), "id"]
    if found.empty:
        raise NotFound(f"There is no account for {email}. See: {COMMAND} account list")
    return int(found.iloc[0])


def _set_active(email: str, *, active: bool) -> None:
    engine, done = _engine(), "reactivate" if active else "deactivate"
    accounting.set_active(engine, f"{COMMAND} account {done}", _account(engine, email), active=active)
    print(f"{done.capitalize()}d the account of {email.strip().lower()}.")


def _state(active: bool, exercise_cast: bool, has_password: bool) -> str:
    if not active:
        return "deactivated"
    if exercise_cast:
        return "exercise"
    return "active" if has_password else "no password yet"


def _print_link(token: str) -> None:
    settings = load_settings()
    if not settings.local_sign_in:
        print(f"The person signs in with {settings.organisation}, by the same email address.")
        return
    print(f"Give this link to the person. It works once, for {accounting.LINK_LASTS.days} days:")
    print(f"{settings.public_url}/set-password?token={token}")


def _head_in(file: Path) -> auditing.Head:
    """The head that a backup or an exported file carries."""
    _must_be_there(file)
    try:
        return auditing.Head.parse(backups.read_manifest(file).head)
    except Problem:
        return auditing.Head.parse(read_audit_head(file.read_bytes()))


def _must_be_there(file: Path) -> None:
    if not file.is_file():
        raise NotFound(f"There is no file {file}.")


if __name__ == "__main__":
    main()
