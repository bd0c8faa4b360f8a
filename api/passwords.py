"""Setting a password, by a link that an administrator made."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.plain import plain_page, text
from api.sign_in import only_where_local, sign_in_page
from coordination import accounts, clock
from coordination.problems import Fault, Invalid, Problem
from data_model.database import reading


async def show_set_password(request: Request) -> Response:
    """The page behind a password link."""
    token = request.query_params.get("token", "")
    return await run_in_threadpool(_password_page, request, token)


async def set_password(request: Request) -> Response:
    """Set the password, or show the page again with what is wrong."""
    form = await request.form()
    token, password = text(form, "token"), text(form, "password")
    try:
        only_where_local(request.state.installation)
        if password != text(form, "again"):
            raise Invalid(Fault("again", "The two passwords are not the same. Type them again."))
        await run_in_threadpool(accounts.set_password, request.state.installation.engine, token, password)
    except Problem as problem:
        return await run_in_threadpool(_password_page, request, token, str(problem))
    return await sign_in_page(request, "/", notice="Your password is set. Sign in with it.")


def _password_page(request: Request, token: str, problem: str = "") -> Response:
    with reading(request.state.installation.engine) as session:
        try:
            only_where_local(request.state.installation)
            email, lost = accounts.link_owner(session, token, clock.now(session)), ""
        except Problem as unknown:
            email, lost = "", str(unknown)
    values = {"token": token, "email": email, "problem": lost or problem, "usable": not lost,
              "shortest": accounts.SHORTEST_PASSWORD}
    return plain_page(request, "set_password.html", values, 404 if lost else 422 if problem else 200)


ROUTES = [
    Route("/set-password", show_set_password, methods=["GET"]),
    Route("/set-password", set_password, methods=["POST"]),
]
