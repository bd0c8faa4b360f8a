"""Whom a signal goes to: only what its marking permits is offered, and who will read it is said before it is shared."""

from collections import Counter
from collections.abc import Iterable, Mapping

import streamlit as st

from coordination.signals import rules
from coordination.signals.rules import RULES, Addressed, Rule
from coordination.signals.sharing import Choices
from coordination.wording import listed
from data_model.words import Tlp
from page_parts import html
from page_parts.frame import problem
from page_parts.visit import Visit

Given = dict[str, object]


def ask(may: Choices, tlp: Tlp) -> Given:
    """The choice of addressees under a marking: platform_ids, organisation_ids, account_ids, everyone."""
    asked = _asked(may, tlp)
    if RULES[tlp].to_people:
        return {"account_ids": _several("People who may read it", _people(may), asked, "share-signal.people")}
    everyone = RULES[tlp].to_everyone and st.checkbox("Everyone whom this letter concerns", key="share-signal.everyone")
    if everyone:
        return {"everyone": True}
    return {"platform_ids": _several("Platforms", may.platforms, asked, "share-signal.platforms"),
            "organisation_ids": _several("Departments", may.departments, asked, "share-signal.departments")}


def ask_all(may: Choices, place: str) -> Given:
    """The choice of addressees for signals of several markings. Of these, what is not permitted is said by signal."""
    if st.checkbox("Everyone whom this letter concerns", key=f"{place}.everyone"):
        return {"everyone": True}
    return {"platform_ids": _several("Platforms", may.platforms, set(), f"{place}.platforms"),
            "organisation_ids": _several("Departments", may.departments, set(), f"{place}.departments"),
            "account_ids": _several("People, for TLP:RED", _people(may), set(), f"{place}.people")}


def _people(may: Choices) -> dict[int, str]:
    """Name and organisation of each person by account; two of one name are told apart, as a choice is made by name."""
    named = {each.account_id: f"{each.name}, {each.organisation}" for each in may.people}
    count = Counter(named.values())
    return {id_: name if count[name] == 1 else f"{name} (account {id_})" for id_, name in named.items()}


def _asked(may: Choices, tlp: Tlp) -> set[str]:
    """The names that the address asks for; why they cannot be chosen is said where the marking does not permit them."""
    asked = set(st.query_params.get_all("addressee"))
    if not asked:
        return asked
    people = {each.name: each.organisation for each in may.people}
    organisations = {*may.platforms.values(), *may.departments.values()}
    if not asked <= organisations | people.keys():
        problem("The address asks for addressees that there are not. They are left out.")
    wanted = Addressed(tuple(sorted(asked & organisations)),
                       tuple((name, people[name]) for name in sorted(asked & people.keys())))
    for fault in rules.faults(tlp, wanted):
        if fault.where == "tlp":
            problem(fault.sentence)
    return asked


def _several(label: str, names: Mapping[int, str], asked: set[str], key: str) -> list[int]:
    usual = [id_ for id_, name in names.items() if asked & {name, name.rsplit(", ", 1)[0]}]
    return st.multiselect(label, list(names), usual, format_func=names.__getitem__, placeholder="Choose", key=key)


def preview(here: Visit, may: Choices, tlp: Tlp, given: Mapping[str, object]) -> None:
    """Say who will read it, before it is shared."""
    html.show("share_signal_preview.html", tlp=tlp, meaning=RULES[tlp].meaning,
              readers=readers(may, RULES[tlp], given, here.viewer.organisation))


def readers(may: Choices, rule: Rule, given: Mapping[str, object], own: str) -> list[str]:
    """Who will read what the signal says, line by line; the sharer's own company last."""
    everyone = bool(given.get("everyone"))
    platforms = list(may.platforms) if everyone else _ids(given, "platform_ids")
    departments = list(may.departments) if everyone else _ids(given, "organisation_ids")
    people = set(_ids(given, "account_ids"))
    found = [f"{each.name}, {each.organisation}" for each in may.people if each.account_id in people]
    if platforms:
        found.append(f"Representatives of {listed(may.platforms[id_] for id_ in platforms)}")
    if departments:
        of = "every department" if rule.all_departments else listed(may.departments[id_] for id_ in departments)
        found.append(f"Officials of {of}")
    if departments and rule.analysts:
        found.append("Government analysts")
    return [*found, f"Representatives of {own}, who share it"] if found else []


def _ids(given: Mapping[str, object], name: str) -> list[int]:
    chosen = given.get(name, [])
    return [int(str(each)) for each in chosen] if isinstance(chosen, Iterable) else []
