"""Signing in and out: plain HTML forms that work without a script. Only POST changes anything."""

import re
from urllib.parse import quote

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.doors import SIGN_IN, Installation, token_of
from api.plain import NO_STORE, local_address, plain_page, text, welcome
from coordination import pending_sign_ins, sign_ins
from coordination.problems import Problem
from data_model.database import reading

CODE = f"{SIGN_IN}/code"
PENDING = "parley_pending"  # the cookie of a sign-in that waits for a code
STREAMLITS = ("_streamlit_user", "_streamlit_session")  # beginnings of the names of its cookies


async def show_sign_in(request: Request) -> Response:
    """The sign-in page. In the exercise it offers the standing cast."""
    return await sign_in_page(request, request.query_params.get("next", "/"), signed_out="out" in request.query_params)


async def sign_in(request: Request) -> Response:
    """Sign in with address and password, or show the page again with what is wrong."""
    form = await request.form()
    installation = request.state.installation
    try:
        only_where_local(installation)
        done = await run_in_threadpool(sign_ins.sign_in, installation.engine, text(form, "email"),
                                       text(form, "password"), installation.sign_in_lasts)
    except Problem as problem:
        return await sign_in_page(request, text(form, "next"), problem=str(problem), email=text(form, "email"))
    return welcome(request, done.token, text(form, "next")) if done.complete else _to_the_code(request, done.token,
                                                                                               text(form, "next"))


async def sign_in_as_cast(request: Request) -> Response:
    """Sign in as a member of the exercise's cast, with one click."""
    form = await request.form()
    installation = request.state.installation
    chosen = text(form, "account")
    try:
        token = await run_in_threadpool(sign_ins.sign_in_as_cast, installation.engine,
                                        int(chosen) if re.fullmatch(r"[0-9]{1,9}", chosen) else 0,
                                        installation.sign_in_lasts)
    except Problem as problem:
        return await sign_in_page(request, text(form, "next"), problem=str(problem))
    return welcome(request, token, text(form, "next"))


async def sign_out(request: Request) -> Response:
    """End this visit in every tab."""
    token = token_of(request.scope)
    if token:
        await run_in_threadpool(sign_ins.sign_out, request.state.installation.engine, token)
    answer = RedirectResponse(f"{SIGN_IN}?out", 303, headers=NO_STORE)
    answer.delete_cookie(sign_ins.COOKIE, httponly=True, samesite="lax", secure=request.state.installation.secure)
    forget_provider(request, answer)
    return answer


def only_where_local(installation: Installation) -> None:
    """Raise Problem where passwords are switched off."""
    if not installation.local_sign_in and installation.provider:
        raise Problem(f"Nobody signs in to Parley with a password here. Sign in with {installation.provider.name}.")


def forget_provider(request: Request, answer: Response) -> None:
    """Take away the cookies that signing in with an identity provider left in the browser."""
    for name in request.cookies:
        if name.startswith(STREAMLITS):
            answer.delete_cookie(name, httponly=True, samesite="lax", secure=request.state.installation.secure)


async def sign_in_page(request: Request, wanted: str, *, problem: str = "", notice: str = "", email: str = "",
                       signed_out: bool = False, status: int = 0) -> Response:
    """The page with its forms, and what went wrong or well just now."""
    installation = request.state.installation
    cast = await run_in_threadpool(_cast, installation.engine)
    values = {"next": local_address(wanted), "problem": problem, "notice": notice, "email": email, "cast": cast,
              "signed_out": signed_out, "local": installation.local_sign_in,
              "provider": installation.provider.name if installation.provider else ""}
    return plain_page(request, "sign_in.html", values, status or (422 if problem else 200))


def _to_the_code(request: Request, token: str, wanted: str) -> Response:
    answer = RedirectResponse(f"{CODE}?next={quote(local_address(wanted), safe='')}", 303, headers=NO_STORE)
    answer.set_cookie(PENDING, token, max_age=int(pending_sign_ins.LASTS.total_seconds()), path=SIGN_IN, httponly=True,
                      samesite="strict", secure=request.state.installation.secure)
    return answer


def _cast(engine: Engine) -> list[dict[str, object]]:
    with reading(engine) as session:
        return [{str(key): value for key, value in row.items()} for row in
                sign_ins.cast(session).to_dict("records")]


ROUTES = [
    Route(SIGN_IN, show_sign_in, methods=["GET"]),
    Route(SIGN_IN, sign_in, methods=["POST"]),
    Route("/sign-in/cast", sign_in_as_cast, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
