"""Signing in and out, and setting a password: plain HTML forms that work without a script. Only POST changes
anything."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from api.doors import SIGN_IN, token_of
from coordination import accounts, clock, sign_ins
from coordination.problems import Fault, Invalid, Problem
from data_model.database import reading

templates = Jinja2Templates(Path(__file__).parent / "templates")
NO_STORE = {"Cache-Control": "no-store"}


def local_address(wanted: str) -> str:
    """`wanted` if it is an address within Parley, else the first page: sign-in never sends anyone elsewhere."""
    parts = urlsplit(wanted)
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if safe and not any(character < " " for character in wanted) else "/"


async def show_sign_in(request: Request) -> Response:
    """The sign-in page. In the exercise it offers the standing cast."""
    return await _sign_in_page(request, request.query_params.get("next", "/"), signed_out="out" in request.query_params)


async def sign_in(request: Request) -> Response:
    """Sign in with address and password, or show the page again with what is wrong."""
    form = await request.form()
    installation = request.state.installation
    try:
        token = await run_in_threadpool(sign_ins.sign_in, installation.engine, _text(form, "email"),
                                        _text(form, "password"), installation.sign_in_lasts)
    except Problem as problem:
        return await _sign_in_page(request, _text(form, "next"), problem=str(problem), email=_text(form, "email"))
    return _welcome(request, token, _text(form, "next"))


async def sign_in_as_cast(request: Request) -> Response:
    """Sign in as a member of the exercise's cast, with one click."""
    form = await request.form()
    installation = request.state.installation
    chosen = _text(form, "account")
    try:
        token = await run_in_threadpool(sign_ins.sign_in_as_cast, installation.engine,
                                        int(chosen) if re.fullmatch(r"[0-9]{1,9}", chosen) else 0,
                                        installation.sign_in_lasts)
    except Problem as problem:
        return await _sign_in_page(request, _text(form, "next"), problem=str(problem))
    return _welcome(request, token, _text(form, "next"))


async def sign_out(request: Request) -> Response:
    """End this visit in every tab."""
    token = token_of(request.scope)
    if token:
        await run_in_threadpool(sign_ins.sign_out, request.state.installation.engine, token)
    answer = RedirectResponse(f"{SIGN_IN}?out", 303, headers=NO_STORE)
    answer.delete_cookie(sign_ins.COOKIE, httponly=True, samesite="lax", secure=request.state.installation.secure)
    return answer


async def show_set_password(request: Request) -> Response:
    """The page behind a password link."""
    token = request.query_params.get("token", "")
    return await run_in_threadpool(_password_page, request, token)


async def set_password(request: Request) -> Response:
    """Set the password, or show the page again with what is wrong."""
    form = await request.form()
    token, password = _text(form, "token"), _text(form, "password")
    try:
        if password != _text(form, "again"):
            raise Invalid(Fault("again", "The two passwords are not the same. Type them again."))
        await run_in_threadpool(accounts.set_password, request.state.installation.engine, token, password)
    except Problem as problem:
        return await run_in_threadpool(_password_page, request, token, str(problem))
    return await _sign_in_page(request, "/", notice="Your password is set. Sign in with it.")


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _welcome(request: Request, token: str, wanted: str) -> Response:
    answer = RedirectResponse(local_address(wanted), 303, headers=NO_STORE)
    installation = request.state.installation
    answer.set_cookie(sign_ins.COOKIE, token, max_age=int(installation.sign_in_lasts.total_seconds()), httponly=True,
                      samesite="lax", secure=installation.secure)
    return answer


async def _sign_in_page(request: Request, wanted: str, *, problem: str = "", notice: str = "", email: str = "",
                        signed_out: bool = False) -> Response:
    cast = await run_in_threadpool(_cast, request.state.installation.engine)
    values = {"next": local_address(wanted), "problem": problem, "notice": notice, "email": email, "cast": cast,
              "signed_out": signed_out}
    return templates.TemplateResponse(request, "sign_in.html", values, status_code=422 if problem else 200,
                                      headers=NO_STORE)


def _cast(engine: Engine) -> list[dict[str, object]]:
    with reading(engine) as session:
        return [{str(key): value for key, value in row.items()} for row in
                sign_ins.cast(session).to_dict("records")]


def _password_page(request: Request, token: str, problem: str = "") -> Response:
    with reading(request.state.installation.engine) as session:
        try:
            email, lost = accounts.link_owner(session, token, clock.now(session)), ""
        except Problem as unknown:
            email, lost = "", str(unknown)
    values = {"token": token, "email": email, "problem": lost or problem, "usable": not lost,
              "shortest": accounts.SHORTEST_PASSWORD}
    status = 404 if lost else 422 if problem else 200
    return templates.TemplateResponse(request, "set_password.html", values, status_code=status, headers=NO_STORE)


ROUTES = [
    Route(SIGN_IN, show_sign_in, methods=["GET"]),
    Route(SIGN_IN, sign_in, methods=["POST"]),
    Route("/sign-in/cast", sign_in_as_cast, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/set-password", show_set_password, methods=["GET"]),
    Route("/set-password", set_password, methods=["POST"]),
]
