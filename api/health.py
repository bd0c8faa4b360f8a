"""Whether Parley can do its work: for a load balancer or a monitor. Says nothing that a stranger may not know."""

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.doors import Door
from data_model.database import reading

log = structlog.get_logger()


def healthz(request: Request) -> Response:
    """200 with the database reachable and migrated, else 503."""
    try:
        with reading(request.state.installation.engine) as session:
            session.execute(text("SELECT position FROM audit_head"))
    except SQLAlchemyError as error:
        log.error("health.database", error=type(error).__name__)
        return JSONResponse({"status": "unavailable", "database": "unreachable or not migrated"}, 503)
    return JSONResponse({"status": "ok", "database": "ok"})


ROUTES = [Door("/healthz", healthz, roles=None)]
