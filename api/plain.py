"""What the pages around sign-in have in common: plain HTML forms that work without a script."""

from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

from coordination.sign_ins import COOKIE

templates = Jinja2Templates(Path(__file__).parent / "templates")
NO_STORE = {"Cache-Control": "no-store"}


def local_address(wanted: str) -> str:
    """`wanted` if it is an address within Parley, else the first page: sign-in never sends anyone elsewhere."""
    parts = urlsplit(wanted)
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if safe and not any(character < " " for character in wanted) else "/"


def text(form: FormData, name: str) -> str:
    """What a form says in the field `name`; nothing where it has none, or a file."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def plain_page(request: Request, template: str, values: dict[str, object], status: int = 200) -> Response:
    """A page that no browser keeps."""
    return templates.TemplateResponse(request, template, values, status_code=status, headers=NO_STORE)


def welcome(request: Request, token: str, wanted: str) -> Response:
    """On to what was asked for, with the cookie of a visit that has begun."""
    answer = RedirectResponse(local_address(wanted), 303, headers=NO_STORE)
    give_cookie(request, answer, token)
    return answer


def give_cookie(request: Request, answer: Response, token: str) -> None:
    """The visit's cookie, for as long as the visit may last."""
    installation = request.state.installation
    answer.set_cookie(COOKIE, token, max_age=int(installation.sign_in_lasts.total_seconds()), httponly=True,
                      samesite="lax", secure=installation.secure)
