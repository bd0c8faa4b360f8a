"""Signals as STIX 2.1 bundles, out and in."""

from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from api.v1 import signals_words as words
from api.v1.calling import Call, reads_signals, writes_signals
from api.v1.fields import LARGEST
from api.v1.operations import subject
from api.v1.reading import OfALetter, Wanted, answered, snapshot
from api.v1.rows import rows
from api.v1.signals_models import BundleAnswer, BundleObject
from api.v1.writing import carried_out
from coordination import audit
from coordination.signals import bundles, exporting
from coordination.version import VERSION
from data_model.words import Marking, Role
from exports.provenance import Provenance
from exports.stix import stix_file

STIX = "application/stix+json"
SOURCE = "Parley, from signals that platforms shared and what the others answered"
A_BUNDLE: dict[str, Any] = {
    "type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": [{
        "type": "indicator", "spec_version": "2.1", "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        "created": "2019-12-01T18:40:00.000Z", "modified": "2019-12-01T18:40:00.000Z",
        "description": "The same picture, posted again under other names.", "indicator_types": ["malicious-activity"],
        "pattern": "[url:value = 'https://example.com/picture']", "pattern_type": "stix",
        "valid_from": "2019-12-01T18:30:00Z",
        "object_marking_refs": ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"]}]}
BUNDLE = {STIX: {"schema": {"type": "object", "title": "StixBundle"}, "example": A_BUNDLE}}
Numbers = list[Annotated[int, Query(ge=1, le=LARGEST)]]
router = subject("Signals")
Reader = Annotated[Call, reads_signals(Role.PLATFORM, Role.ANALYST)]
Writer = Annotated[Call, writes_signals(Role.PLATFORM, most=bundles.MOST_BYTES)]


@router.get("/signals/bundle", operation_id="read_bundle", summary="Signals as a STIX bundle",
            responses={200: {"content": {STIX: {"schema": {"type": "object"}}}}}, response_class=Response)
def read_bundle(call: Reader, wanted: OfALetter) -> Response:
    """The signals about a letter that you may read, as one STIX 2.1 bundle."""
    with snapshot(call, wanted) as asked:
        found = exporting.content(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at)
        about = Provenance(
            title="Signals", letter=asked.letter.reference, source=SOURCE, as_at=asked.as_at, made_at=asked.now,
            made_by=call.viewer.name, marking=Marking.OFFICIAL_SENSITIVE, exercise=call.visitor.exercise,
            address=f"{call.installation.public_url}/signals", audit_head=str(audit.head(asked.session)),
            application_version=VERSION)
    return Response(stix_file(found, about), media_type=f"{STIX};version=2.1")


@router.post("/signals/bundle", operation_id="share_bundle", summary="Share the signals of a STIX bundle",
             response_model=BundleAnswer, responses={201: {"model": BundleAnswer, "description": "Shared"}},
             openapi_extra={"requestBody": {"required": True, "content": BUNDLE}})
def share_bundle(
    call: Writer,
    platform: Annotated[str, Query(max_length=100, description="Slug of your platform, which shares them",
                                         examples=["facebook"])],
    letter: Annotated[str | None, Query(max_length=100, description="Reference of a letter; else the newest")] = None,
    category: Annotated[str | None, Query(
        max_length=200, description="Code of the category of those that name none of ours",
        examples=["STATEMENT_CATEGORY_VIOLENCE/PARLEY_THREAT_TO_NAMED_PERSON"])] = None,
    platforms: Annotated[list[str], Query(description="Slugs of platforms that they are for",
                                          examples=[["twitter"]])] = [],  # noqa: B006
    departments: Annotated[Numbers, Query(description="Numbers of departments that they are for")] = [],  # noqa: B006
    people: Annotated[Numbers, Query(description="Numbers of people that those marked TLP:RED are for")] = [],  # noqa: B006
    everyone: Annotated[bool, Query(description="They are for everyone whom the letter concerns")] = False,
    dry_run: Annotated[bool, Query(description="Say what would come of each object, and share nothing")] = False,
) -> Response:
    """Share what of a bundle can be shared and is not here yet, all at once. A marking is never guessed: what carries
    none, or two, is not shared. 201 where anything was."""
    def do() -> Response:
        bundle = bundles.read(call.body)
        with snapshot(call, Wanted(None, letter)) as asked:
            given = words.addressed(asked, platform, platforms, departments, people, everyone=everyone) | {
                "letter_id": asked.letter.id,
                "category_id": words.category_id(asked, category) if category else None}
            found = bundles.dry_run(asked.session, asked.viewer, bundle, given)
        shared = [] if dry_run else bundles.store(call.engine, call.viewer, bundle, given)
        return answered(BundleAnswer(objects=rows(BundleObject, found), shared=shared, others=dict(bundle.others)),
                        201 if shared else 200)

    return carried_out(call, do)
