"""Whom a marking lets one address, and who reads what carries it: one table, one row a marking.

From it come the faults at sharing, the conditions of every query, the form's choices and the tests. Two things are kept
apart: to know of a signal (who shared to whom, when, of what kind, and when it was answered), and to read its content
(summary, indicator, and what people wrote about it).
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from coordination.problems import Fault
from coordination.viewers import SEES_ALL_PLATFORMS, Viewer, own_platform
from coordination.wording import listed
from data_model.signals import Signal, SignalAddressee
from data_model.words import Role, Tlp


@dataclass(frozen=True)
class Rule:
    """What one marking says. `meaning` is what FIRST has it mean, as the form tells it.

    The people named read it, or the representatives of a platform and the officials of a department that are addressed.
    Once a department is addressed, `all_departments` lets the officials of every other one read too, and `analysts`
    the analysts.
    """

    meaning: str
    to_people: bool = False
    to_everyone: bool = False
    all_departments: bool = False
    analysts: bool = False


RULES = {
    Tlp.RED: Rule("For the people you name, and nobody else.", to_people=True),
    Tlp.AMBER_STRICT: Rule("For the organisations you choose, and nobody outside them."),
    Tlp.AMBER: Rule("For those who need to know at the organisations you choose; the government counts as one.",
                    all_departments=True),
    Tlp.GREEN: Rule("For everyone this letter concerns, not for the public.", to_everyone=True, all_departments=True,
                    analysts=True),
    Tlp.CLEAR: Rule("For anybody: nothing in it needs protecting.", to_everyone=True, all_departments=True,
                    analysts=True),
}


@dataclass(frozen=True)
class Addressed:
    """Whom a platform wants to address, by name: `people` with their organisations."""

    organisations: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    everyone: bool = False


def faults(tlp: Tlp, to: Addressed) -> list[Fault]:
    """What contradicts the marking; none is fine."""
    rule = RULES[tlp]
    found = []
    if rule.to_people and (to.organisations or to.everyone):
        at = f"who at {listed(to.organisations)} may read this" if to.organisations else "the people who may read this"
        found.append(Fault("tlp", f"{tlp} is for named people. Choose {at}, or another marking."))
    if to.people and not rule.to_people:
        of = listed(dict.fromkeys(organisation for _, organisation in to.people))
        found.append(Fault("tlp", f"{tlp} is for whole organisations, not for single people. Choose {of} instead of "
                                  f"{listed(name for name, _ in to.people)}, or {Tlp.RED}."))
    if to.everyone and not rule.to_everyone and not rule.to_people:
        found.append(Fault("tlp", f"{tlp} is for those who need to know. Choose platforms and departments by name, or "
                                  f"{Tlp.GREEN}."))
    if not (to.organisations or to.people or to.everyone):
        whom = "person who may read this" if rule.to_people else "platform or department"
        found.append(Fault("addressees", f"Choose at least one {whom}."))
    return found


def knows_of(viewer: Viewer, signal: type[Signal] = Signal) -> ColumnElement[bool]:
    """The condition under which `viewer` may know of a signal. `signal` may be an alias of the table."""
    if viewer.role in SEES_ALL_PLATFORMS:
        return true()
    return reads_content(viewer, signal)  # at a platform, whoever is not to read it does not know of it either


def reads_content(viewer: Viewer, signal: type[Signal] = Signal) -> ColumnElement[bool]:
    """The condition under which `viewer` may read what a signal says. `signal` may be an alias of the table."""
    if viewer.role is Role.PLATFORM:
        return or_(own_platform(viewer, col(signal.platform_id)), addressed_to(viewer, signal))
    if viewer.role is Role.OFFICIAL:
        everywhere = [tlp for tlp, rule in RULES.items() if rule.all_departments]
        return or_(addressed_to(viewer, signal), and_(col(signal.tlp).in_(everywhere), _to_a_department(signal)))
    if viewer.role is Role.ANALYST:
        with_analysts = [tlp for tlp, rule in RULES.items() if rule.analysts]
        return and_(col(signal.tlp).in_(with_analysts), _to_a_department(signal))
    return false()


def addressed_to(viewer: Viewer, signal: type[Signal] = Signal) -> ColumnElement[bool]:
    """The condition under which a signal is addressed to the viewer: their platform or department or, where the
    marking is for people, themselves."""
    to = aliased(SignalAddressee)
    return exists().where(col(to.signal_id) == signal.id, names(viewer, to, signal))


def names(viewer: Viewer, to: type[SignalAddressee], signal: type[Signal] = Signal) -> ColumnElement[bool]:
    """The condition under which one row of addressees, of `signal`, means the viewer."""
    for_people = [tlp for tlp, rule in RULES.items() if rule.to_people]
    meant = or_(col(to.account_id) == viewer.account_id,
                and_(col(to.account_id).is_(None), col(signal.tlp).not_in(for_people)))
    if viewer.role is Role.PLATFORM:
        return and_(own_platform(viewer, col(to.platform_id)), meant)
    if viewer.role is Role.OFFICIAL:
        return and_(col(to.organisation_id) == viewer.organisation_id, meant)
    return false()


def told_of(viewer: Viewer, to: type[SignalAddressee], signal: type[Signal] = Signal) -> ColumnElement[bool]:
    """The condition under which the viewer, who knows of `signal`, is told of this addressee of it: an addressed
    platform does not hear who else is."""
    if viewer.role in SEES_ALL_PLATFORMS:
        return true()
    return or_(own_platform(viewer, col(signal.platform_id)), names(viewer, to, signal))


def _to_a_department(signal: type[Signal]) -> ColumnElement[bool]:
    to = aliased(SignalAddressee)
    return exists().where(col(to.signal_id) == signal.id, col(to.organisation_id).is_not(None))
