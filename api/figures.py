"""The figure that an address asks for, as a file of any kind. The address is that of its page: the same view, the same
letter and day."""

from collections.abc import Callable, Iterator
from pathlib import Path

from starlette.responses import PlainTextResponse, Response
from starlette.templating import Jinja2Templates

from api.asked import Asked, answering
from api.attachments import attachment
from api.doors import Door
from api.files import XLSX, file_name
from coordination.exploring import asked_for, data
from coordination.exploring.explored import SOURCE, Explored
from coordination.problems import Fault, Invalid
from coordination.viewers import SEES_ALL_PLATFORMS
from exports import figures, pictures
from exports.pictures import NoPictures
from exports.provenance import FigureProvenance

SCALES = {"": 1, "1": 1, "2": 2, "4": 4}
# The media type of each kind, and how the file's name ends.
TYPES = {
    "svg": ("image/svg+xml", "svg"), "png": ("image/png", "png"), "pdf": ("application/pdf", "pdf"),
    "html": ("text/html; charset=utf-8", "html"), "csv": ("application/zip", "zip"), "xlsx": (XLSX, "xlsx"),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
}
MEDIA_TYPES = tuple(media_type.partition(";")[0] for media_type, _ in TYPES.values())
templates = Jinja2Templates(Path(__file__).parent / "templates")
NOT_HERE, NOT_NOW = 501, 503


def _doors() -> Iterator[Door]:
    for kind in figures.KINDS:
        yield Door(f"/downloads/figure.{kind}", answering(_making(kind)), roles=SEES_ALL_PLATFORMS)


def _making(kind: str) -> Callable[[Asked], Response]:
    def figure(asked: Asked) -> Response:
        scale = SCALES.get(asked.text("scale"))
        if scale is None:
            raise Invalid(Fault("scale", "A picture is 1, 2 or 4 times its size."))
        if kind in figures.PARTS and pictures.missing():
            return _for_a_browser(asked, kind, scale)
        try:
            return file_of(asked, kind, scale)
        except NoPictures as problem:
            return PlainTextResponse(str(problem), NOT_HERE if pictures.missing() else NOT_NOW)

    return figure


def file_of(asked: Asked, kind: str, scale: int) -> Response:
    """The figure as one of figures.KINDS. Raises NoPictures where it takes a picture and none can be made."""
    found = asked_for.explored(asked.session, asked.viewer, asked.letter, asked.texts, as_at=asked.as_at)
    content = figures.file(kind, found, _provenance(asked, found), marks=data.marks(asked.letter), scale=scale)
    media_type, ending = TYPES[kind]
    return attachment(content, media_type, file_name(asked, "figure", ending))


def _for_a_browser(asked: Asked, kind: str, scale: int) -> Response:
    """A page that lets the visitor's own browser make the file."""
    found = asked_for.explored(asked.session, asked.viewer, asked.letter, asked.texts, as_at=asked.as_at)
    provenance = _provenance(asked, found)
    held = figures.for_a_browser(kind, found, provenance, marks=data.marks(asked.letter), scale=scale)
    return templates.TemplateResponse(asked.request, "save_figure.html", {
        "held": held | {"name": file_name(asked, "figure", kind)}, "title": provenance.title})


def _provenance(asked: Asked, found: Explored) -> FigureProvenance:
    rows = asked.texts(asked_for.ROW)
    address = asked.installation.public_url + asked_for.address(asked.letter, found, rows)
    given = asked.provenance(f"{found.title}, some rows" if rows else found.title, SOURCE,
                             letter=asked.letter.reference, marking=found.marking, address=address)
    return FigureProvenance(**vars(given), definitions=figures.definitions(found), sha256=found.sha256)


ROUTES = [*_doors()]
