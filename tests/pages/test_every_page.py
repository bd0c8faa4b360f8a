"""Every page of the directory, opened by every role, by nobody, and with every record's address: tomorrow's page is
covered by being in the directory."""

import re
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Engine

from coordination import api_keys
from coordination.dialogue import attending, notes
from coordination.reach import recording
from data_model.words import AdviceTopic, Role
from page_parts.directory import PAGES, pages_of
from tests import advice
from tests.advice import a_returned_section
from tests.cast import (
    Cast,
    a_draft,
    a_held_meeting,
    a_meeting,
    a_request,
    a_return,
    a_version,
    an_acceptance,
    an_action,
    filling,
)
from tests.databases import Fill
from tests.exploring import a_board, a_view
from tests.pages.conftest import Opened, all_of, everything, shown
from tests.reach import a_distribution, an_empty_edition, by_platform
from tests.webhooks import an_endpoint

ROLES = {"official": Role.OFFICIAL, "facebook": Role.PLATFORM, "twitter": Role.PLATFORM, "analyst": Role.ANALYST,
         "administrator": Role.ADMINISTRATOR, "stranger": Role.PLATFORM}
# Words that only their own platform, and where submitted officials and analysts, may ever read.
SUBMITTED, DRAFTED, RETURNED, ASKED = "facebook-submitted", "facebook-drafted", "facebook-returned", "facebook-asked"
EVIDENCE, MET, PRIVATE, SENT = "facebook-evidence", "facebook-met", "officials-private", "facebook-sent"
SAVED, SHARED, TOLD, KEYED = "analysts-own", "office-shared", "facebook-told", "facebook-keyed"
SECRETS = (SUBMITTED, DRAFTED, RETURNED, ASKED, EVIDENCE, MET, PRIVATE, SENT, SAVED, SHARED, TOLD, KEYED)
MAY_READ = {
    "official": {SUBMITTED, RETURNED, ASKED, EVIDENCE, MET, PRIVATE, SENT, SHARED},
    "analyst": {SUBMITTED, RETURNED, ASKED, EVIDENCE, MET, SENT, SAVED, SHARED},
    "facebook": set(SECRETS) - {PRIVATE, SAVED, SHARED},
    "administrator": {KEYED},
}
ADDRESSES: list[dict[str, object]] = [
    {},
    *({"version": id_} for id_ in range(1, 5)),
    *({"request": id_} for id_ in range(1, 3)),
    {"account": 1},
    *({"return": id_} for id_ in range(1, 3)),
    *({"meeting": id_} for id_ in range(1, 4)),
    *({"meeting": id_, "action": id_} for id_ in range(1, 3)),
    {"meeting": 1, "item": 1},
    {"kind": "policing", "state": "held", "by": "week", "on": "2019-12-01", "past": 2, "coming": 9},
    {"measure": "content-actioned", "by": "category", "category": "STATEMENT_CATEGORY_VIOLENCE", "grain": "day",
     "nation": "wales", "from": "2019-11-18", "to": "2019-12-01", "with": "reports-from-candidates"},
    *({"platform": slug, "commitment": number} for slug, number in product(("facebook", "twitter"), (1, 2))),
    {"platform": "facebook"},
    {"commitment": 1},
    {"commitment": 2, "due": "2019-12-06", "platform": "facebook"},
    {"version": "1 OR 1=1", "request": "-1", "platform": "../facebook", "commitment": "1e9", "due": "never",
     "return": "-1", "measure": "1=1", "with": "public-0-x", "from": "1066", "kind": "1=1"},
    {"meeting": "-1", "action": "x", "item": "1e9", "state": "x", "on": "never"},
    {"with": "public-0-x"},
    {"distribution": 1}, {"distribution": 10**30}, {"edition": 1, "page": 9}, {"edition": 9}, {"edition": "1=1"},
    {"briefing": 1}, {"briefing": 10**30}, {"briefing": "1=1"},
    {"signal": 1},
    {"kind": "content", "tlp": "TLP:RED", "state": "waiting", "page": 2, "step": "acknowledged", "by": "category"},
    {"tlp": "TLP:RED", "addressee": "Facebook", "view": "list"},
    *({"platform": slug, "topic": topic}
      for slug, topic in product(("facebook", "twitter"), ("breaches", "reporting"))),
    {"topic": "breaches"}, {"view": "editions"}, {"topic": "../breaches"},
    {"signal": "1 OR 1=1"}, {"kind": "-1"}, {"tlp": "RED"}, {"state": "../waiting"}, {"page": 10**30}, {"step": "0"},
    *({"view": id_} for id_ in range(1, 3)),
    *({"board": id_} for id_ in range(1, 3)),
    {"measure": "content-actioned", "by": "category", "grain": "campaign", "form": "heat map", "to": "2019-12-01",
     "platform": "facebook", "nation": "wales", "dates": "no", "note": "2019-11-19 x", "kind": "met"},
    {"board": "1 OR 1=1"}, {"board": 10**30}, {"view": 10**30}, {"form": "pie"}, {"note": "x"}, {"dates": "x"},
    {"key": 1}, {"webhook": 1}, {"delivery": 1}, {"key": 10**30}, {"webhook": "1=1"}, {"delivery": "x"},
    {"version": 10**30, "request": 10**30, "return": 10**30, "commitment": 10**30},
]


@filling
def record(recorded: Engine, cast: Cast) -> None:
    """A record with something of every kind, each with a word to look for."""
    an_endpoint(recorded, cast.facebook, f"https://example.com/{TOLD}")
    api_keys.make(recorded, cast.facebook, {"name": KEYED, "scopes": ["read"]})
    accepted = a_version(recorded, cast.facebook, commitment=1, narrative=SUBMITTED, link=EVIDENCE)
    an_acceptance(recorded, cast.official, accepted, commitment=1)
    returned = a_version(recorded, cast.facebook, commitment=2, narrative=SUBMITTED)
    a_return(recorded, cast.official, returned, RETURNED)
    a_version(recorded, cast.twitter, commitment=1, narrative="twitter-submitted")
    a_version(recorded, cast.facebook, commitment=3, narrative=SUBMITTED)
    a_draft(recorded, cast.facebook, commitment=2, narrative=DRAFTED, remaining=DRAFTED, delay_reason=DRAFTED)
    a_request(recorded, cast.official, platforms=("facebook",), message=ASKED)
    a_request(recorded, cast.official, platforms=("facebook", "twitter"))
    a_returned_section(recorded, cast, reason=RETURNED, english=SUBMITTED, welsh=SUBMITTED)
    advice.a_draft(recorded, cast.facebook, AdviceTopic.REPORTING, english=DRAFTED, welsh=DRAFTED)
    planned = a_meeting(recorded, cast.official, title=MET, place=MET, agenda=MET)
    attending.add(recorded, cast.facebook, planned, cast.facebook.organisation_id, MET)
    held = a_held_meeting(recorded, cast.official, note=MET)
    for meeting in (planned, held):
        an_action(recorded, cast.official, meeting, text=MET, person=MET)
    notes.write(recorded, cast.official, held, PRIVATE)
    a_held_meeting(recorded, cast.official, "Twitter")
    an_empty_edition(recorded, cast)
    for name, shared in ((SAVED, False), (SHARED, True)):
        a_board(recorded, cast.analyst, a_view(recorded, cast.analyst, name, shared=shared), name=name, shared=shared)
    recording.restate(recorded, cast.facebook, a_distribution(recorded, cast.facebook, by_platform()), 1, 40, SENT)


@pytest.fixture
def fill() -> Fill:
    return record


@pytest.mark.parametrize(("name", "who"), [(name, who) for name, who in product(PAGES, ROLES)
                                           if ROLES[who] in PAGES[name].roles])
def test_a_page_shows_a_person_nothing_that_is_not_theirs(name: str, who: str, app: Opened, cast: Cast) -> None:
    window = app(getattr(cast, who), name)
    for query in ADDRESSES:
        seen = everything(window, query)
        leaked = {secret for secret in SECRETS if secret in seen} - MAY_READ.get(who, set())
        assert not leaked, f"{who} read {leaked} on {name} with {query}"


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ROLES)
def test_a_page_opens_for_its_roles_and_is_not_there_for_others(who: str, app: Opened, cast: Cast, root: Path,
                                                                subtests: pytest.Subtests) -> None:
    window = app(getattr(cast, who))
    for name, entry in PAGES.items():
        with subtests.test(page=name):
            if ROLES[who] in entry.roles:
                seen = shown(window.switch_page(str(root / entry.script)).run())
                assert re.findall(r"<h1>(.*?)</h1>", seen) == [entry.title]
            else:
                with pytest.raises(ValueError, match="Could not find a navigation page"):
                    window.switch_page(str(root / entry.script)).run()


@pytest.mark.parametrize("who", ROLES)
def test_a_page_guards_itself_even_when_something_else_runs_its_script(
    who: str, app: Opened, cast: Cast, root: Path, subtests: pytest.Subtests
) -> None:
    for name, entry in PAGES.items():
        if ROLES[who] in entry.roles:
            continue
        with subtests.test(page=name):
            window = app(getattr(cast, who), script=f"""
                import runpy
                from page_parts.visit import visiting
                with visiting():
                    runpy.run_path({str(root / entry.script)!r})
            """)
            assert "Not found. There is no such page." in shown(window)
            assert not [secret for secret in SECRETS if secret in all_of(window)]


def test_nobody_sees_anything_but_the_way_to_sign_in(app: Opened, root: Path) -> None:
    window = app(None)
    for entry in PAGES.values():
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            window.switch_page(str(root / entry.script))
    assert "You are signed out" in shown(window)
    assert not [kind for kind in ("button", "selectbox", "text_area") if window.get(kind)]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_exactly_one_first_page(role: Role) -> None:
    assert len([entry for entry in pages_of(role) if role in entry.first_for]) == 1


def test_every_page_script_is_in_the_directory_once_and_names_itself(root: Path) -> None:
    scripts = {str(path.relative_to(root)) for path in (root / "pages").rglob("*.py")}
    known = [entry.script for entry in PAGES.values()]
    assert len(known) == len(set(known))
    assert scripts - set(known) == {"pages/public/signed_out.py", "pages/public/organisation_sign_in.py"}
    for entry in PAGES.values():
        assert f'page("{entry.name}")' in (root / entry.script).read_text(encoding="utf-8")


def test_the_walk_knows_every_parameter_that_a_page_reads(root: Path) -> None:
    code = "".join(path.read_text(encoding="utf-8") for room in ("pages", "page_parts")
                   for path in (root / room).rglob("*.py"))
    read = set(re.findall(r'parameters\.\w+\("(\w+)"\)', code)) | set(re.findall(r'query_params\.get\("(\w+)"', code))
    assert read <= {name for query in ADDRESSES for name in query}
