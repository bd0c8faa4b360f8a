"""The public record through the API: the same facts and figures as on screen, for whoever may see the letter."""

import csv
import io

import pandas as pd
from sqlalchemy import Engine

from coordination import letters
from coordination.incidents import public
from data_model.database import reading
from tests.api.v1.conftest import Calls
from tests.cast import Cast, letter_id


def test_everybody_with_a_key_reads_the_facts_that_stand_beside_the_letter(
        calls: Calls, cast: Cast, recorded: Engine) -> None:
    with reading(recorded) as session:
        known = letters.public_record(session, letter_id(recorded))
    for viewer in (cast.analyst, cast.facebook):
        found = calls(viewer).get("public-record", params={"limit": 500}).json()["items"]
        assert [(each["id"], each["source"], ", ".join(each["criteria"])) for each in found] == list(
            known[["id", "source", "codes"]].itertuples(index=False, name=None))
    assert calls(cast.stranger).get("public-record").status_code == 404


def test_facts_are_found_by_the_criterion_that_they_bear_on(calls: Calls, cast: Cast) -> None:
    analyst = calls(cast.analyst)
    every = analyst.get("public-record", params={"limit": 500}).json()["items"]
    code = next(each["criteria"][0] for each in every if each["criteria"])
    found = analyst.get("public-record", params={"limit": 500, "criterion": code}).json()["items"]
    assert found == [each for each in every if code in each["criteria"]]
    assert len(found) < len(every)


def test_figures_come_page_by_page_and_as_csv(calls: Calls, cast: Cast, recorded: Engine) -> None:
    with reading(recorded) as session:
        known = public.series(session, letter_id(recorded))
    analyst = calls(cast.analyst)
    found, following = [], "public-record/figures?limit=7"
    while following:
        answer = analyst.get(following)
        found += answer.json()["items"]
        following = answer.links["next"]["url"] if "next" in answer.links else ""
    assert pd.DataFrame(found)["value"].sum() == known["value"].sum()
    assert {(each["entry_id"], each["name"], each["first_day"]) for each in found} == {
        (row.entry_id, row.name, str(row.first_day)) for row in known.itertuples(index=False)}
    table = analyst.get("public-record/figures", params={"limit": 500}, headers={"Accept": "text/csv"})
    assert [float(row["value"]) for row in csv.DictReader(io.StringIO(table.text))] == [
        each["value"] for each in found]


def test_shares_are_of_what_the_same_series_counts(calls: Calls, cast: Cast) -> None:
    found = calls(cast.analyst).get("public-record/shares", params={"limit": 500}).json()["items"]
    assert found
    assert all(each["value"] == 100 * each["part"] / each["whole"] for each in found)


def test_what_nothing_has_changed_is_not_sent_again(calls: Calls, cast: Cast) -> None:
    program = calls(cast.facebook)
    for path in ("public-record", "public-record/figures", "public-record/shares"):
        tag = program.get(path).headers["etag"]
        assert program.get(path, headers={"if-none-match": tag}).status_code == 304
