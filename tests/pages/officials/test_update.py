"""One version as it was submitted, what changed since the one before, and the preview that is drawn alike."""

from sqlalchemy import Engine

from coordination import clock
from coordination.updates import reading as versions
from coordination.updates.difference import Part, Stretch
from coordination.updates.reading import VersionInView
from coordination.viewers import Viewer
from data_model.database import reading
from page_parts.record import Said, changes, drawn
from tests.cast import Cast, a_return, a_version
from tests.pages.conftest import Opened, shown

HOSTILE = '<img src=x onerror="alert(1)"> ![x](/beacon) [a](javascript:alert(1)) $x$ :red[x]'
AS_WRITTEN = '&lt;img src=x onerror=&#34;alert(1)&#34;&gt; ![x](/beacon) [a](javascript:alert(1)) $x$ :red[x]'


def version(engine: Engine, viewer: Viewer, version_id: int) -> VersionInView:
    with reading(engine) as session:
        return versions.in_view(session, viewer, version_id, as_at=clock.now(session))


def test_what_changed_is_told_field_by_field_and_what_did_not_is_left_out(cast: Cast, recorded: Engine) -> None:
    first = a_version(recorded, cast.facebook, commitment=1, narrative="We began.", statements={"1a": "Soon."})
    a_return(recorded, cast.official, first)
    second = a_version(recorded, cast.facebook, commitment=1, narrative="We have begun.", link="Our page",
                       statements={"1a": "Soon."}, claim="delivered")
    found = {change.label: list(change.stretches)
             for change in changes(version(recorded, cast.official, first), version(recorded, cast.official, second))}
    assert found == {
        "Claim": [Stretch(Part.REMOVED, "in progress\n"), Stretch(Part.ADDED, "delivered\n")],
        "Evidence": [Stretch(Part.ADDED, "Our page (https://example.com/news)\n")],
        "What was done": [Stretch(Part.KEPT, "We"), Stretch(Part.REMOVED, " began"), Stretch(Part.ADDED, " have begun"),
                          Stretch(Part.KEPT, ".")]}


def test_a_version_that_says_the_same_again_has_no_changes(app: Opened, cast: Cast, recorded: Engine) -> None:
    first, second = (a_version(recorded, cast.facebook, commitment=1) for _ in range(2))
    assert changes(version(recorded, cast.official, first), version(recorded, cast.official, second)) == []
    assert "Not a word has changed." in shown(app(cast.official, "update", version=second))


def test_the_page_shows_the_version_its_decision_and_a_later_one(app: Opened, cast: Cast, recorded: Engine) -> None:
    first = a_version(recorded, cast.facebook, commitment=1, narrative="We began.", link="Our page")
    a_return(recorded, cast.official, first, "Say where.")
    second = a_version(recorded, cast.facebook, commitment=1, narrative="We have begun.")
    page = shown(app(cast.analyst, "update", version=first))
    assert "<h3>Why it was returned</h3>" in page
    assert '<p class="written">Say where.</p>' in page
    assert f"/update?version={second}&amp;letter=MCO%2F00433" in page
    assert "First version: nothing was submitted on this commitment before." in page
    later = shown(app(cast.analyst, "update", version=second))
    assert "We<del> began</del><ins> have begun</ins>." in later
    assert "Review it" not in later
    assert f"/review?version={second}" in shown(app(cast.official, "update", version=second))


def test_what_people_write_is_shown_as_they_wrote_it(app: Opened, cast: Cast, recorded: Engine) -> None:
    submitted = a_version(recorded, cast.facebook, commitment=1, narrative=HOSTILE, remaining=HOSTILE,
                          statements={"1a": HOSTILE}, link=HOSTILE[:200])
    page = shown(app(cast.official, "update", version=submitted))
    assert page.count(AS_WRITTEN) == 4
    assert "<img" not in page


def test_a_preview_is_drawn_like_the_version_that_it_becomes(cast: Cast, recorded: Engine) -> None:
    submitted = version(recorded, cast.facebook, a_version(recorded, cast.facebook, commitment=1, link="Our page"))
    before = Said(platform="Facebook", letter="MCO/00433", commitment=1, title=submitted.title,
                  quotation=submitted.quotation, period_start=submitted.period_start, due_on=submitted.due_on,
                  claim=submitted.claim, narrative="We have begun.", remaining="The rest.",
                  delay_reason="We started late.", criteria=submitted.criteria, evidence=submitted.evidence)
    assert drawn(before) == drawn(Said.of(submitted))


def test_a_platform_is_told_that_another_platforms_update_is_not_there(app: Opened, cast: Cast,
                                                                       recorded: Engine) -> None:
    submitted = a_version(recorded, cast.facebook, commitment=1)
    assert "Not found. There is no such update." in shown(app(cast.twitter, "update", version=submitted))
    assert "No update is chosen." in shown(app(cast.twitter, "update"))
