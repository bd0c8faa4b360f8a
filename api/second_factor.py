"""Between the password and Parley: the code of the second factor, or setting one up. Plain HTML, without a script."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.doors import SIGN_IN
from api.plain import give_cookie, local_address, plain_page, text, welcome
from api.sign_in import CODE, PENDING, only_where_local, sign_in_page
from coordination import clock, pending_sign_ins, second_factors
from coordination.pending_sign_ins import Pending
from coordination.problems import NotFound, Problem
from data_model.database import reading
from exports.qr import qr_code


async def show_code(request: Request) -> Response:
    """The page that asks for a code, with an app to set up where the person has none."""
    return await _code_page(request, request.query_params.get("next", "/"))


async def give_code(request: Request) -> Response:
    """Sign in with the code, or show the page again with what is wrong. Recovery codes are shown here, once."""
    form = await request.form()
    installation, wanted = request.state.installation, text(form, "next")
    try:
        only_where_local(installation)
        finished = await run_in_threadpool(pending_sign_ins.finish, installation.engine, _pending(request),
                                           text(form, "code"), installation.sign_in_lasts)
    except NotFound as ended:
        return _without_pending(request, await sign_in_page(request, wanted, problem=str(ended)))
    except Problem as problem:
        return await _code_page(request, wanted, str(problem))
    if not finished.recovery_codes:
        return _without_pending(request, welcome(request, finished.token, wanted))
    answer = plain_page(request, "recovery_codes.html",
                        {"codes": finished.recovery_codes, "next": local_address(wanted)})
    give_cookie(request, answer, finished.token)
    return _without_pending(request, answer)


async def _code_page(request: Request, wanted: str, problem: str = "") -> Response:
    try:
        pending = await run_in_threadpool(_waiting, request)
    except NotFound as ended:
        return _without_pending(request, await sign_in_page(request, wanted, problem=str(ended)))
    values: dict[str, object] = {"next": local_address(wanted), "problem": problem, "email": pending.email}
    if pending.secret:
        values["secret"] = second_factors.to_type(pending.secret)
        values["image"] = qr_code(second_factors.address(pending.secret, pending.email))
    page = "set_up_code.html" if pending.secret else "code.html"
    return plain_page(request, page, values, 422 if problem else 200)


def _waiting(request: Request) -> Pending:
    with reading(request.state.installation.engine) as session:
        return pending_sign_ins.in_view(session, _pending(request), clock.now(session))


def _pending(request: Request) -> str:
    return request.cookies.get(PENDING, "")


def _without_pending(request: Request, answer: Response) -> Response:
    answer.delete_cookie(PENDING, path=SIGN_IN, httponly=True, samesite="strict",
                         secure=request.state.installation.secure)
    return answer


ROUTES = [
    Route(CODE, show_code, methods=["GET"]),
    Route(CODE, give_code, methods=["POST"]),
]
