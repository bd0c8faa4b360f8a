"""The web server: the screens, sign-in, downloads and health on one port. `python server.py` starts it."""

import gc
import importlib
import logging
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import streamlit as st
import structlog
import uvicorn
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from api import background, calendar, downloads, health, organisation_sign_in, passwords, second_factor, sign_in
from api.advice import routes as advice
from api.advice.shelf import Readers
from api.doors import Installation, Provider, missing
from api.guard import Guard, SecurityHeaders
from api.v1.app import make_api
from coordination.advice import readability
from coordination.problems import Problem
from coordination.reminders import reminding
from coordination.reminders.reminding import Post
from data_model.database import shared_engine
from page_parts import identity
from page_parts.directory import PAGES
from seeds.first_run import prepare
from settings import Settings, load_settings

HERE = Path(__file__).resolve().parent
LARGEST_MESSAGE = 4 * 1024 * 1024  # bytes of one websocket message: widget states, never files
ROUTES = [
    *health.ROUTES,
    *sign_in.ROUTES,
    *passwords.ROUTES,
    *second_factor.ROUTES,
    *organisation_sign_in.ROUTES,
    *downloads.ROUTES,
    *calendar.ROUTES,
    *advice.ROUTES,
    # plotly.js too, for browsers that draw a figure themselves.
    Mount("/assets", StaticFiles(directory=HERE / "api" / "static", packages=[("plotly", "package_data")])),
]


def make_app(settings: Settings) -> st.App:
    """The whole application, for uvicorn. `main` has migrated and filled its database."""
    engine = shared_engine(settings.database_url)
    installation = Installation(engine, timedelta(hours=settings.sign_in_hours), settings.secure,
                                settings.public_url, settings.api_calls_per_minute,
                                settings.webhooks_to_private_addresses, settings.local_sign_in, provider_of(settings),
                                post_of(settings))
    first_pages = {role: entry.name for entry in PAGES.values() for role in entry.first_for}
    own_paths = frozenset(route.path.split("/")[1] for route in ROUTES)

    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        warm_up()
        async with background.working(installation):
            print(f"Parley is ready at {settings.public_url}", flush=True)
            yield
        engine.dispose()

    app = st.App(
        HERE / "dashboard.py",
        # Below our own paths, what is no route is not found, rather than one of Streamlit's pages.
        routes=[*ROUTES, *(Route(f"/{path}/{{rest:path}}", missing) for path in sorted(own_paths))],
        lifespan=lifespan,
        secrets=identity.secrets(settings),
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.served_hosts)),
            Middleware(Readers, engine=engine),
            Middleware(Guard, installation=installation, own_paths=own_paths, first_pages=first_pages,
                       api=make_api(installation)),
            Middleware(organisation_sign_in.StreamlitSignIn),
        ],
        on_script_error=page_failed,
    )
    if settings.cookie_secret:
        # Streamlit signs the cookie of a sign-in that has begun before it reads its secrets.
        config.set_option("server.cookieSecret", settings.cookie_secret)
    return app


def provider_of(settings: Settings) -> Provider | None:
    """The identity provider that signs people in, where there is one."""
    if settings.organisation is None:
        return None
    return Provider(settings.organisation, settings.oidc_issuer, f"/{identity.PAGE}", identity.said)


def post_of(settings: Settings) -> Post | None:
    """How people are reminded; None where they are not."""
    return reminding.post(settings.reminders, settings.smtp_url, settings.reminders_from, settings.notify_api_key,
                          settings.notify_template_id, settings.public_url, settings.digest_hour)


def warm_up() -> None:
    """Import what pages need before the first visitor does, and freeze the heap: the garbage collector would
    otherwise walk all of it again and again, which costs ten times what a rerun does."""
    for name in ("charts.standing", "page_parts.frame"):
        importlib.import_module(name)  # not earlier: Streamlit's caches want its runtime
    readability.measured("Ready.")  # the first one reads a dictionary, for a second or more
    # Streamlit takes a folder “pages” for its own, until a script calls st.navigation: the first visitor after a
    # start would be told “Page not found” at every address but the first.
    PagesManager.uses_pages_directory = False
    gc.collect()
    gc.freeze()


def page_failed(error: Exception) -> bool:
    """A page failed: the log says where, and the visitor that it did, in our words rather than Streamlit's."""
    structlog.get_logger().error("page.failed", exc_info=error)
    from page_parts import frame

    frame.problem("Sorry, this page has failed. What was saved or submitted is kept. Reload the page; if it fails "
                  "again, tell an administrator what you were doing and when.")
    return True


def configure_logs(level: str) -> None:
    """One line an event: for people on a terminal, JSON elsewhere. No personal data goes into any of them."""
    terminal = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises Problem when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns Nagle's algorithm off; without, every rerun waits 40 ms for it.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Problem(f"Parley cannot listen on {host}, port {port}: {error.strerror}. "
                      "Stop what uses it, or choose another: PORT=8502 make run") from error
    listening.listen(1024)
    return listening


def main() -> None:
    """Start Parley, or say in a sentence why it cannot."""
    settings = load_settings()
    configure_logs(settings.log_level)
    for sentence in settings.warnings:
        structlog.get_logger().warning("settings", advice=sentence)
    try:
        listening = listen(settings.host, settings.port)
        prepare(shared_engine(settings.database_url), exercise=settings.exercise)
    except Problem as problem:
        sys.exit(str(problem))
    serve(make_app(settings), listening, settings.forwarded_allow_ips)


def serve(app: st.App, listening: socket.socket, forwarded_allow_ips: str) -> None:
    """Serve until told to stop."""
    config = uvicorn.Config(app, server_header=False, access_log=False, log_config=None,
                            proxy_headers=True, forwarded_allow_ips=forwarded_allow_ips,
                            ws="websockets-sansio", ws_max_size=LARGEST_MESSAGE, timeout_graceful_shutdown=3)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a person stops it, not a fault to trace
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
