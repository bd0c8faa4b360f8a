"""What is shown of signals and their lag can be taken away as it is shown."""

from tests.cast import Cast
from tests.pages.conftest import Opened, shown


def test_the_lag_can_be_taken_away(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.official, "signals"))
    for kind in ("csv", "xlsx"):
        assert f"/downloads/lag.{kind}" in page
    assert "/downloads/signals." not in page


def test_the_list_is_taken_away_as_it_is_filtered_and_the_bundle_whole(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.analyst, "signals", view="list", kind="user", tlp="TLP:GREEN"))
    assert "kind=user&amp;tlp=TLP%3AGREEN" in page.partition("/downloads/signals.csv?")[2].partition('"')[0]
    assert "kind=" not in page.partition("/downloads/signals.stix.json")[2].partition('"')[0]


def test_a_platform_takes_its_own_list(app: Opened, cast: Cast) -> None:
    page = shown(app(cast.facebook, "signals"))
    assert "/downloads/signals.xlsx" in page
    assert "/downloads/lag." not in page
