"""What briefings begin as. Each template is a function of what there is to show; what it made is changed freely."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from coordination.briefings import figures
from coordination.briefings.inputs import (
    FigurePart,
    HeadingPart,
    OverviewPart,
    Part,
    Parts,
    QuotationPart,
    ScorecardPart,
    Shown,
    WordsPart,
)
from coordination.exploring import choices
from coordination.exploring.catalogue import Catalogue
from coordination.exploring.views import By, Form, View
from coordination.incidents.asking import Grain
from coordination.letters import LetterInView
from coordination.problems import Fault, Invalid
from coordination.wording import day_in_words, listed
from data_model.words import BriefingTemplate

SUBJECTS = {
    BriefingTemplate.WEEKLY_NOTE: "Weekly note to ministers",
    BriefingTemplate.SCORECARD: "Platform scorecard",
    BriefingTemplate.ANSWER: "Answer to a parliamentary question",
    BriefingTemplate.BLANK: "Briefing",
}
ABUSE, TIME, LAG, MEETINGS = "reports-from-candidates", "median-hours-to-action", "lag-to-act", "meetings-held"
WEEKS = 4  # that a figure of the weekly note shows


@dataclass(frozen=True)
class Basis:
    """What a template is filled from: the letter, what can be explored, and what the template asks for: the slug of a
    platform, or the words of a question."""

    letter: LetterInView
    catalogue: Catalogue
    platform: str = ""
    question: str = ""


def parts(template: BriefingTemplate, basis: Basis) -> Parts:
    """The parts that a briefing begins with. Raises Invalid where the template asks for something else."""
    makers = {BriefingTemplate.WEEKLY_NOTE: _weekly_note, BriefingTemplate.SCORECARD: _scorecard,
              BriefingTemplate.ANSWER: _answer}
    made = makers.get(template)
    return tuple(made(basis)) if made else ()


def _weekly_note(basis: Basis) -> Iterator[Part]:
    letter = basis.letter
    yield WordsPart(text=f"On {day_in_words(letter.signed_on)} ministers wrote to "
                         f"{listed(basis.catalogue.platforms.values())}: “{letter.title}”. This note shows what each "
                         "of them has done since, and what was reported in the last weeks.")
    yield HeadingPart(text="Where the platforms stand")
    yield OverviewPart()
    yield from _section("What candidates report", _figure(basis, ABUSE, weeks=WEEKS))
    yield from _section("How fast the platforms act", _figure(basis, TIME, weeks=WEEKS, shown=Shown.TABLE),
                        _figure(basis, LAG, by=By.ADDRESSED, grain=Grain.CAMPAIGN, form=Form.BAR))
    yield from _section("Dialogue", _figure(basis, MEETINGS, weeks=WEEKS, by=By.KIND, form=Form.STACKED_BAR))
    yield HeadingPart(text="What the letter asks for")
    yield QuotationPart()


def _scorecard(basis: Basis) -> Iterator[Part]:
    if basis.platform not in basis.catalogue.platforms:
        raise Invalid(Fault("platform", "Choose the platform that the scorecard is of: "
                                        f"{listed(basis.catalogue.platforms)}."))
    name, only = basis.catalogue.platforms[basis.platform], (basis.platform,)
    yield HeadingPart(text=f"Where {name} stands")
    yield ScorecardPart(platform=basis.platform)
    yield from _section("What was reported", _figure(basis, ABUSE, platforms=only, shown=Shown.BOTH),
                        _figure(basis, TIME, platforms=only))
    yield HeadingPart(text="What the letter asks for")
    yield QuotationPart()


def _answer(basis: Basis) -> Iterator[Part]:
    if not basis.question.strip():
        raise Invalid(Fault("question", "Enter the question that is to be answered."))
    yield HeadingPart(text="Question")
    yield WordsPart(text=basis.question)
    yield HeadingPart(text="Answer")
    yield WordsPart()
    yield HeadingPart(text="Background: what the letter asks for")
    yield QuotationPart()
    yield HeadingPart(text="Background: where the platforms stand")
    yield OverviewPart()
    yield from _section("Background: what candidates report", _figure(basis, ABUSE, shown=Shown.BOTH))


def _section(heading: str, *shown: Iterator[Part]) -> Iterator[Part]:
    """Parts under a heading, or nothing where there are none."""
    found = [part for some in shown for part in some]
    if found:
        yield HeadingPart(text=heading)
        yield from found


def _figure(basis: Basis, key: str, *, shown: Shown = Shown.FIGURE, weeks: int = 0, by: By | None = None,
            grain: Grain = Grain.WEEK, form: Form = Form.LINE, platforms: tuple[str, ...] = ()) -> Iterator[FigurePart]:
    """A figure of a measure up to the day of the document, where there is such a measure: of some weeks, which follow
    that day, or since the letter."""
    catalogue, since = basis.catalogue, basis.letter.signed_on
    if key not in catalogue.measures:
        return
    last = max(catalogue.today, since)
    first = max(since, last - timedelta(weeks=weeks)) if weeks else since
    view = View((key,), first, last, (by or catalogue.measures[key].by[0],), grain, form, platforms)
    yield figures.part(choices.after(catalogue, view), shown=shown, follows=bool(weeks))
