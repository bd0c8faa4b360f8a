"""An edition as a file to take away: tagged PDF, DOCX to forward, and JSON for programs."""

import json as json_
from collections.abc import Iterator

from api.advice.pages import Around, own_note, own_text, report_address
from api.advice.words import GUIDANCE, LANGUAGES, Words
from coordination.advice import markdown
from coordination.advice.editions import Edition, PlatformAdvice, Section
from coordination.wording import EXERCISE
from data_model.words import AdviceTopic
from exports.flow import Document, Heading, Listed, Look, Paragraph, Part, Run
from exports.flow_docx import docx_file
from exports.markdown import flowing
from exports.pdf import pdf_file

ENGLISH = "en-GB"


def pdf(edition: Edition, language: str, around: Around, address: str) -> bytes:
    """An edition as PDF. `address` is that of its page."""
    return pdf_file(_document(edition, language, around, address))


def docx(edition: Edition, language: str, around: Around, address: str) -> bytes:
    """An edition as DOCX. `address` is that of its page."""
    return docx_file(_document(edition, language, around, address))


def json(edition: Edition, language: str, around: Around, address: str) -> bytes:
    """An edition as JSON, in both languages whichever was asked for. Its keys are in docs/advice.md."""
    return json_.dumps({
        "edition": edition.number, "published_at": _moment(edition), "urgent": edition.urgent, "address": address,
        "exercise": around.exercise, "letter": edition.reference, "election": edition.election,
        "polling_day": edition.polling_day.isoformat(), "previous_edition": edition.previous,
        "note": {"en": edition.note, "cy": edition.note_welsh},
        "changes": [{"platform": each.platform, "topic": each.topic, "what": each.what} for each in edition.changes],
        "platforms": [{"slug": one.slug, "name": one.name, "report_to": report_address(one) or None,
                       "sections": [_section(each) for each in one.sections]} for one in edition.platforms],
    }, ensure_ascii=False, indent=1).encode()


def _section(section: Section) -> dict[str, object]:
    return {"topic": section.topic, "last_checked": section.last_checked.isoformat(),
            "responds_in_hours": section.responds_in_hours,
            "text": {"en": section.english, "cy": section.welsh or None},
            "html": {"en": markdown.html(section.english),
                     "cy": markdown.html(section.welsh) if section.welsh else None}}


def _moment(edition: Edition) -> str:
    return edition.published_at.isoformat(timespec="seconds")


def _document(edition: Edition, language: str, around: Around, address: str) -> Document:
    words = LANGUAGES[language]
    number = words.edition_.format(number=edition.number)
    return Document(
        title=words.title, lang=words.lang, author="Parley", subject=f"{number}, {edition.election}",
        marks=EXERCISE if around.exercise else "", page=words.page_, made_at=edition.published_at,
        parts=(*_opening(edition, words, around, address), *_report_now(edition, words),
               *(part for one in edition.platforms for part in _platform(one, words, language)),
               *_changes(edition, words, language)))


def _opening(edition: Edition, words: Words, around: Around, address: str) -> Iterator[Part]:
    if around.exercise:
        yield _said(words.exercise, look=Look.MARK)
    day = words.polling_day_.format(day=words.day(edition.polling_day))
    yield Paragraph((Run(edition.election, lang=ENGLISH), Run(f". {day}.")))
    told = [words.edition_.format(number=edition.number),
            words.published_.format(moment=words.moment(edition.published_at))]
    yield _said(". ".join([*told, *([words.urgent] if edition.urgent else [])]) + ".")
    yield Paragraph((Run(f"{words.online}: "), Run(address, link=address)))


def _report_now(edition: Edition, words: Words) -> Iterator[Part]:
    yield Heading(2, words.report_now)
    yield _said(words.emergency, look=Look.STRONG)
    yield Listed(False, tuple((_to_report(one, words),) for one in edition.platforms))
    yield Paragraph((Run(f"{words.guidance}: "), Run(GUIDANCE, emphasis=True, lang=ENGLISH),
                     Run(f". {words.guidance_by}")))


def _to_report(platform: PlatformAdvice, words: Words) -> Paragraph:
    to = report_address(platform)
    if not to:
        return _said(words.no_address_.format(platform=platform.name))
    return Paragraph((Run(f"{words.report_to_.format(platform=platform.name)}: "), Run(to, link=to)))


def _platform(platform: PlatformAdvice, words: Words, language: str) -> Iterator[Part]:
    yield Heading(2, platform.name)
    for topic in AdviceTopic:
        yield Heading(3, words.topics[topic])
        section = platform.on(topic)
        if section is None:
            yield _said(words.not_agreed, look=Look.QUIET)
            continue
        text, own = own_text(section, language)
        if not own:
            yield _said(words.not_in_this_language, look=Look.QUIET)
        yield from flowing(markdown.blocks(text), "" if own else ENGLISH)
        if topic is AdviceTopic.RESPONSE:
            yield _said(words.responds(section.responds_in_hours) if section.responds_in_hours
                        else words.no_time_.format(platform=platform.name))
        yield _said(words.checked_.format(day=words.day(section.last_checked)), look=Look.QUIET)


def _changes(edition: Edition, words: Words, language: str) -> Iterator[Part]:
    yield Heading(2, words.changes)
    note, own = own_note(edition, language)
    if note:
        yield _said(note, lang="" if own else ENGLISH)
    if edition.previous is None:
        yield _said(words.first)
        return
    yield _said(f"{words.changes_since_.format(number=edition.previous)}:")
    yield Listed(False, tuple(
        (_said(f"{each.platform}, “{words.topics[each.topic]}”: {words.whats[each.what]}"),)
        for each in edition.changes))


def _said(text: str, *, lang: str = "", look: Look = Look.PLAIN) -> Paragraph:
    return Paragraph((Run(text),), lang, look)
