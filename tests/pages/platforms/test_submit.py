"""Submitting an update: the draft saves itself, says what is wrong, shows what officials will see, and goes off."""

from datetime import date

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.updates import drafts
from coordination.updates.drafts import DraftInView
from coordination.viewers import Viewer
from data_model.database import reading
from tests.cast import Cast, a_draft, a_version, letter_id
from tests.pages.conftest import Opened, shown


def the_draft(engine: Engine, viewer: Viewer) -> DraftInView | None:
    """The viewer's one draft, as it is stored."""
    with reading(engine) as session:
        ids = drafts.listing(session, viewer, letter_id(engine))["update_id"]
        assert len(ids) <= 1
        return drafts.in_view(session, viewer, int(ids.iloc[0])) if len(ids) else None


def field(window: AppTest, name: str):  # type: ignore[no-untyped-def]
    """The one widget on the page whose key begins with “submit.<name>”."""
    kinds = ("text_area", "radio", "text_input", "date_input", "file_uploader", "button")
    (found,) = [each for kind in kinds for each in window.get(kind) if str(each.key).startswith(f"submit.{name}.")]
    return found


def test_without_a_commitment_the_page_asks_for_one(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.facebook, "submit"))
    assert "Which commitment is the update on?" in page
    assert ('<a href="/submit?platform=facebook&amp;commitment=3&amp;letter=MCO%2F00433">'
            '3. Dialogue between the platforms</a>') in page
    assert "for 23 to 29 November 2019, due Friday 29 November 2019" in page


def test_opening_the_page_begins_nothing(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.facebook, "submit", commitment=3)
    assert "For <strong>23 to 29 November 2019</strong>, due Friday 29 November 2019. <strong>It is late.</strong>" in shown(window)
    assert the_draft(recorded, cast.facebook) is None
    field(window, "start").click().run()
    begun = the_draft(recorded, cast.facebook)
    assert begun is not None
    assert (begun.number, begun.due_on, begun.content.narrative) == (3, date(2019, 11, 29), "")


def test_what_is_typed_is_saved_and_survives_a_closed_browser(app: Opened, cast: Cast, recorded: Engine) -> None:
    window = app(cast.facebook, "submit", commitment=3)
    field(window, "start").click().run()
    assert "Saved at 09:00 by Facebook representative." in shown(window)
    field(window, "narrative").set_value("We meet every").run()
    field(window, "claim").set_value("in progress").run()
    assert "What have you done? <span" in shown(window)
    saved = the_draft(recorded, cast.facebook)
    assert saved is not None
    assert (saved.content.narrative, saved.content.claim) == ("We meet every", "in progress")
    again = app(cast.facebook, "submit", commitment=3)
    assert field(again, "narrative").value == "We meet every"
    assert field(again, "claim").value == "in progress"
