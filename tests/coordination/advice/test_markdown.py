"""The markdown of advice: what is rendered, what is not, and what the writer is told line by line."""

import re
import time

import pytest

from coordination.advice import markdown
from coordination.advice.markdown import Listed, Paragraph, Run
from tests.hostile_markdown import HOSTILE

ALLOWED = re.compile(r"</?(?:p|ul|ol|li|strong|em|br|a)>|<a href=\"(?:https?://|mailto:|tel:)[^\"<>]*\">")


def faults(text: str) -> list[str]:
    return [fault.sentence for fault in markdown.faults("english", text)]


def test_paragraphs_lists_emphasis_and_links_are_rendered() -> None:
    text = ("We **take _down_** it.\n\n1. [Report](https://example.com/a)\n2. <mailto:a@example.com>\n"
            "   - [101](tel:101)")
    assert markdown.html(text) == (
        "<p>We <strong>take <em>down</em></strong> it.</p>\n<ol>\n<li><a href=\"https://example.com/a\">Report</a></li>\n"
        "<li><a href=\"mailto:a@example.com\">mailto:a@example.com</a>\n<ul>\n<li><a href=\"tel:101\">101</a></li>\n"
        "</ul>\n</li>\n</ol>\n")
    assert markdown.links(text) == ["https://example.com/a", "mailto:a@example.com", "tel:101"]
    assert markdown.blocks(text) == (
        Paragraph((Run("We "), Run("take ", strong=True), Run("down", strong=True, emphasis=True), Run(" it."))),
        Listed(ordered=True, items=(
            (Paragraph((Run("Report", link="https://example.com/a"),)),),
            (Paragraph((Run("mailto:a@example.com", link="mailto:a@example.com"),)),
             Listed(ordered=False, items=((Paragraph((Run("101", link="tel:101"),)),),))))))


@pytest.mark.parametrize("text", ["# Heading", "> Quotation", "    code", "```\ncode\n```", "***", "a | b\n\\- | -",
                                  "`code`", "~~gone~~", "[a]: https://example.com", "&lt;", "Heading\n==="])
def test_everything_else_is_shown_as_it_is_typed(text: str) -> None:
    assert not re.search(r"<(?!/?p>)", markdown.html(text))
    assert [type(block) for block in markdown.blocks(text)] == [Paragraph] * len(markdown.blocks(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_gets_through(text: str) -> None:
    left = ALLOWED.sub("", markdown.html(text))
    assert "<" not in left, left
    assert all(link.startswith(("https://", "http://", "mailto:", "tel:")) for link in markdown.links(text))


def test_files_have_the_words_and_links_that_the_screen_has() -> None:
    for text in HOSTILE:
        hrefs = re.findall(r'href="([^"]*)"', markdown.html(text))
        assert [link.replace("&", "&amp;") for link in markdown.links(text)] == list(dict.fromkeys(hrefs))


@pytest.mark.parametrize(("text", "sentence"), [
    ("One.\n\nSee [this](javascript:alert(1)).",
     "Line 3: the link to “javascript:alert(1)” leads nowhere. A link begins with https://, http://, mailto: or tel:."),
    ("[this](www.example.com)",
     "Line 1: the link to “www.example.com” leads nowhere. A link begins with https://, http://, mailto: or tel:."),
    ("One\ntwo\n[this](https://example)",
     "Line 3: the link to “https://example” leads nowhere. Enter a whole web address, like https://example.com/report."),
    ("<https://facebook.com@example.com>", "Line 1: the link to “https://facebook.com@example.com” leads nowhere. "
                                           "Enter a whole web address, like https://example.com/report."),
    ("[us](mailto:us)",
     "Line 1: the link to “mailto:us” leads nowhere. Enter one email address, like mailto:name@example.com."),
    ("[us](mailto:a@example.com?bcc=b@example.com)",
     "Line 1: the link to “mailto:a@example.com?bcc=b@example.com” leads nowhere. Enter one email address, like "
     "mailto:name@example.com."),
    ("[ring](tel:nine)", "Line 1: the link to “tel:nine” leads nowhere. Enter a telephone number, like tel:101."),
    ("- one\n- [](https://example.com)",
     "Line 2: the link to “https://example.com” has no words to choose. Write [words](address)."),
    ("[facebook.com/report](https://example.com/x)",
     "Line 1: the link says “facebook.com/report” but leads to example.com. Make them the same."),
    ("One ![x](https://example.com/x.png)",
     "Line 1: pictures are not shown. Take the “!” and the picture’s address out."),
    ("One\n<b>two", "Line 2: “<b>” is HTML, which is shown as it is typed. Take it out."),
])
def test_what_is_wrong_is_said_with_its_line_and_remedy(text: str, sentence: str) -> None:
    assert faults(text) == [sentence]


@pytest.mark.parametrize("text", [
    "[us](https://www.example.com/a_(b)?c=d&e=f#g)", "[www.example.com](https://example.com/a)", "3 < 4 and a@b",
    "<https://example.com>", "[ring](<tel:+44 20 7946 0000>)", "[police](tel:999)", "[Adroddwch](https://cy.example.cymru/)",
])
def test_what_is_fine_is_not_complained_of(text: str) -> None:
    assert faults(text) == []


def test_the_worst_that_fits_is_rendered_at_once() -> None:
    began = time.process_time()
    for text in ("[" * 4_000, "*" * 4_000, "- " * 2_000, "![" * 2_000, "<" * 4_000, "[a](" * 1_000, "**a " * 1_000,
                 "\\" * 4_000, "a\n- " * 1_000, "[](" * 1_333):
        markdown.html(text), markdown.blocks(text), markdown.faults("english", text)
    assert time.process_time() - began < 10
