"""Who makes, rotates and stops the endpoints of whom."""

import base64

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from coordination import audit
from coordination.problems import Invalid, NotAllowed, NotFound
from coordination.webhooks import endpoints
from data_model.database import reading
from data_model.webhooks import WebhookEndpoint
from data_model.words import EventKind
from tests.cast import Cast
from tests.webhooks import all_events, an_endpoint

HOOK = "https://example.com/hook?key=people-wrote-this"
GIVEN = {"url": HOOK, "events": ["request.made"]}


def told(engine: Engine, cast: Cast) -> list[str]:
    """What the audit says of webhooks, newest first."""
    with reading(engine) as session:
        return [each for each in audit.entries(session, cast.administrator)["sentence"] if "webhook" in each]


def test_a_lead_makes_an_endpoint_and_is_shown_its_secret(recorded: Engine, cast: Cast, session: Session) -> None:
    id_, secret = endpoints.make(recorded, cast.facebook, GIVEN, private=False)
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    [row] = endpoints.listing(session, cast.facebook).to_dict("records")
    assert (row["id"], row["url"], row["events"], row["made_by"], row["stopped_at"]) == (
        id_, HOOK, "request.made", "Facebook representative", None)
    assert secret not in str(row)
    assert told(recorded, cast) == [f"Facebook representative made webhook {id_} for request.made."]


def test_only_a_companys_lead_manages(recorded: Engine, cast: Cast) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook)
    for viewer in (cast.twitter, cast.official, cast.analyst, cast.administrator):
        for call in (lambda who=viewer: endpoints.make(recorded, who, GIVEN, private=False),
                     lambda who=viewer: endpoints.rotate(recorded, who, id_),
                     lambda who=viewer: endpoints.send_test(recorded, who, id_),
                     lambda who=viewer: endpoints.stop(recorded, who, id_)):
            with pytest.raises(NotAllowed):
                call()


def test_another_companys_endpoint_is_not_there(recorded: Engine, cast: Cast, session: Session) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook)
    for call in (endpoints.rotate, endpoints.send_test, endpoints.stop):
        with pytest.raises(NotFound, match="There is no such webhook"):
            call(recorded, cast.stranger, id_)
    assert all_events(recorded) == []
    for viewer in (cast.twitter, cast.official, cast.analyst, cast.administrator, cast.stranger):
        assert endpoints.listing(session, viewer).empty


def test_rotating_gives_another_secret(recorded: Engine, cast: Cast) -> None:
    id_, secret = an_endpoint(recorded, cast.facebook)
    another = endpoints.rotate(recorded, cast.facebook, id_)
    assert another != secret
    with reading(recorded) as session:
        assert session.get_one(WebhookEndpoint, id_).secret == another


def test_what_is_stopped_stays_stopped(recorded: Engine, cast: Cast, session: Session) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook)
    endpoints.stop(recorded, cast.facebook, id_)
    for call in (endpoints.rotate, endpoints.send_test, endpoints.stop):
        with pytest.raises(NotFound):
            call(recorded, cast.facebook, id_)
    assert endpoints.listing(session, cast.facebook)["stopped_at"].notna().tolist() == [True]


def test_five_endpoints_are_enough(recorded: Engine, cast: Cast) -> None:
    first, *_ = [an_endpoint(recorded, cast.facebook)[0] for _ in range(5)]
    with pytest.raises(Invalid, match="Your company has 5 webhooks, which is the most"):
        an_endpoint(recorded, cast.facebook)
    endpoints.stop(recorded, cast.facebook, first)
    an_endpoint(recorded, cast.facebook)


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"events": []}, "Choose at least one thing to be told of."),
    ({"url": ""}, "Enter a whole web address"),
    ({"events": ["everything"]}, "choose one of these"),
    ({"events": ["test", "request.made"]}, "A test is sent when you ask for it."),
    ({"url": "http://example.com/"}, "Enter a whole web address"),
    ({"url": "https://10.0.0.1/"}, "10.0.0.1 is not a public address"),
    ({"secret": "mine"}, "this cannot be set here"),
])
def test_what_is_wrong_is_said(recorded: Engine, cast: Cast, changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        endpoints.make(recorded, cast.facebook, GIVEN | changed, private=False)
    assert sentence in str(refused.value)


def test_tests_another_secret_and_stopping_are_on_the_audit(recorded: Engine, cast: Cast) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook, HOOK)
    endpoints.send_test(recorded, cast.facebook, id_)
    endpoints.rotate(recorded, cast.facebook, id_)
    endpoints.stop(recorded, cast.facebook, id_)
    assert told(recorded, cast)[:3] == [f"Facebook representative stopped webhook {id_}.",
                                        f"Facebook representative gave webhook {id_} another secret.",
                                        f"Facebook representative had a test sent to webhook {id_}."]


def test_an_endpoint_that_is_gone_is_stopped_once(recorded: Engine, cast: Cast) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook, HOOK, EventKind.UPDATE_RETURNED)
    endpoints.gone(recorded, id_)
    endpoints.gone(recorded, id_)
    assert told(recorded, cast) == [f"webhooks stopped webhook {id_}, whose server answered 410 Gone.",
                                    f"Facebook representative made webhook {id_} for update.returned."]
