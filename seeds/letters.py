"""Loading a letter: a folder with letter.yaml (what it asks, of whom) and letter.txt (its whole words)."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator
from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from coordination.problems import Invalid
from coordination.wording import counted, day_in_words, listed
from coordination.writes import Write, write
from data_model.database import reading
from data_model.dialogue import DialogueCadence
from data_model.letters import Commitment, Criterion, Election, Letter, Recipient
from data_model.organisations import Organisation, Platform
from data_model.words import Marking, MeetingKind, OrganisationKind
from seeds import documents, public_record
from seeds.documents import Part, Words
from seeds.public_record import Record

LETTERS = Path(__file__).parent / "letters"
ACTOR = "Parley"
Cadences = dict[MeetingKind, tuple[date, int]]


class CriterionPart(Part):
    """One testable part of a commitment. `computed_by` names the figure that Parley computes for it."""

    code: Words = Field(max_length=10)
    text: Words
    computed_by: Words | None = None


class CommitmentPart(Part):
    """One thing that the letter asks, quoted to the character."""

    number: PositiveInt
    title: Words = Field(max_length=200)
    quotation: Words
    first_due_on: date
    update_every_days: PositiveInt
    criteria: list[CriterionPart] = Field(min_length=1)


class SignatoryPart(Part):
    """Who signed, in which office, for which department."""

    name: Words
    office: Words
    department: Words


class RecipientPart(Part):
    """A platform that the letter is addressed to, the company that runs it, and who is named on the envelope."""

    platform: Words = Field(max_length=100)
    slug: Words = Field(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    company: Words
    addressee: Words


class ReturnsPart(Part):
    """When incident returns are due, each for the days before it."""

    first_due_on: date
    every_days: PositiveInt


class DialoguePart(Part):
    """How often a kind of dialogue is expected, from which day on."""

    first_day: date
    every_days: PositiveInt


class MetPart(Part):
    """An organisation that is neither a department of a signatory nor a recipient's company, and is met."""

    name: Words = Field(max_length=200)
    kind: Literal[OrganisationKind.PARTY, OrganisationKind.SECURITY, OrganisationKind.POLICING,
                  OrganisationKind.ELECTORAL]


class LetterPart(Part):
    """All of letter.yaml. `public_record` names a file of facts beside it, which may bring the election along."""

    reference: Words = Field(max_length=60)
    title: Words = Field(max_length=200)
    signed_on: date
    marking: Marking
    source: Words
    election: Words
    public_record: Words | None = None
    returns: ReturnsPart | None = None
    dialogue: dict[MeetingKind, DialoguePart] = Field(default_factory=dict)
    signals_kept_days: NonNegativeInt = 90
    advice_checked_days: PositiveInt = 7
    met: list[MetPart] = Field(default_factory=list)
    signatories: list[SignatoryPart] = Field(min_length=1)
    recipients: list[RecipientPart] = Field(min_length=1)
    commitments: list[CommitmentPart] = Field(min_length=1)

    @property
    def cadence_of_returns(self) -> tuple[date | None, int | None]:
        """The first due day of incident returns, and the days from one to the next; None where none are due."""
        return (self.returns.first_due_on, self.returns.every_days) if self.returns else (None, None)

    @property
    def cadences(self) -> Cadences:
        """How often dialogue is expected, by kind: from which day on, and the days from one to the next."""
        return {kind: (each.first_day, each.every_days) for kind, each in self.dialogue.items()}

    @model_validator(mode="after")
    def _nothing_twice(self) -> "LetterPart":
        listed = {
            "commitment": [str(each.number) for each in self.commitments],
            "criterion": [each.code for commitment in self.commitments for each in commitment.criteria],
            "platform": [each.slug for each in self.recipients],
            "organisation": [each.name for each in self.met],
        }
        for kind, names in listed.items():
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"the {kind} {name} is there twice")
        return self


def load(engine: Engine, folder: Path, *, at: datetime | None = None) -> int:
    """Put the letter in `folder` on record, with its election and public record. Returns its id.

    Running it again changes nothing. What is corrected in the public record, newly computed for a criterion or said
    of incident returns, dialogue, signals and advice is brought up to date. `at` is the moment for the audit, by
    default now. Raises Invalid for a quotation that is not in the letter exactly once, and for a letter that is already
    on record under the same reference with other words.
    """
    file = folder / "letter.yaml"
    part = documents.read(file, LetterPart)
    text = documents.words(folder / "letter.txt")
    spans = {each.number: span(text, each.quotation, f"commitment {each.number}", file) for each in part.commitments}
    record = public_record.read(folder / part.public_record) if part.public_record else None
    with reading(engine) as session:
        on_record = _on_record(session, part.reference)
        if on_record and not _outdated(session, on_record, part, text, record, file):
            return on_record.id or 0
    with write(engine, ACTOR) as w:
        w.now = at or w.now
        known = _on_record(w.session, part.reference)
        letter = known or _add_letter(w.session, part, text, spans, record, file)
        for bring_up_to_date in _outdated(w.session, letter, part, text, record, file) if known else []:
            bring_up_to_date(w)
        if not known:
            if record:
                public_record.replace(w.session, letter.id or 0, record)
            w.record("letter.load", f"put the letter {part.reference} on record: {_counts(part, record)}.")
        return letter.id or 0


def span(text: str, quotation: str, whose: str, file: Path) -> tuple[int, int]:
    """Where `quotation` stands in `text`: its first character from 0, and one past its last.

    Raises Invalid, naming the file and whose quotation it is, unless it is there exactly once.
    """
    times = text.count(quotation)
    if times != 1:
        where = "is not in letter.txt" if not times else f"is in letter.txt {times} times; quote more of the sentence"
        raise documents.refused(file, f"the quotation of {whose}, “{_start_of(quotation)}”, {where}")
    start = text.index(quotation)
    return start, start + len(quotation)


def _on_record(session: Session, reference: str) -> Letter | None:
    return session.scalars(select(Letter).where(col(Letter.reference) == reference)).first()


def _outdated(session: Session, letter: Letter, part: LetterPart, text: str, record: Record | None,
              file: Path) -> list[Callable[[Write], None]]:
    """What to bring up to date for a letter that is on record. Raises Invalid where its words have changed."""
    _refuse_other_words(session, letter, part, text, file)
    found: list[Callable[[Write], None]] = []
    wanted = {each.code: each.computed_by for commitment in part.commitments for each in commitment.criteria}
    query = select(Criterion).join(Commitment, col(Commitment.id) == Criterion.commitment_id)
    for criterion in session.scalars(query.where(col(Commitment.letter_id) == letter.id)):
        if criterion.computed_by != wanted[criterion.code]:
            found.append(lambda w, row=criterion: _compute_by(w, row, wanted[row.code], letter.reference))  # type: ignore[misc]
    if (letter.returns_first_due_on, letter.returns_every_days) != part.cadence_of_returns:
        found.append(lambda w: _set_returns(w, letter, part))
    if _cadences(session, letter) != part.cadences:
        found.append(lambda w: _set_dialogue(w, letter, part))
    if letter.signals_kept_days != part.signals_kept_days:
        found.append(lambda w: _set_kept_days(w, letter, part))
    if letter.advice_checked_days != part.advice_checked_days:
        found.append(lambda w: _set_checked_days(w, letter, part))
    unknown = _unknown(session, part)
    if unknown:
        found.append(lambda w: _add_met(w, letter, unknown))
    if record and public_record.differs(session, letter.id or 0, record):
        found.append(lambda w: _replace_record(w, letter, record))
    return found


def _compute_by(w: Write, criterion: Criterion, figure: str | None, reference: str) -> None:
    criterion.computed_by = figure
    w.record("letter.compute", f"set the figure for criterion {criterion.code} of {reference} to {figure or 'none'}.")


def _set_returns(w: Write, letter: Letter, part: LetterPart) -> None:
    letter.returns_first_due_on, letter.returns_every_days = part.cadence_of_returns
    w.session.add(letter)
    when = (f"every {counted(part.returns.every_days, 'day')} from {day_in_words(part.returns.first_due_on)}"
            if part.returns else "never")
    w.record("letter.returns", f"set the incident returns of {letter.reference} as due {when}.")


def _cadences(session: Session, letter: Letter) -> Cadences:
    query = select(DialogueCadence).where(col(DialogueCadence.letter_id) == letter.id)
    return {row.kind: (row.first_day, row.every_days) for row in session.scalars(query)}


def _set_dialogue(w: Write, letter: Letter, part: LetterPart) -> None:
    w.session.execute(delete(DialogueCadence).where(col(DialogueCadence.letter_id) == letter.id))
    _add_cadences(w.session, letter.id or 0, part)
    when = listed(f"{kind} every {counted(each.every_days, 'day')} from {day_in_words(each.first_day)}"
                  for kind, each in part.dialogue.items()) or "none"
    w.record("letter.dialogue", f"set the dialogue that is expected under {letter.reference}: {when}.")


def _set_kept_days(w: Write, letter: Letter, part: LetterPart) -> None:
    letter.signals_kept_days = part.signals_kept_days
    w.session.add(letter)
    w.record("letter.signals", f"set the signals of {letter.reference} as kept for "
                               f"{counted(part.signals_kept_days, 'day')} after polling day.")


def _set_checked_days(w: Write, letter: Letter, part: LetterPart) -> None:
    letter.advice_checked_days = part.advice_checked_days
    w.session.add(letter)
    w.record("letter.advice", f"set the advice of {letter.reference} as to be checked every "
                              f"{counted(part.advice_checked_days, 'day')}.")


def _unknown(session: Session, part: LetterPart) -> list[MetPart]:
    """Those to be met that are not on record, as whatever kind."""
    known = set(session.scalars(select(col(Organisation.name))))
    return [each for each in part.met if each.name not in known]


def _add_met(w: Write, letter: Letter, met: list[MetPart]) -> None:
    w.session.add_all(Organisation(name=each.name, kind=each.kind) for each in met)
    w.record("letter.met", f"put on record who is met under {letter.reference}: {listed(each.name for each in met)}.")


def _replace_record(w: Write, letter: Letter, record: Record) -> None:
    public_record.replace(w.session, letter.id or 0, record)
    w.record("record.load", f"brought the public record about {letter.reference} up to date: "
                            f"{counted(len(record.entries), 'fact')}.")


def _refuse_other_words(session: Session, letter: Letter, part: LetterPart, text: str, file: Path) -> None:
    """A letter that was signed does not change; another one has another reference."""
    if letter.text != text:
        raise _other(file, letter, "letter.txt")
    if (letter.title, letter.signed_on, letter.signatories) != (part.title, part.signed_on, _signatories(part)):
        raise _other(file, letter, "the title, date or signatories")
    commitments = session.scalars(select(Commitment).where(col(Commitment.letter_id) == letter.id)
                                  .order_by(col(Commitment.number))).all()
    asked = sorted(part.commitments, key=lambda each: each.number)
    if [each.number for each in commitments] != [each.number for each in asked]:
        raise _other(file, letter, "the list of commitments")
    for stored, given in zip(commitments, asked, strict=True):
        if any(getattr(stored, name) != getattr(given, name)
               for name in ("title", "quotation", "first_due_on", "update_every_days")):
            raise _other(file, letter, f"commitment {given.number}")
        criteria = select(col(Criterion.code), col(Criterion.text)).where(col(Criterion.commitment_id) == stored.id)
        if {tuple(row) for row in session.execute(criteria)} != {(each.code, each.text) for each in given.criteria}:
            raise _other(file, letter, f"a criterion of commitment {given.number}")


def _other(file: Path, letter: Letter, what: str) -> Invalid:
    return documents.refused(file, f"the letter {letter.reference} is already on record, and {what} differs from "
                                   "what is there. A signed letter does not change: put back what it was, or give "
                                   "the new letter a reference of its own")


def _add_letter(session: Session, part: LetterPart, text: str, spans: dict[int, tuple[int, int]],
                record: Record | None, file: Path) -> Letter:
    election = _election(session, part.election, record, file)
    for signatory in part.signatories:
        _organisation(session, signatory.department, OrganisationKind.GOVERNMENT)
    letter = Letter(reference=part.reference, title=part.title, signed_on=part.signed_on,
                    signatories=_signatories(part), text=text, source=part.source, marking=part.marking,
                    election_id=election.id or 0, returns_first_due_on=part.cadence_of_returns[0],
                    returns_every_days=part.cadence_of_returns[1], signals_kept_days=part.signals_kept_days,
                    advice_checked_days=part.advice_checked_days)
    session.add(letter)
    session.flush()
    _add_cadences(session, letter.id or 0, part)
    for recipient in part.recipients:
        platform = _platform(session, recipient, file)
        session.add(Recipient(letter_id=letter.id or 0, platform_id=platform.id or 0, addressee=recipient.addressee))
    for commitment in part.commitments:
        _add_commitment(session, letter.id or 0, commitment, *spans[commitment.number])
    session.add_all(Organisation(name=each.name, kind=each.kind) for each in _unknown(session, part))
    return letter


def _add_cadences(session: Session, letter_id: int, part: LetterPart) -> None:
    session.add_all(DialogueCadence(letter_id=letter_id, kind=kind, first_day=each.first_day,
                                    every_days=each.every_days) for kind, each in part.dialogue.items())
    session.flush()


def _add_commitment(session: Session, letter_id: int, part: CommitmentPart, start: int, end: int) -> None:
    commitment = Commitment(letter_id=letter_id, number=part.number, title=part.title, quotation=part.quotation,
                            span_start=start, span_end=end, first_due_on=part.first_due_on,
                            update_every_days=part.update_every_days)
    session.add(commitment)
    session.flush()
    session.add_all(Criterion(commitment_id=commitment.id or 0, code=each.code, text=each.text,
                              computed_by=each.computed_by) for each in part.criteria)
    session.flush()


def _election(session: Session, name: str, record: Record | None, file: Path) -> Election:
    known = session.scalars(select(Election).where(col(Election.name) == name)).first()
    if known:
        return known
    if record is None or record.election is None or record.election.name != name:
        raise documents.refused(file, f"the election “{name}” is not on record, and no public record beside this "
                                      "letter describes it")
    return public_record.add_election(session, record)


def _platform(session: Session, recipient: RecipientPart, file: Path) -> Platform:
    company = _organisation(session, recipient.company, OrganisationKind.COMPANY)
    known = session.scalars(select(Platform).where(col(Platform.slug) == recipient.slug)).first()
    if known is None:
        known = Platform(slug=recipient.slug, name=recipient.platform, organisation_id=company.id or 0)
        session.add(known)
        session.flush()
    elif (known.name, known.organisation_id) != (recipient.platform, company.id):
        raise documents.refused(file, f"the platform {recipient.slug} is already on record as {known.name}, with "
                                      "another name or company")
    return known


def _organisation(session: Session, name: str, kind: OrganisationKind) -> Organisation:
    known = session.scalars(select(Organisation).where(col(Organisation.name) == name)).first()
    if known is None:
        known = Organisation(name=name, kind=kind)
        session.add(known)
        session.flush()
    return known


def _signatories(part: LetterPart) -> str:
    return "\n".join(f"{each.name}, {each.office}" for each in part.signatories)


def _counts(part: LetterPart, record: Record | None) -> str:
    criteria = sum(len(each.criteria) for each in part.commitments)
    facts = f", {counted(len(record.entries), 'public fact')}" if record else ""
    return (f"{counted(len(part.commitments), 'commitment')}, {counted(criteria, 'criterion', 'criteria')}, "
            f"{counted(len(part.recipients), 'platform')}{facts}")


def _start_of(quotation: str) -> str:
    return quotation if len(quotation) <= 60 else quotation[:60].rsplit(" ", 1)[0] + " …"
