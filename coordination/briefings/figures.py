"""The figures of a briefing: what an address of Explore says, and which days they show."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

from coordination.briefings.inputs import FigurePart, Shown
from coordination.exploring import choices, views
from coordination.exploring.catalogue import Catalogue
from coordination.exploring.views import View
from coordination.letters import LetterInView
from coordination.problems import Fault, Invalid, NotFound

PAGE = "/explore"
NOT_EXPLORE = ("This is not the address of a figure. Open the figure on the page “Explore”, copy its whole address, "
               "and paste it here.")


def part(view: View, *, shown: Shown = Shown.FIGURE, follows: bool = False) -> FigurePart:
    """A view as a part of a briefing."""
    return FigurePart(query=urlencode(views.query(view)), shown=shown, follows=follows)


def view_of(each: FigurePart, catalogue: Catalogue, letter: LetterInView) -> View:
    """The view of a figure, on the day of the catalogue. What is impossible by now is for reading.explore to leave out,
    and to say so. Raises NotFound for words and days that there are not."""
    view = _asked(each.query, choices.usual(catalogue, letter, catalogue.today))
    return _following(view, catalogue.today) if each.follows else view


def pasted(address: str, catalogue: Catalogue, letter: LetterInView) -> FigurePart:
    """The figure that a pasted address leads to. Raises Invalid for what is no address of Explore, or leads to another
    letter."""
    try:
        parts = urlsplit(address.strip())
        said = parse_qs(parts.query)
    except ValueError as error:
        raise Invalid(Fault("address", NOT_EXPLORE)) from error
    if parts.path.rstrip("/") != PAGE or not said.get("measure"):
        raise Invalid(Fault("address", NOT_EXPLORE))
    if said.get("letter", [letter.reference])[-1] != letter.reference:
        raise Invalid(Fault("address", "This figure is of another letter than the briefing. Choose a figure of letter "
                                       f"{letter.reference}."))
    try:
        view, _ = choices.fitted(catalogue, _asked(parts.query, choices.usual(catalogue, letter, catalogue.today)))
    except NotFound as missing:
        raise Invalid(Fault("address", NOT_EXPLORE)) from missing
    return part(view)


def address(view: View, reference: str, day: date) -> str:
    """Where a view can be explored as at a day, from the root of Parley."""
    return f"{PAGE}?{urlencode([('letter', reference), *views.query(view), ('as_at', day.isoformat())])}"


def _asked(query: str, usual: View) -> View:
    said = parse_qs(query)
    return views.view_of(lambda name: said.get(name, []), usual)


def _following(view: View, today: date) -> View:
    return replace(view, first_day=today - (view.last_day - view.first_day), last_day=today)
