"""Parley after hostile text went into every record that people write, through the real screens; and the walk of every
page that looks for it (test_hostile_text.py)."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import Engine, func, select
from sqlmodel import col

from data_model.database import make_engine, reading
from data_model.dialogue import Meeting
from data_model.words import Role
from page_parts.directory import address, pages_of
from tests import cast as casting
from tests.browser import hostile_advice, hostile_exploring, hostile_reach, hostile_signals
from tests.browser.conftest import Server, Visitor
from tests.browser.hostile import (
    EMAIL,
    FILE_NAME,
    LINE,
    LINK,
    LONG,
    SEEN,
    Pen,
    Watch,
    choose,
    everything,
    hover,
    press_all,
    steady,
    unfold,
)
from tests.browser.hostile_fields import FILE, FINDING_REASON, LINK_ADDRESS, TITLE, WITHDRAWAL
from tests.browser.hostile_meetings import Meetings, import_invitation

Query = dict[str, str | int]
CAST = {Role.OFFICIAL: "Cabinet Office official", Role.PLATFORM: "Facebook representative",
        Role.ANALYST: "Analyst", Role.ADMINISTRATOR: "Administrator"}
DRAFTED, RETURNED, ACCEPTED = 1, 4, 5  # Facebook's commitments, by what becomes of their updates here


@dataclass
class Walk:
    """What came of walking every page as one role: what browsers did unasked, rows of the database that came or went,
    texts that were not shown as written, and by page the labels of the fields whose texts were."""

    astray: list[str]
    changed: set[str] = field(default_factory=set)
    garbled: list[str] = field(default_factory=list)
    shown: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass
class Told:
    """Parley after hostile text went into every record that people write, and whoever wrote it."""

    server: Server
    engine: Engine
    pen: Pen
    watch: Watch
    people: dict[Role, Visitor]
    records: dict[str, list[Query]] = field(default_factory=lambda: defaultdict(list))
    """Queries, for a page's address, that show what was written."""
    typing: list[str] = field(default_factory=list)
    """What browsers did unasked while all this was typed."""
    walks: dict[Role, Walk] = field(default_factory=dict)

    def addresses(self, role: Role) -> Iterator[tuple[str, str]]:
        """(page, address) of every page that a role may open: bare, and with each of its records."""
        for entry in pages_of(role):
            for query in ({}, *self.records[entry.name]):
                yield entry.name, address(entry.name, role, **query)

    def walk(self, role: Role) -> "Walk":
        """Every page and record that a role may open, looked at once."""
        if role not in self.walks:
            walk, before = Walk(self.watch.began_anew()), everything(self.server)
            for name, to in self.addresses(role):
                page = self.open(role, to)
                for _ in unfold(page):
                    hover(page)
                    self.watch.look(page, urlsplit(to).path)
                    seen = str(page.evaluate(SEEN))
                    walk.shown[name] |= self.pen.shown(seen)
                    walk.garbled += self.pen.garbled(seen)
            walk.changed = before ^ everything(self.server)
            self.walks[role] = walk
        return self.walks[role]

    def look(self, page: Page, path: str) -> None:
        """Look at a page as it is now: at what it does, and at how it shows what was written."""
        self.watch.look(page, path)
        self.watch.astray += self.pen.garbled(str(page.evaluate(SEEN)))

    def open(self, role: Role, to: str) -> Page:
        """Open an address and wait until all of it is drawn."""
        page = self.people[role].open(to)
        steady(page)
        return page


@contextmanager
def telling(browser: Browser, server: Server) -> Iterator[Told]:
    """Everybody of the cast is renamed; a platform submits, an official decides and asks; then everybody types into
    every other field that they find, and presses the buttons of the forms. All in hostile text."""
    watch = Watch(server)
    people = {role: Visitor(browser, server, name, bypass_csp=True) for role, name in CAST.items()}
    for visitor in people.values():
        watch.over(visitor.context)
    engine = make_engine(server.database_url)
    told = Told(server, engine, Pen(), watch, people)
    _rename(told)
    _add_account(told)
    _meet(told)
    _signal(told)
    _advise(told)
    official = casting.somebody(engine, Role.OFFICIAL, "Cabinet Office")
    told.records["reach"] = hostile_reach.write(engine, told.pen, official)
    told.records |= hostile_exploring.write(engine, told.pen, official)
    returned = _send(told, _draft(told, RETURNED, evidence=True))
    accepted = [_send(told, _draft(told, ACCEPTED)), _send(told, _write_more(told, ACCEPTED))]
    _draft(told, DRAFTED, evidence=True)
    _accept(told, accepted[-1])
    told.records |= {
        "requests": [_ask(told), _withdraw(told)], "update": [returned, *accepted], "review": [returned, accepted[-1]],
        "submit": [{"commitment": DRAFTED}, {"commitment": RETURNED}], "letter": [{"commitment": RETURNED}],
        "platform": [{"platform": "facebook"}], "audit": [{"search": "[["}],
        "trail": [{"platform": "facebook", "commitment": number} for number in (RETURNED, ACCEPTED)]}
    for role in Role:
        _type_everywhere(told, role)
    # Only now: what is typed there is markdown.
    told.records["write-advice"] = told.records["compare-advice"]
    told.records["briefings"] = hostile_exploring.brief(engine, told.pen, official)
    told.typing = list(watch.astray)
    yield told
    engine.dispose()
    for visitor in people.values():
        visitor.close()


def _type_everywhere(told: Told, role: Role) -> None:
    """Type into every field of every page, and of the page of one of its records; into the sidebar's fields, which are
    the same on all pages, on the first. An analyst finds no field elsewhere that an official does not."""
    for number, entry in enumerate(pages_of(role)):
        if number and role is Role.ANALYST and Role.OFFICIAL in entry.roles:
            continue
        for query in ({}, *told.records[entry.name][:1]):
            to = address(entry.name, role, **query)
            page = told.open(role, to)
            for _ in unfold(page):
                told.pen.fill(page, entry.name, beside=not number)
                told.watch.look(page, urlsplit(to).path)
                press_all(page)
                told.watch.look(page, urlsplit(to).path)


def _rename(told: Told) -> None:
    """Give each of the cast a hostile name."""
    page = told.open(Role.ADMINISTRATOR, address("accounts", Role.ADMINISTRATOR))
    for to in [page.get_by_role("link", name=name, exact=True).get_attribute("href") for name in CAST.values()]:
        page = told.open(Role.ADMINISTRATOR, str(to))
        page.get_by_label("Name").fill(told.pen.text(LINE, "accounts", "Name"))
        page.get_by_role("button", name="Save changes").click()
        expect(page.get_by_text("is changed.")).to_be_visible()
        told.records["accounts"] = [_query(str(to))]


def _add_account(told: Told) -> None:
    page = told.open(Role.ADMINISTRATOR, address("accounts", Role.ADMINISTRATOR))
    told.pen.fill(page, "accounts")
    page.get_by_label("Email address").fill(told.pen.text(EMAIL, "accounts", "Email address", marked=False))
    choose(page.get_by_label("Role"), "Analyst")
    choose(page.get_by_label("Organisation"), "Home Office")
    page.get_by_role("button", name="Add account").click()
    expect(page.get_by_text("is added.")).to_be_visible()


def _meet(told: Told) -> None:
    """Put meetings on record, and import one."""
    official = casting.somebody(told.engine, Role.OFFICIAL, "Cabinet Office")
    facebook = casting.somebody(told.engine, Role.PLATFORM, "Facebook")
    written = Meetings(told.engine, told.pen, official, facebook)
    told.records["dialogue"] = written.write()
    page = told.open(Role.OFFICIAL, address("dialogue", Role.OFFICIAL))
    import_invitation(page, told.pen, written.today + timedelta(days=5))
    told.look(page, "/dialogue")
    page.get_by_role("button", name="Import: add 1 meeting").click()
    expect(page.get_by_text("Imported: 1 meeting added.")).to_be_visible()
    with reading(told.engine) as session:
        told.records["dialogue"].append({"meeting": session.scalars(select(func.max(col(Meeting.id)))).one() or 0})


def _signal(told: Told) -> None:
    """Put signals on record, share one, and import one."""
    facebook, twitter = (casting.somebody(told.engine, Role.PLATFORM, name) for name in ("Facebook", "Twitter"))
    told.records["signals"] = hostile_signals.write(told.engine, told.pen, facebook, twitter)
    page = told.open(Role.PLATFORM, address("share-signal", Role.PLATFORM))
    hostile_signals.share(page, told.pen)
    told.look(page, "/share-signal")
    page.get_by_role("button", name="Share this signal").click()
    expect(page.get_by_text("The signal is shared.")).to_be_visible()
    told.records["signals"].append(_query(page.url))
    page = told.open(Role.PLATFORM, address("share-signal", Role.PLATFORM))
    hostile_signals.choose_bundle(page, told.pen)
    told.look(page, "/share-signal")
    page.get_by_role("button", name="Share 1 signal").click()
    expect(page.get_by_text("1 signal is shared.")).to_be_visible()


def _advise(told: Told) -> None:
    """Put a section of advice on record."""
    facebook = casting.somebody(told.engine, Role.PLATFORM, "Facebook")
    told.records["compare-advice"] = [hostile_advice.write(told.engine, told.pen, facebook)]


def _start(told: Told, commitment: int) -> Page:
    """Open the draft on a commitment and claim what needs a reason, so that every field is there."""
    page = told.open(Role.PLATFORM, f"/submit?commitment={commitment}")
    claim = page.get_by_text("Not started", exact=True)
    page.get_by_role("button", name="Start the update").or_(
        page.get_by_role("button", name="Write a newer version")).or_(claim).first.click()
    claim.click()
    expect(page.get_by_label("What is the reason for the delay?")).to_be_visible()
    steady(page)
    return page


def _draft(told: Told, commitment: int, *, evidence: bool = False) -> Page:
    """Write hostile text into every field of an update; with evidence, attach a file and a link."""
    page = _start(told, commitment)
    told.pen.fill(page, "submit")
    if evidence:
        name = told.pen.text(FILE_NAME, "submit", FILE, marked=False)
        file = FilePayload(name=name, mimeType="text/csv", buffer=b"a,b\n1,2\n")
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_role("button", name="Remove [[")).to_be_visible()
        _attach(page, 1)
        page.get_by_text("A link", exact=True).click()
        told.pen.fill(page, "submit")
        page.get_by_label(LINK_ADDRESS).fill(told.pen.text(LINK, "submit", LINK_ADDRESS, marked=False))
        _attach(page, 2)
    else:
        page.get_by_label(TITLE).fill("")
        page.get_by_label(TITLE).blur()
        steady(page)
    return page


def _attach(page: Page, pieces: int) -> None:
    """Date the evidence and attach it."""
    for part, digits in (("day", "1"), ("month", "11"), ("year", "2019")):
        page.get_by_label(f"{part}, Its own date").focus()
        page.keyboard.type(digits)
    page.keyboard.press("Escape")
    steady(page)
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.get_by_role("button", name="Remove “")).to_have_count(pieces)
    steady(page)


def _write_more(told: Told, commitment: int) -> Page:
    """A newer version, which adds to the words of the first: its page shows the difference."""
    page = _start(told, commitment)
    narrative = page.get_by_label("What have you done?")
    narrative.fill(f"{narrative.input_value()}\n\n{told.pen.text(LONG, 'submit', 'What have you done?')}")
    narrative.blur()
    steady(page)
    return page


def _send(told: Told, page: Page) -> Query:
    submit = page.get_by_role("button", name="Submit", exact=True)
    for _ in range(2):  # a click that meets a page being drawn anew can go astray, as a person's can
        if not submit.is_visible():
            page.get_by_role("button", name="Check and submit").click()
            steady(page)
    submit.click()
    expect(page.locator("h1")).to_have_text("Update")
    steady(page)
    return _query(page.url)


def _accept(told: Told, version: Query) -> None:
    page = told.open(Role.OFFICIAL, address("review", **version))
    for finding in page.get_by_label("Finding on").all():
        choose(finding, "partly")
    page.get_by_label(FINDING_REASON).fill(told.pen.text(LONG, "review", FINDING_REASON))
    page.get_by_role("button", name="Accept version").click()
    expect(page.get_by_text("Accepted: partly met.")).to_be_visible()


def _ask(told: Told) -> Query:
    """Ask Facebook about two commitments."""
    page = told.open(Role.OFFICIAL, f"/requests?platform=facebook&commitment={DRAFTED},{RETURNED}")
    told.pen.fill(page, "requests")
    expect(page.get_by_text("asks Facebook for an update")).to_be_visible()
    page.get_by_role("button", name="Send this request").click()
    expect(page.get_by_text("The request was sent.")).to_be_visible()
    steady(page)
    return _query(page.url)


def _withdraw(told: Told) -> Query:
    """Ask once more, and withdraw it."""
    request, page = _ask(told), told.people[Role.OFFICIAL].page
    list(unfold(page))
    page.get_by_label(WITHDRAWAL).fill(told.pen.text(LONG, "requests", WITHDRAWAL))
    page.get_by_text("Yes, no platform owes an answer").click()
    page.get_by_role("button", name="Withdraw this request").click()
    expect(page.get_by_text("The request was withdrawn.")).to_be_visible()
    return request


def _query(to: str) -> Query:
    return {name: values[0] for name, values in parse_qs(urlsplit(to).query).items()}
