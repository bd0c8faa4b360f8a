"""What is typed into an update is saved, whatever ends the run that was to save it."""

from unittest.mock import patch

import pytest
from sqlalchemy import Engine
from streamlit.runtime.scriptrunner import StopException

from tests.cast import Cast
from tests.pages.conftest import Opened, shown
from tests.pages.platforms.test_submit import begin, checked, field, fill, narrative, ready


@pytest.mark.parametrize("end", [StopException, ZeroDivisionError], ids=["a newer click", "a fault"])
@pytest.mark.parametrize("place", ["coordination.updates.drafts.save", "coordination.sign_ins.visitor"])
def test_what_a_run_was_ended_before_it_could_save_is_saved_by_the_next(
        app: Opened, cast: Cast, recorded: Engine, place: str, end: type[BaseException]) -> None:
    window = fill(begin(app, cast.facebook), narrative="We met.")
    with patch(place, side_effect=end):
        fill(window, narrative="We met twice.")
    assert narrative(recorded, cast.facebook) == "We met."
    window.run()
    assert narrative(recorded, cast.facebook) == "We met twice."
    assert "What officials will see" in shown(checked(fill(window, claim="in progress", remaining="The rest.")))


def test_words_typed_just_before_another_page_was_chosen_are_saved(
        app: Opened, cast: Cast, recorded: Engine, root: object) -> None:
    window = begin(app, cast.facebook)
    field(window, "narrative").set_value("We met.")
    window.switch_page(f"{root}/pages/platforms/home.py").run()
    assert narrative(recorded, cast.facebook) == "We met."


def test_what_was_typed_just_before_the_check_is_what_officials_will_see(app: Opened, cast: Cast) -> None:
    window = ready(app, cast.facebook)
    field(window, "narrative").set_value("We meet twice a week.")
    page = shown(checked(window))
    assert "We meet twice a week." in page[page.index("What officials will see"):]
