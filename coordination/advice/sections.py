"""The rows that a section of advice is made of, found for writing: what everybody's writes share."""

from sqlalchemy import select
from sqlmodel import Session, col

from coordination.problems import NotFound
from coordination.viewers import Viewer, own_platform
from data_model.advice import AdviceDecision, AdviceVersion
from data_model.letters import Recipient
from data_model.organisations import Platform
from data_model.words import AdviceTopic, Agreement

NOT_THERE = "There is no such advice."


def own(session: Session, viewer: Viewer, letter_id: int, platform_id: int) -> str:
    """The name of the viewer's own platform, to which the letter is addressed. Raises NotFound for any other."""
    query = (select(col(Platform.name)).join(Recipient, col(Recipient.platform_id) == Platform.id)
             .where(col(Recipient.letter_id) == letter_id, col(Platform.id) == platform_id,
                    own_platform(viewer, col(Platform.id))))
    found = session.scalars(query).first()
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def newest(session: Session, letter_id: int, platform_id: int, topic: AdviceTopic) -> AdviceVersion | None:
    """The newest version of a section, if it has any."""
    query = select(AdviceVersion).where(
        col(AdviceVersion.letter_id) == letter_id, col(AdviceVersion.platform_id) == platform_id,
        col(AdviceVersion.topic) == topic).order_by(col(AdviceVersion.number).desc())
    return session.scalars(query.limit(1)).first()


def newest_agreed(session: Session, version: AdviceVersion) -> AdviceVersion | None:
    """The newest agreed version of the section that `version` is of."""
    query = (select(AdviceVersion).join(AdviceDecision, col(AdviceDecision.version_id) == AdviceVersion.id)
             .where(col(AdviceVersion.letter_id) == version.letter_id, col(AdviceVersion.topic) == version.topic,
                    col(AdviceVersion.platform_id) == version.platform_id,
                    col(AdviceDecision.decision) == Agreement.AGREED))
    return session.scalars(query.order_by(col(AdviceVersion.number).desc()).limit(1)).first()


def described(session: Session, version: AdviceVersion) -> str:
    """Which version this is, for the audit: “version 2 of Facebook's advice on what breaches”."""
    platform = session.get_one(Platform, version.platform_id).name
    return f"version {version.number} of {platform}'s advice on {version.topic}"
