"""Advice for candidates: its sections and editions, and what a platform writes of its own."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Path, Query
from starlette.responses import Response

from api.v1.advice_models import (
    AdviceDraft,
    AdvicePlaceBody,
    AdviceSection,
    AdviceVersion,
    AdviceWordsBody,
    EditionAnswer,
    EditionChange,
    EditionInList,
    EditionPlatform,
    EditionSection,
)
from api.v1.calling import Call, Revision, reads, submits
from api.v1.fields import Id
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import AsAt, OfALetter, Wanted, answered, snapshot
from api.v1.rows import own_platform, rows
from api.v1.writing import carried_out
from coordination.advice import agreeing, editions, reading, sections, writing
from coordination.advice.editions import Edition
from coordination.problems import Invalid, NotFound
from coordination.viewers import SEES_ALL_PLATFORMS
from data_model.words import AdviceTopic, Role

router = subject("Advice")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]
DraftReader = Annotated[Call, reads(Role.PLATFORM)]
Writer = Annotated[Call, submits(Role.PLATFORM)]
Slug = Annotated[str, Path(max_length=100, description="The platform's slug", examples=["facebook"])]
Topic = Annotated[AdviceTopic, Path(examples=["where to report"])]
DRAFT = "/advice/drafts/{platform}/{topic}"


@dataclass(frozen=True)
class Place:
    """Which section an address names."""

    platform: str
    topic: AdviceTopic
    letter: str | None


async def _place(
    platform: Slug, topic: Topic,
    letter: Annotated[str | None, Query(max_length=100, description="The letter's reference; else the newest")] = None,
) -> Place:
    return Place(platform, topic, letter)


Named = Annotated[Place, Depends(_place)]
Ids = tuple[int, int, AdviceTopic]


@router.get("/advice/sections", operation_id="list_advice_sections", summary="Sections of advice",
            response_model=Page[AdviceSection])
def list_advice_sections(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """Every platform's section on every topic: what its newest version says, where it stands, and what is missing."""
    with snapshot(call, wanted) as asked:
        found = reading.sections(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
    return paging.answer(call, rows(AdviceSection, found), key=lambda each: (
        each.platform_name.lower(), each.platform, list(AdviceTopic).index(each.topic)))


@router.get("/advice/versions", operation_id="list_advice_versions", summary="Versions of a section",
            response_model=Page[AdviceVersion])
def list_advice_versions(
    call: Reader, wanted: OfALetter, paging: Paged,
    platform: Annotated[str, Query(max_length=100, description="The platform's slug", examples=["facebook"])],
    topic: Annotated[AdviceTopic, Query(examples=["where to report"])],
) -> Response:
    """All versions of a section, the newest first; of another platform than your own, the one in the newest edition."""
    with snapshot(call, wanted) as asked:
        known = reading.sections(asked.session, asked.viewer, asked.letter, as_at=asked.as_at)
        ids = known.loc[known["slug"] == platform, "platform_id"]
        if ids.empty:
            raise NotFound("There is no such platform.")
        found = reading.versions(asked.session, asked.viewer, asked.letter.id, int(ids.iloc[0]), topic,
                                 as_at=asked.as_at)
    return paging.answer(call, rows(AdviceVersion, found), key=lambda each: (each.number,), newest_first=True)


@router.post("/advice/versions/{version_id}/check", operation_id="check_advice", summary="Say that advice is right",
             status_code=204, response_class=Response)
def check_advice(call: Writer, version_id: Id) -> Response:
    """Say that the agreed version of a section of your own is still right: it counts as checked today."""
    def do() -> Response:
        agreeing.check(call.engine, call.viewer, version_id)
        return Response(status_code=204)

    return carried_out(call, do)


@router.post("/advice/drafts", operation_id="begin_advice", summary="Begin a draft of advice", status_code=201,
             response_model=AdviceDraft)
def begin_advice(call: Writer, given: AdvicePlaceBody) -> Response:
    """Begin, or go on with, the draft of a section of your own. A new one starts from the newest version."""
    place = Place(given.platform, given.topic, given.letter)

    def do() -> Response:
        with snapshot(call, Wanted(None, given.letter)) as asked:
            ids = asked.letter.id, own_platform(asked, given.platform), given.topic
        writing.open_draft(call.engine, call.viewer, *ids)
        return _after(call, place, 201)

    return carried_out(call, do)


@router.get(DRAFT, operation_id="read_advice_draft", summary="A draft of advice", response_model=AdviceDraft)
def read_advice_draft(call: DraftReader, place: Named) -> Response:
    """The draft of a section of your own, as it was last saved."""
    return _after(call, place)


@router.put(DRAFT, operation_id="save_advice", summary="Save a draft of advice", response_model=AdviceDraft)
def save_advice(call: Writer, place: Named, revision: Revision, given: AdviceWordsBody) -> Response:
    """Store what was written so far; unfinished is fine."""
    def do() -> Response:
        writing.save(call.engine, call.viewer, *_ids(call, place), revision, given.model_dump())
        return _after(call, place)

    return carried_out(call, do)


@router.delete(DRAFT, operation_id="discard_advice", summary="Discard a draft of advice", status_code=204,
               response_class=Response)
def discard_advice(call: Writer, place: Named, revision: Revision) -> Response:
    """Throw a draft away. What was sent before stays."""
    def do() -> Response:
        writing.discard(call.engine, call.viewer, *_ids(call, place), revision)
        return Response(status_code=204)

    return carried_out(call, do)


@router.post(DRAFT + "/submission", operation_id="send_advice", summary="Send advice to officials", status_code=201,
             response_model=AdviceVersion)
def send_advice(call: Writer, place: Named, revision: Revision) -> Response:
    """Send a draft, as it was last saved, to officials as the next version of its section. The draft goes."""
    def do() -> Response:
        ids = _ids(call, place)
        with snapshot(call) as asked:
            draft = writing.desk(asked.session, asked.viewer, *ids).draft
        words = draft.content.model_dump() if draft else {}
        version_id = writing.send(call.engine, call.viewer, *ids, revision, words)
        with snapshot(call) as asked:
            found = reading.versions(asked.session, asked.viewer, *ids, as_at=asked.as_at)
        return answered(rows(AdviceVersion, found[found["version_id"] == version_id])[0], 201)

    return carried_out(call, do)


@router.get("/advice/editions", operation_id="list_editions", summary="Editions", response_model=Page[EditionInList])
def list_editions(call: Reader, wanted: OfALetter, paging: Paged) -> Response:
    """The editions of a letter's advice, the newest first."""
    with snapshot(call, wanted) as asked:
        found = editions.listing(asked.session, asked.letter.id, as_at=asked.as_at)
    if call.viewer.role not in SEES_ALL_PLATFORMS:
        found = found.assign(published_by=None)
    return paging.answer(call, rows(EditionInList, found), key=lambda each: (each.number,), newest_first=True)


@router.get("/advice/editions/{number}", operation_id="read_edition", summary="One edition",
            response_model=EditionAnswer)
def read_edition(call: Reader, number: Id, wanted: AsAt) -> Response:
    """One edition, as candidates read it."""
    with snapshot(call, wanted) as asked:
        found = editions.published(asked.session, number, as_at=asked.as_at)
    if found is None:
        raise NotFound("There is no such edition.")
    return answered(_edition(found))


def _ids(call: Call, place: Place) -> Ids:
    """The letter, platform and topic that an address names. Raises NotFound, also where there is no such platform of
    one's own."""
    with snapshot(call, Wanted(None, place.letter), kept=False) as asked:
        try:
            return asked.letter.id, own_platform(asked, place.platform), place.topic
        except Invalid as invalid:
            raise NotFound(sections.NOT_THERE) from invalid


def _after(call: Call, place: Place, status: int = 200) -> Response:
    """The draft as it is now. Raises NotFound."""
    ids = _ids(call, place)
    with snapshot(call, Wanted(None, place.letter), kept=False) as asked:
        found = writing.desk(asked.session, asked.viewer, *ids)
        reference = asked.letter.reference
    if found.draft is None:
        raise NotFound(writing.GONE)
    draft = found.draft
    said = AdviceDraft(letter=reference, platform=place.platform, platform_name=found.platform, topic=place.topic,
                       **draft.content.model_dump(), revision=draft.revision, saved_by=draft.saved_by,
                       saved_at=draft.saved_at)
    location = f"/advice/drafts/{place.platform}/{quote(place.topic)}" if status == 201 else ""
    return answered(said, status, tag=draft.revision, location=location)


def _edition(found: Edition) -> EditionAnswer:
    own = {name: getattr(found, name) for name in ("number", "election", "polling_day", "urgent", "note", "note_welsh",
                                                   "published_at", "previous")}
    return EditionAnswer(
        **own, letter=found.reference,
        platforms=[EditionPlatform(platform=one.slug, platform_name=one.name, sections=[
            EditionSection(**{name: getattr(each, name) for name in EditionSection.model_fields})
            for each in one.sections]) for one in found.platforms],
        changes=[EditionChange(platform_name=each.platform, topic=each.topic, what=each.what)
                 for each in found.changes])
