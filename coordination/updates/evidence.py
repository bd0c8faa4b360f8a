"""Evidence: files, checked by their content, and links, attached to a draft and submitted with a version."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any, TypeVar

import pandas as pd
import puremagic
from PIL import Image
from pydantic import ValidationError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlalchemy import Engine, Select, and_, func, or_, select
from sqlmodel import Session, col

from coordination import clock, office_files
from coordination.office_files import DOCX, XLSX
from coordination.problems import Fault, Invalid, NotFound, from_validation
from coordination.texts import name_of_file
from coordination.updates import drafts
from coordination.updates.inputs import EvidenceInput, LinkInput
from coordination.viewers import Viewer, may_see, own_platform
from coordination.wording import counted
from coordination.writes import Write, write
from data_model.accounts import Account
from data_model.updates import (
    Draft,
    DraftEvidence,
    Evidence,
    EvidenceContent,
    Update,
    VersionEvidence,
)
from data_model.words import EvidenceKind

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_INFLATED = 200 * 1024 * 1024
MOST_PIECES = 20
COLUMNS = ["id", "kind", "title", "dated_on", "url", "file_name", "media_type", "size_bytes", "sha256", "added_by",
           "added_at"]
# Ending to media type. What a file is, its content says; the ending must agree.
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "docx": DOCX,
         "xlsx": XLSX, "csv": "text/csv"}
# All the ways in which the readers stumble over a damaged or hostile file: found by changing bytes at random.
DAMAGED = (*office_files.DAMAGED, PyPdfError, Image.DecompressionBombError)
Described = TypeVar("Described", bound=EvidenceInput)
ADDING = "add evidence"
REMEDY = "Attach a PDF, PNG, JPEG, DOCX, XLSX or CSV file."


@dataclass(frozen=True)
class EvidenceFile:
    """A file for download: its name, media type and bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be attached to a draft, and what its sender says of it."""

    described: EvidenceInput
    name: str
    media_type: str
    content: bytes


def check_file(viewer: Viewer, given: dict[str, object], name: str, content: bytes) -> CheckedFile:
    """Look at a file before anything is written, because that takes time. `given` has title and dated_on.

    Raises Invalid for a file too large, empty or not what its name says; NotAllowed.
    """
    viewer.must_be(drafts.PLATFORMS, ADDING)
    described = _checked(EvidenceInput, given)
    name = name_of_file(name)
    return CheckedFile(described, name, recognise(name, content), content)


def add_file(engine: Engine, viewer: Viewer, update_id: int, revision: int, given: dict[str, object], name: str,
             content: bytes) -> int:
    """Check a file and attach it to a draft. Returns the draft's new revision. Raises as `check_file` and
    `attach_file`."""
    return attach_file(engine, viewer, update_id, revision, check_file(viewer, given, name, content))


def attach_file(engine: Engine, viewer: Viewer, update_id: int, revision: int, checked: CheckedFile) -> int:
    """Attach a file to a draft. Returns the draft's new revision. Raises as `drafts.save`."""
    content, described = checked.content, checked.described
    row = partial(Evidence, update_id=update_id, kind=EvidenceKind.FILE, title=described.title,
                  dated_on=described.dated_on, file_name=checked.name, media_type=checked.media_type,
                  size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest(), added_by=viewer.account_id)
    return _attach(engine, viewer, update_id, revision, row, content)


def add_link(engine: Engine, viewer: Viewer, update_id: int, revision: int, given: dict[str, object]) -> int:
    """Attach a link to a draft. `given` has title, dated_on and url. Returns the draft's new revision."""
    described = _checked(LinkInput, given)
    row = partial(Evidence, update_id=update_id, kind=EvidenceKind.LINK, title=described.title,
                  dated_on=described.dated_on, url=described.url, added_by=viewer.account_id)
    return _attach(engine, viewer, update_id, revision, row, None)


def take_off(engine: Engine, viewer: Viewer, update_id: int, revision: int, evidence_id: int) -> int:
    """Take evidence off a draft; deleted if it was never submitted. Returns the draft's new revision."""
    with write(engine, viewer, drafts.PLATFORMS, "change evidence") as w:
        draft = drafts.own_draft(w, update_id, revision)
        link = w.session.get(DraftEvidence, (update_id, evidence_id))
        if link is None:
            raise NotFound("This evidence is not attached to the draft.")
        w.session.delete(link)
        w.session.flush()
        drafts.drop_if_unused(w.session, evidence_id)
        w.record("evidence.remove",
                 f"took evidence {evidence_id} off the draft of {drafts.place(w.session, update_id)}.")
        return _saved(w, draft)


def of_draft(session: Session, viewer: Viewer, update_id: int) -> pd.DataFrame:
    """Evidence attached to a draft, for its own platform. Columns: COLUMNS; added_by is a name."""
    query = (
        _described()
        .join(DraftEvidence, col(DraftEvidence.evidence_id) == Evidence.id)
        .join(Update, col(Update.id) == Evidence.update_id)
        .where(col(DraftEvidence.update_id) == update_id, own_platform(viewer, col(Update.platform_id)))
    )
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS, dtype=object)


def of_version(session: Session, viewer: Viewer, version_id: int) -> pd.DataFrame:
    """Evidence submitted with a version the viewer may see. Columns: COLUMNS; added_by is a name."""
    query = (
        _described()
        .join(VersionEvidence, col(VersionEvidence.evidence_id) == Evidence.id)
        .join(Update, col(Update.id) == Evidence.update_id)
        .where(col(VersionEvidence.version_id) == version_id, may_see(viewer, col(Update.platform_id)))
    )
    return pd.DataFrame(session.execute(query).all(), columns=COLUMNS, dtype=object)


def file(session: Session, viewer: Viewer, evidence_id: int) -> EvidenceFile:
    """An evidence file's bytes. Officials and analysts get what was submitted, a platform also what its own draft
    has. Raises NotFound."""
    submitted = and_(may_see(viewer, col(Update.platform_id)),
                     col(Evidence.id).in_(select(col(VersionEvidence.evidence_id))))
    query = (
        select(col(Evidence.file_name), col(Evidence.media_type), col(EvidenceContent.content))
        .join(EvidenceContent, col(EvidenceContent.evidence_id) == Evidence.id)
        .join(Update, col(Update.id) == Evidence.update_id)
        .where(col(Evidence.id) == evidence_id,
               or_(own_platform(viewer, col(Update.platform_id)), submitted))
    )
    row = session.execute(query).first()
    if row is None:
        raise NotFound("There is no such file.")
    return EvidenceFile(row.file_name, row.media_type, row.content)


def recognise(name: str, content: bytes) -> str:
    """The media type of a file, read from its content. Raises Invalid when it is not one we take, is damaged, or
    is not what its name says."""
    ending = PurePath(name).suffix.lstrip(".").lower()
    if not content:
        raise _wrong(f"“{name}” is empty. Attach the file again.")
    if len(content) > LARGEST_FILE:
        raise _wrong(f"“{name}” is {len(content) / 1024 / 1024:.1f} MB. The most is 10 MB; attach a smaller file.")
    if ending not in TYPES:
        raise _wrong(f"“{name}” is not a kind of file that we take. {REMEDY}")
    actual = _media_type(content)
    if actual != TYPES[ending]:
        raise _wrong(f"“{name}” is not a {ending.upper()} file inside, or is damaged. {REMEDY}")
    return actual


def _media_type(content: bytes) -> str | None:
    """What the bytes are, or None. Each kind is opened by its own reader, so that a mere signature is not enough."""
    if content.startswith(b"PK"):
        return office_files.media_type(io.BytesIO(content), LARGEST_INFLATED)
    if zipfile.is_zipfile(io.BytesIO(content)):
        return None  # one kind of file in front, an archive behind it
    try:
        recognised = {match.mime_type for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        recognised = set()
    if "application/pdf" in recognised:
        return "application/pdf" if _is_pdf(content) else None
    for media_type, kind in (("image/png", "PNG"), ("image/jpeg", "JPEG")):
        if media_type in recognised:
            return media_type if _is_image(content, kind) else None
    return "text/csv" if _is_csv(content) else None


def _is_pdf(content: bytes) -> bool:
    try:
        return len(PdfReader(io.BytesIO(content)).pages) > 0
    except DAMAGED:
        return False


def _is_image(content: bytes, kind: str) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            image.verify()
    except DAMAGED:
        return False
    return True


def _is_csv(content: bytes) -> bool:
    """Text in UTF-8 or cp1252 without control characters, whose first line has a separator."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    if any(character < " " and character not in "\t\r\n" for character in text):
        return False
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    return not first.startswith("<") and any(separator in first for separator in ",;\t")


def _attach(engine: Engine, viewer: Viewer, update_id: int, revision: int, described: partial[Evidence],
            content: bytes | None) -> int:
    with write(engine, viewer, drafts.PLATFORMS, ADDING) as w:
        draft = drafts.own_draft(w, update_id, revision)
        row = described(added_at=w.now)
        if row.dated_on > clock.day(w.now):
            raise Invalid(Fault("dated_on", "The evidence's own date cannot be in the future."))
        count = select(func.count()).select_from(DraftEvidence).where(col(DraftEvidence.update_id) == update_id)
        if w.session.scalars(count).one() >= MOST_PIECES:
            raise Invalid(Fault("evidence", f"An update takes at most {MOST_PIECES} pieces of evidence."))
        w.session.add(row)
        w.session.flush()
        assert row.id is not None
        if content is not None:
            w.session.add(EvidenceContent(evidence_id=row.id, content=content))
        w.session.add(DraftEvidence(update_id=update_id, evidence_id=row.id))
        size = f" ({counted(row.size_bytes, 'byte')}, SHA-256 {row.sha256})" if row.size_bytes else ""
        w.record("evidence.add", f"attached evidence {row.id}, a {row.kind}{size}, to the draft of "
                                 f"{drafts.place(w.session, update_id)}.")
        return _saved(w, draft)


def _saved(w: Write, draft: Draft) -> int:
    draft.revision, draft.saved_by, draft.saved_at = draft.revision + 1, w.account_id, w.now
    return draft.revision


def _described() -> Select[*tuple[Any, ...]]:
    columns = [col(Account.name) if name == "added_by" else getattr(Evidence, name) for name in COLUMNS]
    return select(*columns).join(Account, col(Account.id) == Evidence.added_by).order_by(col(Evidence.id))


def _checked(model: type[Described], given: dict[str, object]) -> Described:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise from_validation(error) from error


def _wrong(sentence: str) -> Invalid:
    return Invalid(Fault("file", sentence))
