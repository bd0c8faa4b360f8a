"""No address that somebody made up makes a browser fetch anything or act; and the hostile texts of all these tests do
both, were a page to let them. The browsers ignore the content security policy here, which would hide what a page
attempts."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from page_parts.directory import PAGES, address
from tests.browser.conftest import Server, Visitor
from tests.browser.hostile import HTML, LINE, Pen, Watch, everything, steady
from tests.browser.hostile_fields import FRAME, PARAMETERS
from tests.browser.hostile_told import CAST


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


def test_addresses_that_say_hostile_things_fetch_nothing_and_do_nothing(visitors: Callable[..., Visitor],
                                                                        sqlite_server: Server) -> None:
    watch, pen = Watch(sqlite_server), Pen()
    people = {role: visitors(sqlite_server, name, bypass_csp=True) for role, name in CAST.items()}
    for visitor in people.values():
        watch.over(visitor.context)
    before = everything(sqlite_server)
    for entry in PAGES.values():
        role = min(entry.roles)
        for names in (*PARAMETERS, *([FRAME] if entry.first_for else [])):
            to = address(entry.name, role, **{name: pen.text(LINE, "address", name) for name in names})
            page = people[role].open(to)
            steady(page)
            watch.look(page, urlsplit(to).path)
    assert watch.astray == []
    assert watch.seen > 100
    assert before == everything(sqlite_server)
