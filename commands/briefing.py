"""Making a briefing by command, without a browser session: for a timer."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Timer

from sqlalchemy import Engine
from sqlmodel import Session

from coordination import audit, clock, letters
from coordination.briefings import assembling, commanded, markings, templates
from coordination.briefings.assembled import Assembled
from coordination.briefings.assembling import Wanted
from coordination.briefings.templates import Basis
from coordination.exercise import is_exercise
from coordination.exploring import catalogue
from coordination.problems import Fault, Invalid, Problem
from coordination.version import VERSION
from coordination.viewers import Viewer
from coordination.wording import day_in_words, listed
from data_model.database import reading
from data_model.words import BriefingTemplate, Role
from exports import briefing as exported
from exports import pictures
from exports.provenance import BriefingProvenance

MAKERS = {".docx": exported.docx, ".pdf": exported.pdf}
PATIENT_S = 1.0
PAGE = "/briefings"


@dataclass(frozen=True)
class Asked:
    """What a command says besides the briefing's name and the file: a day, and what some templates ask for."""

    day: str = ""
    platform: str = ""
    question: str = ""


@dataclass(frozen=True)
class Made:
    """What was made: in words, as at when, and what whoever asked should know."""

    what: str
    as_at: datetime
    sentences: tuple[str, ...]


def check_file(out: Path) -> None:
    """Raise Problem where no briefing can be written into this file."""
    if out.suffix.lower() not in MAKERS:
        raise Problem(f"{out.name} ends neither in .docx nor in .pdf. Give the file one of these endings: it decides "
                      "what is made.")
    if not out.parent.is_dir():
        raise Problem(f"There is no folder {out.parent}. Make it first, or choose another one.")
    if out.is_dir():
        raise Problem(f"{out} is a folder. Name a file.")


def make(engine: Engine, command: str, public_url: str, name_or_number: str, out: Path, asked: Asked) -> Made:
    """Write the briefing of that name or number as its owner may see it, or that of a template as an analyst may, into
    `out`; the audit says so. Raises Problem."""
    with reading(engine) as session:
        now = clock.now(session)
        as_at = clock.as_at(_day(asked.day, clock.day(now)), now)
        viewer, letter, wanted, what = _wanted(session, command, public_url, name_or_number, asked, as_at)
        made = assembling.assembled(session, viewer, letter, wanted, as_at=as_at)
        about = BriefingProvenance(
            title=made.name, letter=made.reference, source=made.source, as_at=as_at, made_at=now, made_by=viewer.name,
            marking=made.marking, exercise=is_exercise(session), address=made.address,
            audit_head=str(audit.head(session)), application_version=VERSION, figures=made.named)
    content = MAKERS[out.suffix.lower()](made, about)
    commanded.record(engine, command, what, content, letter=made.reference, as_at=as_at)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Problem(f"{out} cannot be written: {error.strerror}. Choose another file.") from error
    return Made(what, as_at, tuple(_worth_knowing(made)))


@contextmanager
def patience(sentence: str) -> Iterator[None]:
    """Say so where it takes longer than a second."""
    telling = Timer(PATIENT_S, print, (sentence,), {"file": sys.stderr, "flush": True})
    telling.start()
    try:
        yield
    finally:
        telling.cancel()


def _wanted(session: Session, command: str, public_url: str, name_or_number: str, asked: Asked,
            as_at: datetime) -> tuple[Viewer, letters.LetterInView, Wanted, str]:
    """Who looks, at which letter, the briefing, and what the audit calls it. The name of a template is that template,
    whatever briefings are called."""
    template = next((each for each in BriefingTemplate if each == name_or_number.strip().lower()), None)
    if template in {None, BriefingTemplate.BLANK}:
        owner, found = commanded.wanted(session, name_or_number)
        address = f"{public_url}{PAGE}?briefing={found.id}"
        return (owner, letters.in_view(session, owner, found.reference),
                Wanted(found.name, found.template, found.marking, found.parts, address, public_url),
                f"briefing {found.id}")
    viewer = Viewer(0, command, "", Role.ANALYST, 0, "")
    letter = letters.in_view(session, viewer)
    known = catalogue.read(session, viewer, letter, as_at=as_at)
    parts = templates.parts(template, Basis(letter, known, asked.platform, asked.question))
    wanted = Wanted(templates.SUBJECTS[template], template, markings.lowest(parts, known, letter), parts,
                    f"{public_url}{PAGE}", public_url)
    return viewer, letter, wanted, f"a {template}"


def _day(given: str, today: date) -> date | None:
    """The day that was given; None for none. Raises Problem for what is none, or not yet over or begun."""
    if not given:
        return None
    wrong = Invalid(Fault("as_at", f"“{given}” is not a day. Write it like 2019-11-29."))
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
        raise wrong
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise wrong from error
    if day > today:
        raise Problem(f"{day_in_words(day)} is still to come: today is {day_in_words(today)}. Choose today or a day "
                      "before.")
    return day


def _worth_knowing(made: Assembled) -> Iterator[str]:
    missing = pictures.missing()
    if missing and any(each.drawn for each in made.figures):
        yield f"Figures are shown as tables. {missing}"
    empty = [str(number) for number, each in enumerate(made.figures, start=1) if each.explored.frame.empty]
    if empty:
        yield f"There is nothing on record to show in figure {listed(empty)}."
