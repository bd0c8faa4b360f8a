"""An analyst builds a weekly note and takes it away, drawn by Chromium, as DOCX and as tagged PDF."""

import io
from collections.abc import Callable

import docx
from playwright.sync_api import Page, expect

from exports.provenance import read_provenance
from tests.browser.conftest import Server, Visitor
from tests.pdf import kinds, links, opened, pages

Visitors = Callable[..., Visitor]
OWN = "Ministers should know this."


def test_a_weekly_note_is_built_and_taken_away(visitors: Visitors, sqlite_server: Server) -> None:
    analyst = visitors(sqlite_server, "Analyst")
    page = analyst.open("/briefings")
    page.get_by_label("Name", exact=True).fill("Note of the week")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Note of the week")).to_be_visible()
    analyst.settled()
    page.get_by_label("Words", exact=True).fill(f"{OWN} [x](javascript:alert(1))")
    page.keyboard.press("Tab")
    expect(page.get_by_text("the link to “javascript:alert(1)” leads nowhere").first).to_be_visible()
    page.get_by_label("Words", exact=True).fill(f"**{OWN}**")
    page.keyboard.press("Tab")
    expect(page.locator(".advice strong", has_text=OWN)).to_be_visible()
    analyst.settled()
    page.get_by_role("button", name="Down").first.click()
    expect(page.get_by_role("heading", name="2. Words")).to_be_visible()
    analyst.settled()
    page.get_by_role("button", name="Remove").nth(2).click()
    expect(page.get_by_role("heading", name="3. Where the platforms stand")).not_to_be_visible()
    page.get_by_role("button", name="Put back the part").click()
    expect(page.get_by_role("heading", name="3. Where the platforms stand")).to_be_visible()
    analyst.settled()
    pdf = taken(page, "PDF")
    told = pages(pdf)
    assert OWN in told[0] + told[1]
    with opened(pdf) as tagged:
        assert kinds(tagged).count("Figure") == 3
        assert len([link for link in links(tagged) if link.startswith(f"{sqlite_server.url}/explore?")]) == 4
    made = docx.Document(io.BytesIO(taken(page, "DOCX")))
    assert len(made.inline_shapes) == 3
    assert OWN in [each.text for each in made.paragraphs]


def taken(page: Page, kind: str) -> bytes:
    """What the link gives, which says where it comes from."""
    with page.expect_download() as download:
        page.get_by_role("link", name=kind, exact=True).click()
    content = download.value.path().read_bytes()
    said = read_provenance(content)
    assert (said["Title"], said["Marking"]) == ("Note of the week", "OFFICIAL-SENSITIVE")
    assert {"Figure 1", "Figure 4"} <= said.keys()
    return content
