"""python manage.py briefing: without a browser session, for a timer."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from commands import briefing
from coordination import accounts, audit
from coordination.briefings.inputs import FigurePart, HeadingPart, OverviewPart, Shown
from data_model.database import reading
from exports import pictures
from exports.provenance import read_provenance
from tests.briefings import REPORTS, a_briefing
from tests.cast import Cast, letter_id
from tests.commands import Answer, Run

Brief = Callable[..., Answer]
PARTS = (HeadingPart(text="One"), OverviewPart(), FigurePart(query=REPORTS, shown=Shown.TABLE))


@pytest.fixture
def brief(run: Run, recorded: Engine) -> Brief:
    """Runs the command on `recorded`."""
    return partial(run, recorded, "briefing")


@pytest.mark.parametrize("ending", ["pdf", "docx", "PDF"])
def test_a_briefing_is_made_by_its_number_and_by_its_name(brief: Brief, recorded: Engine, cast: Cast, tmp_path: Path,
                                                          ending: str) -> None:
    id_ = a_briefing(recorded, cast.analyst, *PARTS, name="Monday note")
    for named in (id_, "monday NOTE "):
        out = tmp_path / f"{named}.{ending}".replace(" ", "")
        answer = brief(named, "--out", out, "--as-at", "2019-11-29")
        assert (answer.code, answer.out) == (0, f"Made {out}: briefing {id_}, as at 29 November 2019 at 23:59.\n")
        said = read_provenance(out.read_bytes())
        assert (said["Title"], said["Made by"], said["As at exactly"]) == (
            "Monday note", "Government analyst", "2019-11-29T23:59:59.999999+00:00")
        assert said["Address"] == f"https://parley.example/briefings?briefing={id_}"
        assert said["Figure 1"].endswith("&as_at=2019-11-29")


def test_the_audit_says_that_a_command_made_it(brief: Brief, recorded: Engine, cast: Cast, tmp_path: Path) -> None:
    id_ = a_briefing(recorded, cast.analyst, *PARTS)
    brief(id_, "--out", tmp_path / "a.docx")
    with reading(recorded) as session:
        told = audit.entries(session, cast.administrator, newest=1)["sentence"].item()
    assert told.startswith(f"python manage.py briefing made briefing {id_} of letter MCO/00433 as at 2 December 2019")


def test_a_templates_name_makes_that_template(brief: Brief, cast: Cast, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "missing", lambda: pictures.MISSING)
    out = tmp_path / "note.pdf"
    answer = brief("Weekly note to ministers", "--out", out)
    assert answer.code == 0
    assert "Figures are shown as tables. Pictures cannot be made on this installation" in answer.error
    said = read_provenance(out.read_bytes())
    assert (said["Title"], said["Made by"], said["Marking"]) == (
        "Weekly note to ministers", "python manage.py briefing", "OFFICIAL-SENSITIVE")
    out = tmp_path / "card.docx"
    assert brief("platform scorecard", "--platform", "twitter", "--out", out).code == 0
    assert brief("answer to a parliamentary question", "--question", "Why?", "--out", out).code == 0
    for name, sentence in (("platform scorecard", "Choose the platform that the scorecard is of: facebook, google and"),
                           ("answer to a parliamentary question", "Enter the question that is to be answered.")):
        answer = brief(name, "--out", out)
        assert (answer.code, answer.error[:len(sentence)]) == (1, sentence)


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["nothing", "--out", "{}/a.pdf"], "There is no briefing “nothing”. Its page says its name and its number."),
    (["99999999999999999999", "--out", "{}/a.pdf"], "There is no briefing “99999999999999999999”. Its page says its "
                                                    "name and its number."),
    (["1", "--out", "{}/a.odt"], "a.odt ends neither in .docx nor in .pdf. Give the file one of these endings: it "
                                 "decides what is made."),
    (["1", "--out", "{}/no/a.pdf"], "There is no folder {}/no. Make it first, or choose another one."),
    (["1", "--out", "{}/a.pdf", "--as-at", "2019-12-03"],
     "3 December 2019 is still to come: today is 2 December 2019. Choose today or a day before."),
    (["1", "--out", "{}/a.pdf", "--as-at", "yesterday"], "“yesterday” is not a day. Write it like 2019-11-29."),
    (["1", "--out", "{}/a.pdf", "--as-at", "2019-02-30"], "“2019-02-30” is not a day. Write it like 2019-11-29."),
])
def test_a_mistake_is_a_sentence(arguments: list[str], sentence: str, brief: Brief, recorded: Engine, cast: Cast,
                                 tmp_path: Path) -> None:
    a_briefing(recorded, cast.analyst, *PARTS)
    answer = brief(*(each.format(tmp_path) for each in arguments))
    assert (answer.code, answer.error, answer.out) == (1, sentence.format(tmp_path), "")
    assert not list(tmp_path.iterdir())


def test_a_name_that_several_briefings_have_is_not_guessed(brief: Brief, recorded: Engine, cast: Cast,
                                                           tmp_path: Path) -> None:
    first = a_briefing(recorded, cast.analyst, *PARTS, name="Note")
    second = a_briefing(recorded, cast.official, *PARTS, name="note")
    answer = brief("NOTE", "--out", tmp_path / "a.pdf")
    assert (answer.code, answer.error) == (
        1, f"2 briefings have the name “NOTE”. Name the one you mean by its number: {first} is Government analyst’s, "
           f"{second} is Cabinet Office official’s.")


def test_a_briefing_of_somebody_who_left_is_not_made(brief: Brief, recorded: Engine, cast: Cast,
                                                     tmp_path: Path) -> None:
    id_ = a_briefing(recorded, cast.analyst, *PARTS)
    accounts.set_active(recorded, "a test", cast.analyst.account_id, active=False)
    answer = brief(id_, "--out", tmp_path / "a.pdf")
    assert answer.code == 1
    assert answer.error.startswith(f"Briefing {id_} is Government analyst’s, whose account is no longer active.")


def test_a_folder_that_cannot_be_written_into_is_said(brief: Brief, recorded: Engine, cast: Cast, tmp_path: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = a_briefing(recorded, cast.analyst, *PARTS, letter=letter_id(recorded))

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refused)
    answer = brief(id_, "--out", tmp_path / "a.pdf")
    assert (answer.code, answer.error) == (1, f"{tmp_path}/a.pdf cannot be written: Permission denied. Choose another "
                                              "file.")


def test_what_takes_longer_than_a_second_says_so(capsys: pytest.CaptureFixture[str],
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    with briefing.patience("Making it."):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(briefing, "PATIENT_S", 0)
    with briefing.patience("Making it.") as _:
        said = ""
        for _ in range(1_000_000):
            said += capsys.readouterr().err
            if said:
                break
    assert said == "Making it.\n"
