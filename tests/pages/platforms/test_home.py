"""Home: what we owe, by when, what was returned and why."""

from tests.cast import Cast
from tests.pages.conftest import Opened, shown


def test_a_representative_lands_on_home(app: Opened, cast: Cast) -> None:
    assert "<h1>Home</h1>" in shown(app(cast.facebook))
    assert "<h1>Submit an update</h1>" in shown(app(cast.facebook, "submit"))
    assert "<h1>Overview</h1>" in shown(app(cast.official))
