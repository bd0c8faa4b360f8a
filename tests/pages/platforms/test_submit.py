"""Submitting an update: the draft saves itself, says what is wrong, shows what officials will see, and goes off."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from coordination.updates import drafts, evidence, reading, submitting
from coordination.updates.drafts import DraftInView
from coordination.updates.reading import VersionInView
from coordination.viewers import Viewer
from data_model import database
from data_model.accounts import SignIn
from tests.cast import OPENING, Cast, a_draft, a_link, a_request, a_return, a_version, letter_id
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown

LAST_WEEK, THIS_WEEK = date(2019, 11, 29), date(2019, 12, 6)
KINDS = ("text_area", "radio", "text_input", "date_input", "file_uploader", "button")


def the_draft(engine: Engine, viewer: Viewer) -> DraftInView | None:
    """The viewer's one draft, as it is stored."""
    with database.reading(engine) as session:
        ids = drafts.listing(session, viewer, letter_id(engine))["update_id"]
        assert len(ids) <= 1
        return drafts.in_view(session, viewer, int(ids.iloc[0])) if len(ids) else None


def narrative(engine: Engine, viewer: Viewer) -> str | None:
    """What is stored of it."""
    draft = the_draft(engine, viewer)
    return draft.content.narrative if draft else None


def titles(engine: Engine, viewer: Viewer) -> list[str]:
    """Of the evidence that is attached to the draft."""
    draft = the_draft(engine, viewer)
    assert draft
    with database.reading(engine) as session:
        return list(evidence.of_draft(session, viewer, draft.update_id)["title"])


def version(engine: Engine, viewer: Viewer, id_: int) -> VersionInView:
    """A submitted version."""
    with database.reading(engine) as session:
        return reading.in_view(session, viewer, id_, as_at=OPENING.replace(year=2020))


def field(window: AppTest, name: str) -> Any:
    """The one widget on the page whose key begins with “submit.<name>.”."""
    (found,) = [each for each in widgets(window) if str(each.key).startswith(f"submit.{name}.")]
    return found


def widgets(window: AppTest) -> list[Widget]:
    return [each for kind in KINDS for each in window.get(kind) if isinstance(each, Widget)]


def begin(app: Opened, viewer: Viewer, **query: object) -> AppTest:
    """A window with the draft on commitment 3, just begun, for the current week unless the address says otherwise."""
    window = app(viewer, "submit", **{"commitment": 3, "due": THIS_WEEK} | query)
    field(window, "start").click().run()
    return window


def fill(window: AppTest, **fields: str) -> AppTest:
    """Type into fields, one after the other."""
    for name, text in fields.items():
        field(window, name).set_value(text).run()
    return window


def checked(window: AppTest) -> AppTest:
    """After “Check and submit”."""
    return field(window, "check").click().run()


def ready(app: Opened, viewer: Viewer, **query: object) -> AppTest:
    """A window with a draft that may be submitted, after “Check and submit”."""
    window = fill(begin(app, viewer, **query), claim="in progress", narrative="We meet weekly.", remaining="The rest.")
    return checked(window)


def test_without_a_commitment_the_page_asks_for_one(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.facebook, "submit"))
    assert "Which commitment is the update on?" in page
    assert ('<a href="/submit?platform=facebook&amp;commitment=3&amp;letter=MCO%2F00433">'
            "3. Dialogue between the platforms</a>") in page
    assert "for 23 to 29 November 2019, due Friday 29 November 2019" in page


def test_opening_the_page_begins_nothing(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.facebook, "submit", commitment=3)
    assert ("For <strong>23 to 29 November 2019</strong>, due Friday 29 November 2019. "
            "<strong>It is late.</strong>") in shown(window)
    assert "Have regular dialogue between you during the campaign" in shown(window)
    assert the_draft(recorded, cast.facebook) is None
    field(window, "start").click().run()
    begun = the_draft(recorded, cast.facebook)
    assert begun
    assert (begun.number, begun.due_on, begun.content.narrative) == (3, LAST_WEEK, "")


def test_what_is_typed_is_saved_and_survives_a_closed_browser(app: Opened, cast: Cast, recorded: Engine,
                                                              stopped_clock: StoppedClock) -> None:
    window = begin(app, cast.facebook)
    assert "Saved at 09:00 by Facebook representative." in shown(window)
    stopped_clock.advance(minutes=12)
    fill(window, narrative="We meet every", claim="in progress", **{"statements.3a": "On Tuesdays"})
    assert "Saved at 09:12 by Facebook representative." in shown(window)
    saved = the_draft(recorded, cast.facebook)
    assert saved
    assert (saved.content.narrative, saved.content.claim) == ("We meet every", "in progress")
    assert saved.content.statements["3a"] == "On Tuesdays"
    again = app(cast.facebook, "submit", commitment=3, due=THIS_WEEK)
    assert field(again, "narrative").value == "We meet every"
    assert field(again, "claim").value == "in progress"
    assert field(again, "statements.3a").value == "On Tuesdays"


def test_another_page_and_back_shows_what_was_saved_meanwhile(app: Opened, cast: Cast, recorded: Engine,
                                                              root: object) -> None:
    window = fill(begin(app, cast.facebook), narrative="Here")
    window.switch_page(f"{root}/pages/platforms/home.py").run()
    other = fill(app(cast.facebook, "submit", commitment=3, due=THIS_WEEK), narrative="There")
    assert "Not saved" not in shown(other)
    window.switch_page(f"{root}/pages/platforms/submit.py")
    window.query_params.update({"commitment": "3", "due": "2019-12-06"})
    window.run()
    assert field(window, "narrative").value == "There"
    assert "Not saved" not in shown(window)


def test_what_could_not_be_saved_is_still_there_after_another_page(app: Opened, cast: Cast, root: object) -> None:
    window = fill(begin(app, cast.facebook), **{"statements.3a": "x" * 2_001})
    assert "Not saved." in shown(window)
    window.switch_page(f"{root}/pages/platforms/home.py").run()
    window.switch_page(f"{root}/pages/platforms/submit.py")
    window.query_params.update({"commitment": "3", "due": "2019-12-06"})
    window.run()
    assert field(window, "statements.3a").value == "x" * 2_001
    assert "Not saved." in shown(window)


def test_of_two_windows_the_second_is_told_and_keeps_its_text(app: Opened, cast: Cast, recorded: Engine) -> None:
    one = begin(app, cast.facebook)
    two = app(cast.facebook, "submit", commitment=3, due=THIS_WEEK)
    fill(one, narrative="First")
    fill(two, narrative="Second")
    assert ("Not saved. Facebook representative saved this draft from another window on 2 December 2019 at 09:00. "
            "Your text is still on your screen.") in shown(two)
    assert field(two, "narrative").value == "Second"
    assert narrative(recorded, cast.facebook) == "First"
    assert "Check and submit" in [button.label for button in two.button]
    field(two, "check").click().run()
    assert "What officials will see" not in shown(two)
    field(two, "load").click().run()
    assert field(two, "narrative").value == "First"
    fill(two, narrative="First, then second")
    assert narrative(recorded, cast.facebook) == "First, then second"


def test_a_window_whose_draft_was_submitted_elsewhere_keeps_its_text_and_submits_nothing(
    app: Opened, cast: Cast, recorded: Engine
) -> None:
    typing, looking = ready(app, cast.facebook), app(cast.facebook, "submit", commitment=3, due=THIS_WEEK)
    draft = the_draft(recorded, cast.facebook)
    assert draft
    submitting.submit(recorded, cast.facebook, draft.update_id, draft.revision)
    told = "This update was already submitted as version 1 on 2 December 2019 at 09:00. Nothing was submitted twice."
    fill(typing, narrative="More words")
    assert told in shown(typing)
    assert field(typing, "narrative").value == "More words"
    field(looking, "narrative")
    looking.run()
    assert told in shown(looking)
    assert the_draft(recorded, cast.facebook) is None
    field(typing, "load").click().run()
    assert "A newer version would take its place in the queue." in shown(typing)


def test_a_text_that_is_too_long_is_not_saved_and_stays(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = fill(begin(app, cast.facebook), narrative="Short")
    fill(window, narrative="x" * 10_001)
    assert "Not saved. Narrative: use at most 10,000 characters." in shown(window)
    assert len(str(field(window, "narrative").value)) == 10_001
    assert narrative(recorded, cast.facebook) == "Short"
    fill(window, narrative="x" * 10_000)
    assert "Not saved" not in shown(window)
    assert narrative(recorded, cast.facebook) == "x" * 10_000


def test_every_fault_is_said_with_a_link_to_its_field(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = begin(app, cast.facebook, due=LAST_WEEK)
    field(window, "check").click().run()
    page = shown(window)
    for name, sentence in (("claim", "Choose a claim: what do you say of this commitment?"),
                           ("narrative", "Say what you have done."),
                           ("delay_reason", "Give the reason for the delay: this update is late.")):
        assert f'<a href="#submit-{name}">{sentence}</a>' in page
        assert f'id="submit-{name}"' in page
        assert f"<strong>Error:</strong> {sentence}" in page
    assert "What officials will see" not in page
    fill(window, claim="delivered")
    assert "A claim of “delivered” needs at least one file or link as evidence." in shown(window)
    assert the_draft(recorded, cast.facebook)


def test_the_reason_for_a_delay_is_asked_for_when_it_is_owed(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = fill(begin(app, cast.facebook), claim="in progress")
    assert "What is the reason for the delay?" not in shown(window)
    fill(window, claim="planned", delay_reason="We wait for the parties.")
    fill(window, claim="in progress")
    assert field(window, "delay_reason").value == "We wait for the parties."
    draft = the_draft(recorded, cast.facebook)
    assert draft
    assert draft.content.delay_reason == "We wait for the parties."


def test_officials_words_are_shown_before_it_goes_off_and_then_it_is_a_version(
    app: Opened, cast: Cast, recorded: Engine
) -> None:
    window = ready(app, cast.facebook)
    page = shown(window)
    assert "<h2>What officials will see</h2>" in page
    assert '<dt>What was done</dt><dd class="written">We meet weekly.</dd>' in page
    field(window, "submit").click().run()
    page = shown(window)
    assert "<h1>Update</h1>" in page
    assert ("Submitted as version 1 of your update on commitment 3, for 30 November to 6 December 2019." in page)
    made = version(recorded, cast.official, int(window.query_params["version"]))
    assert (made.number, made.claim, made.narrative, made.remaining) == (1, "in progress", "We meet weekly.",
                                                                         "The rest.")
    assert the_draft(recorded, cast.facebook) is None


def test_two_windows_submit_once(app: Opened, cast: Cast, recorded: Engine) -> None:
    one = ready(app, cast.facebook)
    two = app(cast.facebook, "submit", commitment=3, due=THIS_WEEK)
    field(two, "check").click().run()
    button = field(two, "submit")
    field(one, "submit").click().run()
    button.click().run()
    assert "This update was already submitted as version 1" in shown(two)
    with database.reading(recorded) as session:
        assert len(reading.history(session, cast.facebook, letter_id(recorded), as_at=OPENING)) == 1


def test_a_returned_update_is_the_one_to_write_and_its_reason_is_there(
    app: Opened, cast: Cast, recorded: Engine, stopped_clock: StoppedClock
) -> None:
    stopped_clock.set_to(2019, 11, 28)
    returned = a_version(recorded, cast.facebook, commitment=3, due_on=LAST_WEEK, narrative="We met.")
    a_return(recorded, cast.official, returned, "With whom?")
    stopped_clock.set_to(2019, 12, 2)
    a_request(recorded, cast.official, commitments=(3,), message="By Monday, please.")
    window = app(cast.facebook, "submit", commitment=3)
    page = shown(window)
    assert "was <strong>returned</strong> on" in page
    assert '<p class="written">With whom?</p>' in page
    assert '<p class="written">By Monday, please.</p>' in page
    assert [button.label for button in window.button] == ["Correct and resubmit"]
    field(window, "start").click().run()
    assert field(window, "narrative").value == "We met."
    fill(window, narrative="We met Twitter.")
    field(checked(window), "submit").click().run()
    assert "Submitted as version 2 of your update on commitment 3, for 23 to 29 November 2019." in shown(window)


def test_a_link_is_attached_with_its_title_and_its_own_date(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = begin(app, cast.facebook)
    fill(window, **{"evidence.kind": "A link", "evidence.url": "javascript:alert(1)"})
    field(window, "evidence.attach").click().run()
    page = shown(window)
    assert "It was not attached." in page
    for sentence in ("Give the evidence a title that says what it shows.",
                     "Enter the evidence’s own date: when it was published or made.",
                     "Enter a web address that starts with https:// or http://"):
        assert sentence in page
    fill(window, **{"evidence.url": "https://example.com/news", "evidence.title": "<b>Our</b> ![x](/beacon)"})
    assert "Choose “Attach”, or empty its fields." in shown(checked(window))
    field(window, "evidence.dated_on").set_value(date(2019, 12, 1)).run()
    field(window, "evidence.attach").click().run()
    assert titles(recorded, cast.facebook) == ["<b>Our</b> ![x](/beacon)"]
    assert "Choose “Attach”, or empty its fields." not in shown(window)
    assert "Attached “&lt;b&gt;Our&lt;/b&gt; ![x](/beacon)”." in shown(window)
    assert field(window, "remove").label == r"Remove “\<b\>Our\<\/b\> \!\[x\]\(\/beacon\)”"
    assert field(window, "evidence.title").value == ""
    fill(window, narrative="Typed after attaching")
    assert narrative(recorded, cast.facebook) == "Typed after attaching"
    field(window, "remove").click().run()
    assert titles(recorded, cast.facebook) == []
    assert "Removed “" in shown(window)


def test_a_file_is_attached_for_what_it_is_and_not_for_its_name(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = begin(app, cast.facebook)
    fill(window, **{"evidence.title": "Minutes"})
    field(window, "evidence.dated_on").set_value(date(2019, 12, 1)).run()
    field(window, "evidence.attach").click().run()
    assert "Choose a file to attach, of at most 10 MB." in shown(window)
    window.file_uploader[0].set_value(("minutes.pdf", b"when,who\n1,2\n", "application/pdf")).run()
    field(window, "evidence.attach").click().run()
    assert "“minutes.pdf” is not a PDF file inside, or is damaged." in shown(window)
    assert field(window, "evidence.title").value == "Minutes"
    window.file_uploader[0].set_value(("minutes.csv", b"when,who\n1,2\n", "text/csv")).run()
    field(window, "evidence.attach").click().run()
    assert titles(recorded, cast.facebook) == ["Minutes"]
    assert "minutes.csv, 13 Bytes; added" in shown(window)


def test_evidence_added_in_another_window_is_noticed(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = fill(begin(app, cast.facebook), narrative="Here")
    draft = the_draft(recorded, cast.facebook)
    assert draft
    evidence.add_link(recorded, cast.facebook, draft.update_id, draft.revision, a_link())
    window.run()
    assert "saved this draft from another window" in shown(window)
    field(window, "load").click().run()
    assert "Our announcement" in shown(window)


def test_a_draft_is_discarded_for_good(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = fill(begin(app, cast.facebook), narrative="Never mind")
    field(window, "discard").click().run()
    assert "The draft was discarded." in shown(window)
    assert the_draft(recorded, cast.facebook) is None
    field(window, "start").click().run()
    assert field(window, "narrative").value == ""


def test_nothing_is_saved_for_whoever_is_signed_out_meanwhile(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = fill(begin(app, cast.facebook), narrative="Before")
    with database.writing(recorded) as session:
        session.execute(update(SignIn).where(col(SignIn.account_id) == cast.facebook.account_id)
                        .values(revoked_at=OPENING))
    field(window, "narrative").set_value("After").run()
    assert "You are signed out" in shown(window)
    assert narrative(recorded, cast.facebook) == "Before"


def test_a_day_that_is_past_takes_no_update(app: Opened, cast: Cast, recorded: Engine) -> None:
    a_draft(recorded, cast.facebook, commitment=3, due_on=LAST_WEEK)
    window = app(cast.facebook, "submit", commitment=3)
    window.date_input(key="as_at").set_value(date(2019, 11, 30)).run()
    assert "Updates are written now, not on a day that is past." in shown(window)
    assert [each.key for each in widgets(window) if str(each.key).startswith("submit.")] == []


@pytest.mark.parametrize("query", [
    {"commitment": 9}, {"commitment": "1e9"}, {"commitment": 3, "due": "2019-11-30"},
    {"commitment": 3, "due": "2019-12-13"}, {"commitment": 3, "due": "never"},
    {"commitment": 3, "platform": "twitter"}, {"commitment": 3, "platform": "elsewhere"}])
def test_what_an_address_makes_up_is_not_found(app: Opened, cast: Cast, query: dict[str, object]) -> None:
    window = app(cast.facebook, "submit", **query)
    assert "Not found." in shown(window)
    assert [each.key for each in widgets(window) if str(each.key).startswith("submit.")] == []


def test_a_platform_never_meets_anothers_draft(app: Opened, cast: Cast, recorded: Engine) -> None:
    a_draft(recorded, cast.twitter, commitment=3, due_on=THIS_WEEK, narrative="twitters-words")
    window = app(cast.facebook, "submit", commitment=3, due=THIS_WEEK)
    assert [button.label for button in window.button] == ["Start the update"]
    field(window, "start").click().run()
    assert field(window, "narrative").value == ""
