"""A real identity provider (OpenID Connect) for tests, on this machine, and the settings with which Parley uses it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from oidc_provider_mock import run_server_in_thread

CLIENT_ID = "parley"
COOKIE_SECRET = "only-for-tests-and-long-enough-for-it"
NAME = "the Example Office"


@dataclass(frozen=True)
class TestProvider:
    """A running provider, which believes whoever says who they are."""

    __test__ = False

    issuer: str

    @property
    def settings(self) -> dict[str, str]:
        """How Parley is told of it."""
        return {"OIDC_ISSUER": self.issuer, "OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": "a secret",
                "OIDC_NAME": NAME, "COOKIE_SECRET": COOKIE_SECRET}

    def knows(self, subject: str, **claims: object) -> None:
        """Somebody who can sign in there, and what it says of them."""
        httpx.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def authorised(self, address: str, subject: str) -> str:
        """Sign in as `subject` at the address that Parley sent a browser to. Returns where it sends it back to."""
        answer = httpx.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


@contextmanager
def provider() -> Iterator[TestProvider]:
    """A provider that runs as long as this context."""
    with run_server_in_thread() as server:
        yield TestProvider(f"http://localhost:{server.server_port}")
