"""No text that people write makes a browser fetch anything or act: hostile text goes into every field of every page
through the real screens, and then every page is walked, with its records, as every role.

The browsers ignore the content security policy here, which would hide what a page attempts.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from sqlalchemy import make_url

from data_model.words import Role
from page_parts.directory import PAGES, address, pages_of
from tests.browser.conftest import Server, Visitor
from tests.browser.hostile import (
    EMAIL,
    FILE_NAME,
    HTML,
    LINE,
    LINK,
    LONG,
    SEEN,
    Pen,
    Watch,
    press_all,
    steady,
    unfold,
)

Query = dict[str, str | int]
CAST = {Role.OFFICIAL: "Cabinet Office official", Role.PLATFORM: "Facebook representative",
        Role.ANALYST: "Analyst", Role.ADMINISTRATOR: "Administrator"}
DRAFTED, RETURNED, ACCEPTED = 1, 4, 5  # Facebook's commitments, by what becomes of their updates here
MESSAGE, WITHDRAWAL = "Message to the platforms (optional)", "Why you withdraw it, which the platforms read"
RETURN_REASON, FINDING_REASON = ("Why you return it, and what the platform should do",
                                 "Reason for the findings, which the platform reads")
TITLE, LINK_ADDRESS, FILE = "Its title", "Address, such as https://example.com/page", "File"
WORDS = {"What have you done?", "What remains to be done?", "What is the reason for the delay?"}
# Fields that there are, so that a pen which finds too few is noticed. A new field need not be added.
FIELDS = {
    "overview": {"day, As at"},
    "home": {"day, As at"},
    "requests": {"Platforms to ask", MESSAGE, "year, Answer due by the end of", WITHDRAWAL},
    "review": {"Finding on 4a", "Finding on commitment 4 as a whole", FINDING_REASON, RETURN_REASON},
    "submit": WORDS | {TITLE, LINK_ADDRESS, "month, Its own date: when it was published or made",
                       "5a: An update on each of the other commitments is on record"},
    "figures": {"Platforms", "Commitments"},
    "accounts": {"Name", "Email address", "Role", "Organisation"},
    "audit": {"Words in the sentence", "Action", "Done by", "day, From", "Head kept elsewhere (optional)"},
}
# Where the texts of which fields are certainly shown. “Name” is that of whoever wrote or is signed in.
SHOWN = {
    "overview": {"Name"},
    "home": {"Name", RETURN_REASON, FINDING_REASON, MESSAGE},
    "requests": {"Name", MESSAGE, WITHDRAWAL},
    "review": {"Name", *WORDS, TITLE, LINK_ADDRESS, FILE},
    "submit": {"Name", TITLE, FILE, RETURN_REASON, MESSAGE},
    "platform": {"Name", TITLE, LINK_ADDRESS, FILE},
    "accounts": {"Name", "Email address"},
    "audit": {"Name"},
    "trail": {"Name", *WORDS, TITLE, LINK_ADDRESS, FILE, FINDING_REASON, RETURN_REASON},
    "update": {"Name", *WORDS, TITLE, LINK_ADDRESS, FILE, FINDING_REASON, RETURN_REASON},
}
# What addresses may say: somebody may have typed it. Those of the frame come first, the same on all pages.
FRAME = ("letter", "as_at")
PARAMETERS = (("platform", "due", "account", "search", "action", "from"),
              ("commitment", "version", "request", "actor", "to"))


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
            walk, before = Walk(self.watch.began_anew()), _everything(self.server)
            for name, to in self.addresses(role):
                page = self.open(role, to)
                for _ in unfold(page):
                    _hover(page)
                    self.watch.look(page, urlsplit(to).path)
                    seen = str(page.evaluate(SEEN))
                    walk.shown[name] |= self.pen.shown(seen)
                    walk.garbled += self.pen.garbled(seen)
            walk.changed = before ^ _everything(self.server)
            self.walks[role] = walk
        return self.walks[role]

    def open(self, role: Role, to: str) -> Page:
        """Open an address and wait until all of it is drawn."""
        page = self.people[role].open(to)
        steady(page)
        return page


@pytest.fixture(scope="module")
def told(browser: Browser, sqlite_server: Server) -> Iterator[Told]:
    """Everybody of the cast is renamed; a platform submits, an official decides and asks; then everybody types into
    every other field that they find, and presses the buttons of the forms. All in hostile text."""
    watch = Watch(sqlite_server)
    people = {role: Visitor(browser, sqlite_server, name, bypass_csp=True) for role, name in CAST.items()}
    for visitor in people.values():
        watch.over(visitor.context)
    told = Told(sqlite_server, Pen(), watch, people)
    _rename(told)
    _add_account(told)
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
    told.typing = list(watch.astray)
    yield told
    for visitor in people.values():
        visitor.close()


def _type_everywhere(told: Told, role: Role) -> None:
    """Type into every field of every page, and of the page of one of its records; into the sidebar's fields, which are
    the same on all pages, on the first."""
    for number, entry in enumerate(pages_of(role)):
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
    _choose(page.get_by_label("Role"), "Analyst")
    _choose(page.get_by_label("Organisation"), "Home Office")
    page.get_by_role("button", name="Add account").click()
    expect(page.get_by_text("is added.")).to_be_visible()


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
    page.get_by_role("button", name="Check and submit").click()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator("h1")).to_have_text("Update")
    steady(page)
    return _query(page.url)


def _accept(told: Told, version: Query) -> None:
    page = told.open(Role.OFFICIAL, address("review", **version))
    for finding in page.get_by_label("Finding on").all():
        _choose(finding, "partly")
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


def _choose(box: Locator, words: str) -> None:
    """Choose the first option with those words in it. With keys: scrolling shuts the list."""
    box.fill(words)
    box.press("ArrowDown")
    box.press("Enter")


def _query(to: str) -> Query:
    return {name: values[0] for name, values in parse_qs(urlsplit(to).query).items()}


def _hover(page: Page) -> None:
    """Move over every figure and every table of figures, so that they say what they say on hovering."""
    for figure in page.locator(".js-plotly-plot, [data-testid=stDataFrame]").all():
        figure.scroll_into_view_if_needed()
        box = figure.bounding_box()
        assert box is not None
        for part in range(1, 10):
            page.mouse.move(box["x"] + box["width"] * part / 10, box["y"] + box["height"] * part / 10)


def _everything(server: Server) -> set[str]:
    """Every row of the database, as an SQL statement."""
    with closing(sqlite3.connect(f"file:{make_url(server.database_url).database}?mode=ro", uri=True)) as database:
        return set(database.iterdump())


def test_the_texts_would_act_if_a_page_let_them(browser: Browser, sqlite_server: Server) -> None:
    context = browser.new_context(bypass_csp=True)
    page, watch = context.new_page(), Watch(sqlite_server)
    watch.over(context)
    page.goto(f"{sqlite_server.url}/sign-in")
    text = Pen().text(HTML, "nowhere", "none")
    page.set_content(text.replace("<meta", "<b"))  # it would leave before it is looked at
    expect(page.locator("img").first).to_be_attached()
    watch.look(page, "/sign-in")
    page.set_content(text)
    page.wait_for_url("**meta**")
    watch.look(page, "/elsewhere")
    context.close()
    astray = "\n".join(watch.astray)
    for sign in ("/beacon/100/img", "/beacon/100/style", "beacon.invalid/100/js", "a dialog said 100",
                 "a script ran: 100", "<img onerror=", "/elsewhere went to"):
        assert sign in astray


def test_typing_into_every_field_of_every_page_fetches_nothing_and_does_nothing(told: Told) -> None:
    assert told.typing == []
    assert {(page, label) for page, labels in FIELDS.items() for label in labels} - told.pen.fields == set()
    assert told.watch.seen > 100


@pytest.mark.parametrize("role", list(Role))
def test_walking_every_page_fetches_nothing_does_nothing_and_changes_nothing(role: Role, told: Told) -> None:
    walk = told.walk(role)
    assert walk.astray == []
    assert walk.changed == set()
    assert walk.garbled == []


def test_texts_are_shown_where_they_should_be(told: Told) -> None:
    missing = {name: labels - set().union(*(told.walk(role).shown[name] for role in Role))
               for name, labels in SHOWN.items()}
    assert {name: labels for name, labels in missing.items() if labels} == {}


def test_addresses_that_say_hostile_things_fetch_nothing_and_do_nothing(told: Told) -> None:
    astray, before = told.watch.began_anew(), _everything(told.server)
    for entry in PAGES.values():
        role = min(entry.roles)
        for names in (*PARAMETERS, *([FRAME] if entry.first_for else [])):
            to = address(entry.name, role, **{name: told.pen.text(LINE, "address", name) for name in names})
            page = told.open(role, to)
            told.watch.look(page, urlsplit(to).path)
    assert astray == []
    assert before == _everything(told.server)


def test_signing_in_with_hostile_text_fetches_nothing_and_goes_nowhere_else(told: Told, browser: Browser) -> None:
    context = browser.new_context(bypass_csp=True)
    page, watch = context.new_page(), Watch(told.server)
    watch.over(context)
    for number, wanted in enumerate(("//beacon.invalid/", "/\\beacon.invalid", "javascript:hit=1", "data:text/html,x",
                                     "http://beacon.invalid/", "\t//beacon.invalid/", LINE, HTML)):
        page.goto(f"{told.server.url}/sign-in?next={quote(wanted)}")
        assert page.locator("input[name=next]").last.input_value() == "/"
        assert told.pen.garbled(str(page.evaluate(SEEN))) == []
        watch.look(page, "/sign-in")
        if not number:
            told.pen.fill(page, "sign-in")
            page.locator("form").last.evaluate("form => { form.noValidate = true }")
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("alert")).to_be_visible()
            watch.look(page, "/sign-in")
    page.goto(f"{told.server.url}/set-password?token={quote(HTML)}")
    watch.look(page, "/set-password")
    page.goto(f"{told.server.url}/sign-in?next=//beacon.invalid/")
    page.locator(".cast button", has_text="[[").first.click()
    expect(page.locator("[data-testid=stApp]")).to_be_visible()
    steady(page)
    watch.look(page, "/")
    context.close()
    assert watch.astray == []
