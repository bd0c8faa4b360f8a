"""Figures as files, asked for by their address: what they say, and that the same address gives the same."""

import io
import zipfile
from hashlib import sha256

import pytest
from httpx import Response
from sqlalchemy import Engine

from api import figures as doors
from coordination import audit
from coordination.exploring import asked_for, data
from data_model.database import reading
from exports import figures, pictures
from exports.pictures import FAILED, MISSING, NoPictures
from exports.provenance import moment_told, read_provenance
from page_parts.directory import PAGES
from tests.api.conftest import PUBLIC_URL, Visit
from tests.cast import Cast
from tests.conftest import StoppedClock
from tests.counts import MONDAY, a_count, a_sent_return
from tests.exports.figures import of_csv, of_html, of_xlsx

QUERY = ("letter=MCO%2F00433&measure=reports-from-candidates&by=platform&grain=day&from=2019-11-18&to=2019-11-18"
         "&form=bar&note=2019-11-18+%3D1%2B1+%3Cb%3E")
TITLE = "Reports from candidates, by platform, day by day"


@pytest.fixture(autouse=True)
def counted(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(7))
    a_sent_return(recorded, cast.twitter, a_count(3))


def table(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("figure.csv")


@pytest.mark.parametrize("kind", figures.KINDS)
def test_every_file_says_where_it_comes_from(kind: str, visit: Visit, cast: Cast, recorded: Engine) -> None:
    with reading(recorded) as session:
        head = str(audit.head(session))
    answer = visit(cast.analyst).get(f"/downloads/figure.{kind}?{QUERY}")
    ending = doors.TYPES[kind][1]
    assert f'filename="parley-figure-2019-12-02.{ending}"' in answer.headers["content-disposition"]
    said = read_provenance(answer.content)
    assert said.pop("SHA-256 of the data") == sha256(_csv_of(visit, cast)).hexdigest()
    assert said.pop("Definitions").startswith("Reports from candidates (definition 1), defined by ")
    assert said == {
        "Title": TITLE, "Marking": "OFFICIAL", "Exercise": "no", "Letter": "MCO/00433",
        "Source": "Parley, from what platforms and officials put on record",
        "As at": "2 December 2019 at 09:00 (London time)", "Made at": "2 December 2019 at 09:00 (London time)",
        "Made by": "Government analyst", "Address": f"{PUBLIC_URL}/explore?{_address()}", "Audit head": head,
        "Parley version": said["Parley version"], "As at exactly": "2019-12-02T09:00:00.000000+00:00"}


def _csv_of(visit: Visit, cast: Cast) -> bytes:
    return table(visit(cast.official).get(f"/downloads/figure.csv?{QUERY}").content)


def _address() -> str:
    before, note = QUERY.split("&note=")
    return f"{before}&note={note}&as_at=2019-12-02"


def test_the_address_in_a_file_is_a_page_and_gives_the_same_again(visit: Visit, cast: Cast, recorded: Engine) -> None:
    said = read_provenance(visit(cast.analyst).get(f"/downloads/figure.csv?{QUERY}").content)
    page = said["Address"].removeprefix(f"{PUBLIC_URL}/").partition("?")[0]
    assert cast.analyst.role in PAGES[page].roles
    with reading(recorded) as session:
        again = asked_for.again(session, cast.analyst, said["Address"], as_at=moment_told(said))
    assert again.sha256 == said["SHA-256 of the data"]


def test_a_small_number_is_in_no_file(visit: Visit, cast: Cast) -> None:
    analyst = visit(cast.analyst)
    for kind, read in (("csv", of_csv), ("xlsx", of_xlsx), ("html", of_html)):
        rows = read(analyst.get(f"/downloads/figure.{kind}?{QUERY}").content)
        assert {str(row[1]): row[4:6] for row in rows}["Twitter"] == ["suppressed", None]


def test_some_rows_alone_are_a_figure_of_their_own(visit: Visit, cast: Cast, recorded: Engine,
                                                   stopped_clock: StoppedClock) -> None:
    analyst = visit(cast.analyst)
    whole = of_csv(analyst.get(f"/downloads/figure.csv?{QUERY}").content)
    with reading(recorded) as session:
        found = asked_for.again(session, cast.analyst, f"/explore?{QUERY}", as_at=stopped_clock.now)
    name = data.row_names(found.frame)[0]
    answer = analyst.get(f"/downloads/figure.xlsx?{QUERY}&row={name}")
    assert of_xlsx(answer.content) == whole[:1]
    said = read_provenance(answer.content)
    assert said["Title"] == f"{TITLE}, some rows"
    assert said["Address"].endswith(f"&row={name}")


def test_what_cannot_be_made_gets_a_sentence_and_is_not_noted(visit: Visit, cast: Cast, recorded: Engine) -> None:
    analyst = visit(cast.analyst)

    def answered(query: str, kind: str = "png") -> tuple[int, str]:
        answer: Response = analyst.get(f"/downloads/figure.{kind}?{query}")
        return answer.status_code, answer.text

    assert answered("scale=3") == (400, "A picture is 1, 2 or 4 times its size.")
    assert answered("as_at=soon")[0] == 400
    assert answered("form=pie")[0] == answered("letter=MCO/1")[0] == answered("from=2019-02-30", "csv")[0] == 404
    assert _noted(recorded, cast) == []


def test_where_there_is_no_chromium_a_pdf_says_what_to_do_and_an_svg_is_left_to_the_browser(
        visit: Visit, cast: Cast, recorded: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> bytes:
        raise NoPictures(MISSING)

    monkeypatch.setattr(pictures, "missing", lambda: MISSING)
    monkeypatch.setattr(pictures, "picture", none)
    analyst = visit(cast.analyst)
    refused = analyst.get(f"/downloads/figure.pdf?{QUERY}")
    assert (refused.status_code, refused.text) == (501, MISSING)
    assert _noted(recorded, cast) == []
    page = analyst.get(f"/downloads/figure.svg?{QUERY}")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert _noted(recorded, cast) == [
        "Government analyst downloaded what a browser needs to make figure.svg of letter MCO/00433 as at 2 December "
        f"2019 at 09:00, SHA-256 {sha256(page.content).hexdigest()}."]


def test_a_chromium_that_fails_is_said_to(visit: Visit, cast: Cast, recorded: Engine,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> bytes:
        raise NoPictures(FAILED)

    monkeypatch.setattr(pictures, "picture", none)
    answer = visit(cast.analyst).get(f"/downloads/figure.png?{QUERY}")
    assert (answer.status_code, answer.text) == (503, FAILED)
    assert _noted(recorded, cast) == []


def test_the_same_address_and_day_give_the_same_bytes_on_two_days(visit: Visit, cast: Cast, recorded: Engine,
                                                                 stopped_clock: StoppedClock) -> None:
    asked = f"/downloads/figure.csv?{QUERY}&as_at=2019-12-01"
    before = visit(cast.analyst).get(asked).content
    stopped_clock.set_to(2019, 12, 9)
    a_sent_return(recorded, cast.facebook, a_count(9, MONDAY), reason="Two more were found.")
    after = visit(cast.analyst).get(asked).content
    assert table(after) == table(before)
    assert read_provenance(after)["Made at"] != read_provenance(before)["Made at"]
    assert table(visit(cast.analyst).get(f"/downloads/figure.csv?{QUERY}").content) != table(before)


def _noted(engine: Engine, cast: Cast) -> list[str]:
    with reading(engine) as session:
        return list(audit.entries(session, cast.administrator, audit.Sought(action="download"))["sentence"])
