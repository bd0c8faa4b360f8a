"""Mail and screen never disagree: the day's message to a person lists what their first page says, of the exercise."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import Engine

from coordination.reminders.outbox import Outgoing
from coordination.viewers import Viewer
from data_model.words import Role
from page_parts.directory import PAGES
from tests import cast as casting
from tests.conftest import StoppedClock
from tests.databases import Fill
from tests.pages.conftest import Opened, shown
from tests.reminders import URL, remind

PEOPLE = [(Role.PLATFORM, "Facebook"), (Role.PLATFORM, "Twitter"), (Role.PLATFORM, "Google"),
          (Role.OFFICIAL, "Cabinet Office")]
DAYS = [0, 12]


def with_the_exercise(engine: Engine) -> None:
    with casting.at_opening():
        casting.with_the_exercise(engine)


@pytest.fixture
def fill() -> Fill:
    return with_the_exercise


def digest(engine: Engine, viewer: Viewer) -> Outgoing:
    found, = (each for each in remind(engine, digest_hour=0)
              if each.to == viewer.email and each.about.startswith("digest "))
    return found


def sections(page: str, heading: str) -> str:
    """The part of a page under a heading that begins so, to the next one."""
    found = re.search(rf"<h([23])>{heading}.*?(?=<h[123]|\Z)", page, re.DOTALL)
    return found[0] if found else ""


def of_home(page: str) -> dict[str, set[str]]:
    """What Home says that a platform is to do, as far as there are reminders of it."""
    returns = re.findall(r"<li>(.*?)</li>", sections(page, "Incident returns"), re.DOTALL)
    actions = re.findall(r"<li>(.*?)</li>", sections(page, r"[\d,]+ actions? to do"), re.DOTALL)
    advice = sections(page, "Advice for candidates")
    return {
        "updates": set(re.findall(r'<h3><a href="/trail\?platform=\w+&amp;commitment=(\d)', page)),
        "returned": {number for number, rest in re.findall(
            r'<h3><a href="/trail\?platform=\w+&amp;commitment=(\d)(.*?)(?=<h3>|\Z)', page, re.DOTALL)
            if "<strong>Returned</strong>" in rest},
        "returns": {re.sub(r"<.*?>", "", each) for row in returns if re.search(r"overdue|due soon", row, re.IGNORECASE)
                    for each in re.findall(r"<a .*?</a>", row)},
        "signals": set(re.findall(r"signal=(\d+)", sections(page, r"[\d,]+ signals? to acknowledge"))),
        "late actions": {each for row in actions if "overdue" in row.lower()
                         for each in re.findall(r"action=(\d+)", row)},
        "advice": set(re.findall(r"(?:returned|stale)</span> <a href=\"[^\"]*topic=(\w+)", advice)),
    }


def of_mail_to_platform(text: str) -> dict[str, set[str]]:
    """The same of a message."""
    due = text.partition("Actions overdue")
    return {
        "updates": set(re.findall(r"^\* \w+, commitment (\d): ", text, re.MULTILINE)),
        "returned": set(re.findall(r"^\* \w+, commitment (\d): version \d+ was returned", text, re.MULTILINE)),
        "returns": set(re.findall(r"incident return for (.*?) (?:was|is) due", text)),
        "signals": set(re.findall(r"/signals\?signal=(\d+)", text)),
        "late actions": set(re.findall(r"action=(\d+)", due[2])),
        "advice": set(re.findall(r"/compare-advice\?platform=\w+&topic=(\w+)", text)),
    }


def of_overview(page: str) -> dict[str, set[str]]:
    """What the overview says to be late, as far as there are reminders of it."""
    updates = sections(page, r"[\d,]+ updates? overdue")
    signals = re.findall(r">(\w+)</a>: ([\d,]+) signals?", sections(page, r"[\d,]+ signals? not acknowledged"))
    return {
        "updates": {f"{slug} {number}" for slug, number in re.findall(
            r'/trail\?platform=(\w+)&amp;commitment=(\d)', updates)},
        "returns": set(re.findall(r"(?:: |; )([^;:<]*?), [\d,]+ days? missing",
                                  re.sub(r"<.*?>", "", sections(page, r"[\d,]+ incident returns? late")))),
        "signals": {f"{platform} {count}" for platform, count in signals},
        "stale sections": set(re.findall(r"([\d,]+) sections? of advice stale", page)),  # it names the first few alone
        "requests": set(re.findall(r"request (\d+)", sections(page, r"[\d,]+ answers? to requests overdue"))),
    }


def of_mail_to_official(text: str) -> dict[str, set[str]]:
    """The same of a message."""
    stale = len(set(re.findall(r"/compare-advice\?(\S+)", text)))
    return {
        "updates": {f"{slug} {number}" for slug, number in re.findall(
            r"/trail\?platform=(\w+)&commitment=(\d)", text)},
        "returns": set(re.findall(r"incident return for (.*?) was due", text)),
        "signals": {f"{platform} {count}" for platform, count in re.findall(
            r"\* (\w+) has not acknowledged ([\d,]+) signal", text)},
        "stale sections": {f"{stale}"} - {"0"},
        "requests": set(re.findall(r"answer to request (\d+)", text)),
    }


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("company", ["Facebook", "Twitter", "Google"])
def test_a_platform_is_told_by_mail_what_home_says(
    company: str, days: int, recorded: Engine, app: Opened, stopped_clock: StoppedClock
) -> None:
    stopped_clock.advance(days=days)
    viewer = casting.somebody(recorded, Role.PLATFORM, company)
    mail = digest(recorded, viewer)
    said = of_mail_to_platform(mail.text)
    assert said == of_home(shown(app(viewer, "home")))
    assert any(said.values())


@pytest.mark.parametrize("days", DAYS)
def test_an_official_is_told_by_mail_what_the_overview_says(
    days: int, recorded: Engine, app: Opened, stopped_clock: StoppedClock
) -> None:
    stopped_clock.advance(days=days)
    viewer = casting.somebody(recorded, Role.OFFICIAL, "Cabinet Office")
    said = of_mail_to_official(digest(recorded, viewer).text)
    assert said == of_overview(shown(app(viewer, "overview")))
    assert said["updates"]
    assert said["signals"]


@pytest.mark.parametrize(("role", "organisation"), PEOPLE)
def test_every_link_opens_what_it_is_about(role: Role, organisation: str, recorded: Engine, app: Opened) -> None:
    viewer = casting.somebody(recorded, role, organisation)
    message = digest(recorded, viewer)
    links = sorted(set(re.findall(rf"{URL}(/\S+)", message.text)))
    assert set(links) == {link.replace("&amp;", "&") for link in re.findall(rf'"{URL}(/[^"]+)"', message.html)}
    assert len(links) > 5
    for link in links:
        where = urlsplit(link)
        page = where.path.removeprefix("/")
        assert role in PAGES[page].roles
        window = app(viewer, page, **dict(parse_qsl(where.query)))
        assert "Not found" not in shown(window), link


@pytest.mark.parametrize(("role", "organisation"), PEOPLE)
def test_a_message_says_that_it_is_an_exercise_and_nothing_that_people_wrote(
    role: Role, organisation: str, recorded: Engine, app: Opened
) -> None:
    viewer = casting.somebody(recorded, role, organisation)
    message = digest(recorded, viewer)
    assert message.subject.startswith("EXERCISE – Parley: ")
    assert message.text.startswith("EXERCISE – invented for practice\n")
    assert "EXERCISE – invented for practice" in message.html
    written = re.findall(r'class="written">(.*?)<', shown(app(viewer)))
    assert not [words for words in written if words and (words in message.text or words in message.html)]
    assert not re.search(r"<img|<script|<link|style=|src=", message.html)
