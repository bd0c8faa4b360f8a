"""STIX 2.1 bundles from elsewhere: what of them would be shared, and sharing it. What cannot be is said by object.

A marking is never guessed: what carries none, or two, is not shared. Nothing in a file is believed to be small, or to
be what it says it is.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd
import stix2
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Engine, select
from sqlmodel import Session, col
from stix2.exceptions import STIXError
from stix2patterns.exceptions import ParseException

from coordination import clock
from coordination.incidents import vocabulary
from coordination.problems import Fault, Invalid, from_validation
from coordination.signals import indicators, rules, sharing, stix
from coordination.signals.sharing import Choices, Id, SignalInput
from coordination.texts import on_one_line, storable
from coordination.viewers import Viewer
from coordination.wording import counted, listed
from coordination.writes import write
from data_model.organisations import Platform
from data_model.signals import Signal
from data_model.words import IndicatorKind, SignalKind, Tlp

MOST_BYTES = 5_000_000
MOST_OBJECTS = 2_000
MOST_LEVELS = 20
LONGEST_SHOWN = 200
# What the library, and the parsers that it uses, raise at objects that are made to break them.
REFUSALS = (STIXError, ParseException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError,
            RecursionError)
NOT_JSON = "This is not a STIX bundle: the file is not JSON. Export it again as STIX 2.1."
NOT_A_BUNDLE = "This is not a STIX 2.1 bundle. Export it again as STIX 2.1."
COLUMNS = ["stix_id", "becomes", "problem", "kind", "category", "tlp", "indicator_kind", "indicator", "summary",
           "observed_at"]
AT_ONCE = 500  # ids that a query names
Object = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """A signal that a bundle holds, its indicator in its normal form. `category_code` is None where no label of ours
    says it."""

    stix_id: str
    kind: SignalKind
    category_code: str | None
    tlp: Tlp
    summary: str
    indicator_kind: IndicatorKind
    indicator: str
    observed_at: datetime


class BundleInput(BaseModel):
    """For which platform, and with whom, a bundle's signals are shared. `category_id` is that of those without one of
    our labels."""

    model_config = ConfigDict(extra="forbid")

    letter_id: Id
    platform_id: Id
    category_id: Id | None = None
    platform_ids: list[Id] = Field(default_factory=list)
    organisation_ids: list[Id] = Field(default_factory=list)
    account_ids: list[Id] = Field(default_factory=list)
    everyone: bool = False


class Becomes(StrEnum):
    """What comes of an indicator."""

    NEW = "will be shared"
    HERE = "already here"
    BAD = "cannot be shared"


@dataclass(frozen=True)
class Bad:
    """An object that cannot be shared, and why."""

    object_id: str
    sentence: str


@dataclass(frozen=True)
class Bundle:
    """What a bundle holds: signals in its order, indicators that are none for us, and how many objects of other types
    there are, which are left alone."""

    signals: tuple[Found, ...] = ()
    bad: tuple[Bad, ...] = ()
    others: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """A signal of a bundle and what becomes of it; `input` where it will be shared."""

    found: Found
    becomes: Becomes
    problem: str
    category: str | None
    input: SignalInput | None


def read(content: bytes) -> Bundle:
    """What is in a file. Of an object in several versions the newest counts. Raises Invalid where the file as a whole
    cannot be read."""
    found: dict[str, Found] = {}
    bad: list[Bad] = []
    others: Counter[str] = Counter()
    for number, each in enumerate(_newest(_objects(content)), 1):
        kind = each.get("type") if isinstance(each, dict) else None
        if isinstance(kind, str) and kind != "indicator":
            others[on_one_line(kind)[:LONGEST_SHOWN]] += 1
            continue
        try:
            signal = _signal(each)
        except Invalid as problem:
            bad.append(Bad(_name(each, number), str(problem)))
        else:
            found[signal.stix_id] = signal
    return Bundle(tuple(found.values()), tuple(bad), dict(others))


def dry_run(session: Session, viewer: Viewer, bundle: Bundle, given: dict[str, object]) -> pd.DataFrame:
    """What would come of sharing a bundle's signals as `given` (`BundleInput`) says, now. Raises Invalid, NotAllowed,
    or NotFound for a letter that is not the viewer's.

    Columns: COLUMNS, a row an indicator in the bundle's order, those that cannot be read last: `becomes` is a Becomes,
    `problem` says why it cannot be shared; of what cannot be read all else is None.
    """
    asked = _checked(given)
    rows: list[tuple[object, ...]] = [
        (each.found.stix_id, each.becomes, each.problem, each.found.kind, each.category, each.found.tlp,
         each.found.indicator_kind, each.found.indicator, each.found.summary, each.found.observed_at)
        for each in _judged(session, viewer, bundle, asked, clock.now(session))]
    nothing = (None,) * (len(COLUMNS) - 3)
    rows += [(each.object_id, Becomes.BAD, each.sentence, *nothing) for each in bundle.bad]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def store(engine: Engine, viewer: Viewer, bundle: Bundle, given: dict[str, object]) -> list[int]:
    """Share those of a bundle's signals that can be and are not here yet, in one write. Returns their ids; where there
    are none, nothing changes. Raises Invalid, NotFound or NotAllowed."""
    asked = _checked(given)
    with write(engine, viewer, sharing.REPRESENTATIVES, "share signals") as w:
        judged = _judged(w.session, w.person, bundle, asked, w.now)
        fit = [(each.input, each.found.stix_id) for each in judged if each.input]
        may = sharing.choices(w.session, w.person, asked.letter_id)
        shared = [sharing.put(w.session, w.person, each, w.now, stix_id=id_, may=may)[0] for each, id_ in fit]
        if shared:
            numbers = f"signal {shared[0]}" if len(shared) == 1 else f"signals {shared[0]} to {shared[-1]}"
            w.record("signal.import", f"shared {numbers} for {may.own[asked.platform_id]} from a STIX bundle; "
                                      f"{counted(len(judged) - len(shared) + len(bundle.bad), 'other')} left out.")
        return shared


def _checked(given: dict[str, object]) -> BundleInput:
    try:
        return BundleInput.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error


def _judged(session: Session, viewer: Viewer, bundle: Bundle, asked: BundleInput, at: datetime) -> list[Judged]:
    """What becomes of each signal of a bundle at `at`. Raises NotFound or NotAllowed."""
    may = sharing.choices(session, viewer, asked.letter_id)
    codes = {code: each.id for code, each in vocabulary.read(session).category_by_code.items()
             if each.id in may.categories}
    here = _here(session, viewer, asked.letter_id, [each.stix_id for each in bundle.signals])
    return [_judge(each, asked, may, codes, here, at) for each in bundle.signals]


def _judge(found: Found, asked: BundleInput, may: Choices, codes: Mapping[str, int], here: Mapping[str, str],
           at: datetime) -> Judged:
    category_id = codes.get(found.category_code or "", asked.category_id)
    category = may.categories.get(category_id or 0)
    if found.stix_id in here:
        told = "" if here[found.stix_id] == may.own.get(asked.platform_id) else f"{here[found.stix_id]} shared it."
        return Judged(found, Becomes.HERE, told, category, None)
    if category_id is None:
        return Judged(found, Becomes.BAD, "It names no category that Parley knows. Choose one for the bundle.", None,
                      None)
    try:
        each = sharing.checked({
            **asked.model_dump(), "category_id": category_id, "kind": found.kind, "summary": found.summary,
            "indicator_kind": found.indicator_kind, "indicator": found.indicator, "observed_at": found.observed_at,
            "tlp": found.tlp})
        _, faults = sharing.judged(each, may, at)
    except Invalid as problem:
        faults = list(problem.faults)
    if faults:
        return Judged(found, Becomes.BAD, str(Invalid(*faults)), category, None)
    return Judged(found, Becomes.NEW, "", category, each)


def _here(session: Session, viewer: Viewer, letter_id: int, stix_ids: list[str]) -> dict[str, str]:
    """Of these ids those of signals about the letter that the viewer may read, and the platform that shared each. Of
    others it says nothing, so that nobody learns of them by asking."""
    query = (select(col(Signal.stix_id), col(Platform.name))
             .join(Platform, col(Platform.id) == Signal.platform_id)
             .where(col(Signal.letter_id) == letter_id, rules.reads_content(viewer)))
    found: dict[str, str] = {}
    for start in range(0, len(stix_ids), AT_ONCE):
        some = query.where(col(Signal.stix_id).in_(stix_ids[start:start + AT_ONCE]))
        found.update(session.execute(some).all())
    return found


def _objects(content: bytes) -> list[Any]:
    """The bundle's objects, as they are. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise _refused(f"This file has {len(content):,} bytes, and {MOST_BYTES:,} are the most. Split the bundle.")
    try:
        bundle = json.loads(content)
        deep = _deeper_than(MOST_LEVELS, bundle)
    except (ValueError, RecursionError) as error:
        raise _refused(NOT_JSON) from error
    if deep:
        raise _refused(f"This file is nested more than {MOST_LEVELS} deep, which no bundle of indicators is.")
    objects = bundle.get("objects", []) if isinstance(bundle, dict) and {"type", "id"} <= bundle.keys() else None
    if not isinstance(objects, list):
        raise _refused(NOT_A_BUNDLE)
    if len(objects) > MOST_OBJECTS:
        raise _refused(f"This bundle has {len(objects):,} objects, and {MOST_OBJECTS:,} are the most. Split it.")
    try:
        stix2.v21.Bundle(**{name: value for name, value in bundle.items() if name != "objects"})
    except REFUSALS as error:
        raise _refused(f"{NOT_A_BUNDLE} {_said(error)}") from error
    return objects


def _newest(objects: list[Any]) -> list[Any]:
    """The objects, of those with the same id the one that was modified last."""
    newest: dict[object, Any] = {}
    for number, each in enumerate(objects):
        id_ = each.get("id") if isinstance(each, dict) else None
        key = id_ if isinstance(id_, str) else number
        if key not in newest or _modified(newest[key]) <= _modified(each):
            newest[key] = each
    return list(newest.values())


def _modified(each: Object) -> str:
    """As text that sorts by time, with fractions of a second or without."""
    return str(each.get("modified", "")).rstrip("Z") if isinstance(each, dict) else ""


def _signal(given: Any) -> Found:
    """The signal that an object is. Raises Invalid."""
    each = _strictly(given)
    if each.get("revoked"):
        raise _refused("Whoever made it has withdrawn it.")
    if each.get("granular_markings"):
        raise _refused("Parts of it are marked on their own, and Parley marks a signal as a whole.")
    kind, value = stix.indicator(each["pattern"])
    value = indicators.normal(kind, value)
    labelled, code = stix.labelled(each.get("labels", ()))
    summary = storable(each.get("description") or each.get("name") or "")
    if not summary:
        raise _refused("It has neither a description nor a name, and a signal needs a summary.")
    usual = SignalKind.USER if kind is IndicatorKind.HANDLE else SignalKind.CONTENT
    since: datetime = each["valid_from"]  # of a type of the library's own
    return Found(each["id"], labelled or usual, code, _marking(each), summary, kind, value,
                 datetime.combine(since.date(), since.timetz()))


def _strictly(given: Any) -> Object:
    """The object as the library's strict parser reads it. Raises Invalid."""
    if not isinstance(given, dict) or given.get("spec_version") != "2.1" or given.get("type") != "indicator":
        raise _refused("This is not an object of STIX 2.1.")
    if given.get("pattern_type") != "stix":
        raise _refused("Its pattern is in another language than STIX. " + stix.UNDERSTOOD)
    if not isinstance(given.get("pattern"), str) or not stix.simple(given["pattern"]):
        raise _refused(stix.UNDERSTOOD)
    try:
        parsed: Object = stix2.parse(given, allow_custom=False, version="2.1")
    except REFUSALS as error:
        raise _refused(f"This is not a valid indicator of STIX 2.1. {_said(error)}") from error
    return parsed


def _marking(each: Object) -> Tlp:
    """The one TLP marking that an object carries. Raises Invalid."""
    marked: set[Tlp] = {stix.MARKED[ref] for ref in each.get("object_marking_refs", ()) if ref in stix.MARKED}
    if not marked:
        raise _refused("It carries no TLP marking, and Parley does not guess one. Ask whoever sent it.")
    if len(marked) > 1:
        raise _refused(f"It is marked {listed(sorted(marked))}. Ask whoever sent it which one holds.")
    return marked.pop()


def _deeper_than(levels: int, value: Any) -> bool:
    if not isinstance(value, dict | list):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper_than(levels - 1, part) for part in parts)


def _name(given: Any, number: int) -> str:
    """What to call an object: its id, or its place."""
    id_ = given.get("id") if isinstance(given, dict) else None
    return on_one_line(id_)[:LONGEST_SHOWN] if isinstance(id_, str) and id_ else f"object {number}"


def _said(error: Exception) -> str:
    """What the library says is wrong, on one line and not at any length."""
    words = on_one_line(str(error))
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


def _refused(sentence: str) -> Invalid:
    return Invalid(Fault("file", sentence))
