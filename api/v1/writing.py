"""Writing for a call: all of it in one transaction, and under an Idempotency-Key once and no more.

    @router.post("/updates", operation_id="submit_update", summary="…", status_code=201, response_model=UpdateInFull)
    def submit_update(call: Writer, given: UpdateBody) -> Response:
        def do() -> Response:
            version = submitting.submit(call.engine, call.viewer, …)
            return answered(_read(call, version), 201, location=f"/updates/{version}")

        return carried_out(call, do)

Whatever `do` calls in coordination/ joins the one transaction, also a `snapshot(call)` to read back what was written.
What it raises takes back all of it, and becomes the answer.
"""

from collections.abc import Callable
from hashlib import sha256

from starlette.responses import Response

from api.v1.calling import Call
from api.v1.problems import refusal
from coordination import idempotency
from coordination.idempotency import Answer
from coordination.problems import Problem
from data_model.database import together

HASHED = ("content-type", "if-match", "prefer")
NOT_STORED = frozenset({"content-length"})


def carried_out(call: Call, do: Callable[[], Response]) -> Response:
    """The answer of a write. Raises what `do` raises where there is no Idempotency-Key; with one, what it refuses is
    its answer too, the next time as well."""
    if call.idempotency_key is None:
        with together(call.engine):
            return do()
    replayed = True

    def first_time() -> Answer:
        nonlocal replayed
        replayed = False
        return _stored(do())

    def refused(problem: Problem) -> Answer:
        return _stored(refusal(problem, call.request.scope).answer(call.request.scope))

    answer = idempotency.once(call.engine, call.viewer.key_id or 0, call.idempotency_key, _hash(call), first_time,
                              refused)
    made = Response(answer.body, answer.status, answer.headers)
    if replayed:
        made.headers["Idempotency-Replayed"] = "true"
    return made


def _stored(made: Response) -> Answer:
    return Answer(made.status_code, bytes(made.body),
                  {name: value for name, value in made.headers.items() if name not in NOT_STORED})


def _hash(call: Call) -> str:
    """Of the whole request: what a second one under the same key must equal."""
    scope, headers = call.request.scope, call.request.headers
    said = [scope["method"], scope["path"], scope["query_string"].decode("latin-1"),
            *(headers.get(name, "") for name in HASHED)]
    hashed = sha256("\n".join(said).encode() + b"\n\n")
    hashed.update(call.body)  # which may be large: not copied
    return hashed.hexdigest()
