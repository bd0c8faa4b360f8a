"""Figures and tables: what they show, what the address keeps, and what can be taken away."""

import json
import re
from datetime import date
from types import SimpleNamespace
from unittest.mock import PropertyMock, patch

import pytest
from sqlalchemy import Engine
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from charts import theme
from coordination import audit
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import FindingWord
from tests.cast import Cast, a_version, an_acceptance
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown


@pytest.fixture
def record(recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    """Facebook's advice is met since 3 December; Twitter has said something; it is 4 December."""
    version = a_version(recorded, cast.facebook)
    a_version(recorded, cast.twitter)
    stopped_clock.set_to(2019, 12, 3)
    an_acceptance(recorded, cast.official, version, word=FindingWord.MET)
    stopped_clock.set_to(2019, 12, 4)


def figures(window: AppTest) -> list[dict[str, object]]:
    """The JSON of both figures."""
    return [json.loads(each.proto.spec) for each in window.get("plotly_chart")]


def words(figure: dict[str, object]) -> list[str]:
    """Every text that is written in a figure."""
    layout = figure["layout"]
    assert isinstance(layout, dict)
    return [each["text"] for each in layout["annotations"]]


def alts(window: AppTest) -> list[str]:
    return [each.proto.alt for each in window.get("plotly_chart")]


def saved_as(window: AppTest) -> list[dict[str, object]]:
    return [json.loads(each.proto.config)["toImageButtonOptions"] for each in window.get("plotly_chart")]


def downloads(window: AppTest) -> list[str]:
    return [found.replace("&amp;", "&") for found in re.findall(r'<a href="(/downloads/[^"]*)"', shown(window))]


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize("who", ["analyst", "official"])
def test_both_figures_say_where_they_come_from_and_what_they_show(who: str, app: Opened, cast: Cast,
                                                                  recorded: Engine) -> None:
    viewer: Viewer = getattr(cast, who)
    with reading(recorded) as session:
        head = audit.head(session)
    window = app(viewer, "figures")
    for figure, title in zip(figures(window), ("Where the platforms stand", "Standing day by day"), strict=True):
        said = words(figure)
        assert said[:4] == ["OFFICIAL", title, "Letter MCO/00433", "As at 4 December 2019 at 09:00, London time"]
        assert [each.replace("<br>", " ") for each in said[-3:]] == [
            "Source: Parley, from updates submitted by platforms and findings of officials", f"Audit head {head}",
            "OFFICIAL"]
    matrix, history = alts(window)
    assert "Facebook: 1 met, 4 not yet reviewed" in matrix
    assert "Facebook: commitment 1 met from 3 December 2019" in history


@pytest.mark.usefixtures("record")
def test_each_figure_is_followed_by_its_table(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "figures")
    matrix, history = (each.value for each in window.dataframe)
    assert len(matrix) == 3 * 5
    assert list(matrix.loc[matrix["Finding"] == "met", ["Platform", "Commitment"]].iloc[0]) == ["Facebook", 1]
    assert str(matrix["Found at (London time)"].dropna().iloc[0]) == "2019-12-03 09:00:00+00:00"
    assert len(history) == 30 * 3 * 5  # from 5 November to 4 December
    assert [each.proto.alt for each in window.dataframe] == [
        "Where the platforms stand: the table", "Standing day by day: the table"]
    assert downloads(window) == [f"/downloads/{name}.{kind}?letter=MCO%2F00433"
                                 for name in ("overview", "history", "updates") for kind in ("csv", "xlsx")]


@pytest.mark.usefixtures("record")
def test_a_choice_is_in_the_address_in_the_figures_and_in_the_downloads(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "figures")
    platforms = window.multiselect[0]
    assert list(platforms.options) == ["Facebook", "Google", "Twitter"]
    platforms.set_value(["twitter", "facebook"]).run()
    window.multiselect[1].set_value(["1"]).run()
    assert window.query_params["platform"] == ["twitter", "facebook"]
    assert window.query_params["commitment"] == "1"
    assert all(each.value["Platform"].isin(["Facebook", "Twitter"]).all() for each in window.dataframe)
    assert set(window.dataframe[0].value["Commitment"]) == {1}
    assert "Google" not in "".join(words(figures(window)[0]))
    assert {link.partition("?")[2] for link in downloads(window)} == {
        "letter=MCO%2F00433&platform=facebook&platform=twitter&commitment=1"}


@pytest.mark.usefixtures("record")
def test_an_address_shows_the_same_again(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "figures", platform="twitter", commitment=2)
    assert [each.value for each in window.multiselect] == [["twitter"], ["2"]]
    assert list(window.dataframe[0].value["Platform"]) == ["Twitter"]
    assert "Facebook" not in "".join(alts(window))


@pytest.mark.usefixtures("record")
def test_what_the_letter_does_not_have_is_said_and_left_out(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "figures", platform="myspace", commitment="99")
    assert "The address asks for platforms that this letter does not have. They are left out." in shown(window)
    assert "The address asks for commitments that this letter does not have. They are left out." in shown(window)
    assert len(window.dataframe[0].value) == 15
    window.run()
    assert "left out" not in shown(window)


@pytest.mark.usefixtures("record")
def test_as_at_shows_what_was_known_then(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "figures")
    window.date_input(key="as_at").set_value(date(2019, 12, 2)).run()
    assert "As at 2 December 2019 at 23:59, London time" in words(figures(window)[0])
    assert "1 met" not in alts(window)[0]
    assert window.dataframe[0].value["Claim"].notna().sum() == 2
    assert {link.partition("?")[2] for link in downloads(window)} == {"letter=MCO%2F00433&as_at=2019-12-02"}
    assert saved_as(window)[0]["filename"] == "parley-overview-2019-12-02"


@pytest.mark.usefixtures("record")
def test_figures_are_saved_as_svg_or_png(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "figures")
    assert [(each["format"], each["filename"]) for each in saved_as(window)] == [
        ("svg", "parley-overview-2019-12-04"), ("svg", "parley-history-2019-12-04")]
    assert "saves it as SVG" in shown(window)
    window.radio[0].set_value("png").run()
    assert {each["format"] for each in saved_as(window)} == {"png"}
    assert "saves it as PNG" in shown(window)


@pytest.mark.usefixtures("record")
@pytest.mark.parametrize(("kind", "paper"), [("dark", theme.DARK.paper), ("light", theme.LIGHT.paper),
                                             (None, theme.LIGHT.paper)])
def test_figures_follow_the_theme_on_screen(kind: str | None, paper: str, app: Opened, cast: Cast) -> None:
    with patch.object(ContextProxy, "theme", new_callable=PropertyMock, return_value=SimpleNamespace(type=kind)):
        window = app(cast.analyst, "figures")
    for figure in figures(window):
        layout = figure["layout"]
        assert isinstance(layout, dict)
        assert layout["paper_bgcolor"] == paper


def test_a_letter_without_updates_is_drawn_as_not_yet_reviewed(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "figures")
    assert alts(window)[0].count("5 not yet reviewed") == 3
    assert "commitment 1 not yet reviewed" in alts(window)[1]


@pytest.mark.usefixtures("record")
def test_figures_change_when_the_record_does(app: Opened, cast: Cast, recorded: Engine) -> None:
    """They are kept ready by the version of the data."""
    window = app(cast.analyst, "figures")
    assert "Twitter: 5 not yet reviewed" in alts(window)[0]
    an_acceptance(recorded, cast.official, 2, word=FindingWord.NOT_MET)
    window.run()
    assert "Twitter: 1 not met, 4 not yet reviewed" in alts(window)[0]
