"""Streamlit's own sign-in with an identity provider (st.login, by Authlib): how it is set up, the page that begins it,
and what it learnt.

What it learns goes into a cookie of its own, which nothing ends before its time: it is good for nothing here but to be
exchanged, at once, for a visit of ours.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from page_parts import html
from settings import Settings, load_settings

PAGE = "organisation-sign-in"
CALLBACK = "/oauth2callback"  # Streamlit's
GOOD_FOR = timedelta(minutes=5)
Auth = dict[str, dict[str, str]]


def secrets(settings: Settings) -> Auth | None:
    """What Streamlit wants to know of the identity provider; None where there is none."""
    if settings.organisation is None:
        return None
    return {"auth": {
        "redirect_uri": settings.public_url + CALLBACK,
        "cookie_secret": settings.cookie_secret,
        "client_id": settings.oidc_client_id,
        "client_secret": settings.oidc_client_secret,
        "server_metadata_url": f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
    }}


def said(cookies: Mapping[str, str]) -> dict[str, object] | None:
    """The claims of the identity token that Streamlit checked minutes ago and signed into these cookies; None for
    cookies that are forged, old or none."""
    secret = get_cookie_secret()

    def one(name: str) -> bytes | None:
        given = cookies.get(name)
        return decode_signed_value(secret, name, given, GOOD_FOR / timedelta(days=1)) if given else None

    found = get_cookie_with_chunks(one, USER_COOKIE_NAME)
    claims = json.loads(found) if found else None
    return claims if isinstance(claims, dict) else None


def show() -> None:
    """The page on the way to the provider."""
    st.html(html.STYLE)
    html.show("organisation_sign_in.html", provider=load_settings().organisation)
    st.login()
