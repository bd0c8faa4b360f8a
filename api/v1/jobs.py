"""Jobs: returns that are read and stored in the background."""

from typing import Annotated

from fastapi import Security
from starlette.responses import Response

from api.v1.calling import Call, ReadGate, submits
from api.v1.fields import Id
from api.v1.operations import subject
from api.v1.reading import answered
from api.v1.return_models import JobAnswer
from api.v1.writing import carried_out
from coordination.incidents import jobs
from data_model.database import reading
from data_model.words import Role, Scope

router = subject("Jobs")
# Whoever may send a return may follow it: a key that only submits needs no other one beside it.
Follower = Annotated[Call, Security(ReadGate(Scope.SUBMIT, frozenset({Role.PLATFORM})))]
Writer = Annotated[Call, submits(Role.PLATFORM)]


@router.get("/jobs/{job_id}", operation_id="read_job", summary="How far a return has come", response_model=JobAnswer)
def read_job(call: Follower, job_id: Id) -> Response:
    """How far one return of your company has come and, once it has ended, what came of it. Ask again every second or
    so."""
    return answered(job_of(call, job_id))


@router.delete("/jobs/{job_id}", operation_id="cancel_job", summary="Cancel a return on its way",
               response_model=JobAnswer)
def cancel_job(call: Writer, job_id: Id) -> Response:
    """Cancel a return that has not ended: nothing of it is stored, and its file is deleted. One that is just being
    stored is waited for; what has ended is refused with 409."""
    def do() -> Response:
        jobs.cancel(call.engine, call.viewer, job_id)
        return answered(job_of(call, job_id))

    return carried_out(call, do)


def job_of(call: Call, job_id: int) -> JobAnswer:
    """One job as it is now. Raises NotFound."""
    with reading(call.engine) as session:
        return JobAnswer.model_validate(jobs.in_view(session, call.viewer, job_id))
