"""Letters, updates, requests, accounts and what else is on everybody's record, in the walk of who sees what."""

from datetime import UTC, datetime
from functools import partial

from coordination import (
    accounts,
    audit,
    domain_rules,
    figures,
    identities,
    letters,
    platforms,
    requests,
    reviews,
    second_factors,
    standing,
)
from coordination.reminders import choices, concerning, outbox
from coordination.updates import drafts, evidence, owing, reading, record
from tests.coordination.asking import ANYBODY, Asking, Call, each

# What the letter and its public record say is public; these show nothing of what a platform wrote.
PUBLIC = {"letters.commitments", "letters.criteria", "letters.public_record", "sign_ins.cast"}
# Parts of a write, of signing in and of verifying: no page asks them on anybody's behalf.
WITHIN = {"accounts.link_owner", "accounts.organisation_for", "audit.append", "audit.data_version", "audit.head",
          "audit.lock_head", "audit.verify", "clock.now", "exercise.is_exercise", "pending_sign_ins.in_view",
          "reminders.outbox.drop_unwanted", "reminders.outbox.known", "reminders.outbox.lock", "reminders.outbox.put",
          "second_factors.standing_of", "updates.drafts.attached_to", "updates.drafts.drop_if_unused",
          "updates.drafts.place", "updates.drafts.remove"}
EARLIER = datetime(2019, 1, 1, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def calls(ask: Asking) -> dict[str, list[Call]]:
    """By module and name, every way in which the viewer may call a read of the record."""
    who, at, letter_id = (ask.session, ask.viewer), ask.at, ask.letter_id
    return {
        "accounts.listing": [lambda: accounts.listing(*who)],
        "accounts.organisations": [lambda: accounts.organisations(*who)],
        "audit.entries": [lambda: audit.entries(*who, as_at=at)],
        "audit.count": [lambda: audit.count(*who, as_at=at)],
        "audit.known": [lambda: audit.known(*who)],
        "figures.computed": [
            partial(figures.computed, *who, ask.letter, slug, letters.criteria(ask.session, letter_id), as_at=at)
            for slug in ("facebook", "twitter")],
        "letters.listing": [lambda: letters.listing(*who)],
        "letters.in_view": [lambda: letters.in_view(*who, "MCO/00433")],
        "letters.recipients": [lambda: letters.recipients(*who, letter_id)],
        "platforms.listing": [lambda: platforms.listing(*who)],
        "requests.in_view": each(ask.requests, lambda id_: requests.in_view(*who, id_, as_at=at)),
        "requests.listing": [lambda: requests.listing(*who, letter_id, as_at=at)],
        "requests.pairs": [lambda: requests.pairs(*who, letter_id, as_at=at, withdrawn=True)],
        "reminders.choices.mine": [lambda: choices.mine(*who)],
        "reminders.concerning.alike": [lambda: concerning.alike(*who, as_at=at)],
        "reminders.concerning.person": [lambda: concerning.person(*who, as_at=at)],
        "reminders.outbox.not_delivered": [lambda: outbox.not_delivered(*who, since=EARLIER)],
        "reviews.queue": [lambda: reviews.queue(*who, letter_id, as_at=at)],
        "domain_rules.listing": [lambda: domain_rules.listing(*who)],
        "identities.linked": [lambda: identities.linked(*who, 1)],
        "second_factors.on_since": [lambda: second_factors.on_since(*who, 1)],
        "second_factors.standing": [lambda: second_factors.standing(*who)],
        "standing.matrix": [lambda: standing.matrix(*who, ask.letter, as_at=at)],
        "standing.over_time": [lambda: standing.over_time(*who, ask.letter, as_at=at)],
    } | _of_updates(ask)


def _of_updates(ask: Asking) -> dict[str, list[Call]]:
    who, at, letter_id = (ask.session, ask.viewer), ask.at, ask.letter_id
    return {
        "updates.drafts.in_view": each(ask.updates, lambda id_: drafts.in_view(*who, id_)),
        "updates.drafts.at_revision": [partial(drafts.at_revision, *who, update, revision)
                                       for update, revision in ask.revisions.items()],
        "updates.drafts.listing": [lambda: drafts.listing(*who, letter_id)],
        "updates.evidence.of_draft": each(ask.updates, lambda id_: evidence.of_draft(*who, id_)),
        "updates.evidence.of_version": each(ask.versions, lambda id_: evidence.of_version(*who, id_)),
        "updates.evidence.file": each(ask.evidence, lambda id_: evidence.file(*who, id_)),
        "updates.owing.listing": [lambda: owing.listing(*who, ask.letter, as_at=at)],
        "updates.reading.history": [partial(reading.history, *who, letter_id, as_at=at, slug=slug)
                                    for slug in (None, "facebook", "twitter")],
        "updates.reading.in_view": each(ask.versions, lambda id_: reading.in_view(*who, id_, as_at=at)),
        "updates.reading.before": each(
            ask.versions, lambda id_: reading.before(*who, reading.in_view(ask.session, ANYBODY, id_, as_at=LATER),
                                                     as_at=at)),
        "updates.record.versions": [lambda: record.versions(*who, letter_id, as_at=at)],
        "updates.record.criteria": [lambda: record.criteria(*who, letter_id, as_at=at)],
        "updates.record.evidence": [lambda: record.evidence(*who, letter_id, as_at=at)],
    }
