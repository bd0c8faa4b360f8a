"""Signals in hostile text: some written through the functions that the screens use, some through the screens."""

from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import Engine

from coordination.signals import answering, sharing
from coordination.viewers import Viewer
from data_model.words import IndicatorKind, Opinion, Tlp
from tests import cast as casting
from tests.browser.hostile import ELSEWHERE, LINE, LONG, SHORT, Pen, choose, steady
from tests.browser.hostile_fields import ACTED, INDICATOR, OPINION, SIGNAL_WITHDRAWAL, SUMMARY
from tests.coordination.signals.a_bundle import a_bundle, an_indicator
from tests.signals import a_signal, an_act

# A name has neither spaces nor “:” nor “/”, and small letters.
HANDLE = "somewhere:@![x](beacon-§)<b>[y](beacon-§)`c`$x$**d**{{7*7}}<script>hit=§<script>=1"
ADDRESS = f"http://{ELSEWHERE}/§/![x](beacon-§)"


def write(engine: Engine, pen: Pen, facebook: Viewer, twitter: Viewer) -> list[dict[str, str | int]]:
    """A signal for everybody, which Facebook answers; one of Facebook's for a department, with an address as indicator;
    and one that Facebook withdraws. Returns the queries that show them."""
    answered = _signal(engine, pen, twitter, everyone=True, **_handle(pen))
    answering.give_opinion(engine, facebook, answered, Opinion.CANNOT_TELL, pen.text(LONG, "signals", OPINION))
    an_act(engine, facebook, answered, pen.text(LONG, "signals", ACTED))
    department = casting.organisation_id(engine, "Cabinet Office")
    sent = _signal(engine, pen, facebook, tlp=Tlp.AMBER, organisation_ids=[department],
                   indicator=pen.text(ADDRESS, "share-signal", INDICATOR, marked=False))
    withdrawn = _signal(engine, pen, facebook, everyone=True, **_handle(pen))
    sharing.withdraw(engine, facebook, withdrawn, pen.text(LONG, "signals", SIGNAL_WITHDRAWAL))
    return [{"signal": answered}, {"signal": sent}, {"signal": withdrawn}, {"view": "list"}]


def _signal(engine: Engine, pen: Pen, by: Viewer, **given: object) -> int:
    return a_signal(engine, by, summary=pen.text(LINE, "share-signal", SUMMARY), **given)


def _handle(pen: Pen) -> dict[str, object]:
    handle = pen.text(HANDLE, "share-signal", INDICATOR, marked=False)
    return {"indicator_kind": IndicatorKind.HANDLE, "indicator": handle}


def share(page: Page, pen: Pen) -> None:
    """Share a signal on screen; `page` is Share a signal, as a representative of a platform sees it."""
    page.get_by_label(SUMMARY, exact=True).fill(pen.text(LINE, "share-signal", SUMMARY))
    page.get_by_label(INDICATOR, exact=True).fill(pen.text(ADDRESS, "share-signal", INDICATOR, marked=False))
    page.get_by_label(INDICATOR, exact=True).blur()
    steady(page)
    choose(page.get_by_label("Category", exact=True), "Threat to a named")
    steady(page)
    choose(page.get_by_label("Departments", exact=True).first, "[[")  # the one with a hostile name
    steady(page)


def choose_bundle(page: Page, pen: Pen) -> None:
    """Choose a STIX bundle on screen, with a signal, an object that is none, and one that cannot be read."""
    bundle = a_bundle(an_indicator(name=pen.text(SHORT, "share-signal", SUMMARY),
                                   description=pen.text(LINE, "share-signal", SUMMARY)),
                      {"type": pen.text(SHORT, "share-signal", "type")},
                      an_indicator(id=pen.text(SHORT, "share-signal", "id"), pattern_type="stix"))
    page.get_by_role("tab", name="Import a STIX bundle").click()
    page.locator("input[type=file]").set_input_files(
        FilePayload(name="signals.json", mimeType="application/json", buffer=bundle))
    category = page.get_by_label("Category of those that name none of ours")
    expect(category).to_be_visible()
    choose(category, "Threat to a named")
    steady(page)
    choose(page.get_by_label("Departments", exact=True).last, "[[")
    steady(page)
