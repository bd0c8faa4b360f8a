"""The markdown that advice is written in: paragraphs, lists, strong, emphasis and links, and nothing else.

What people type is hostile. HTML comes out escaped, an image as its words alone, and an address of any other scheme as
the text that was typed. Pure: no session and no clock.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markdown_it.utils import EnvType, OptionsDict

from coordination.advice import addresses
from coordination.problems import Fault

RULES = ["list", "newline", "escape", "emphasis", "link", "image", "autolink"]


@dataclass(frozen=True)
class Run:
    """Some text of one look. A line break within a paragraph is a “\\n”. `link` is where it leads."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Listed:
    """A list, numbered from 1 where it is ordered."""

    ordered: bool
    items: tuple[tuple["Block", ...], ...]


Block = Paragraph | Listed


class _Narrow(MarkdownIt):
    """A parser that takes only addresses of the schemes that advice may lead to."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- the library's name
        return addresses.leads_somewhere(url)


class _Open(MarkdownIt):
    """A parser that takes every address and HTML for what they are, to say what is wrong with them. Never shown."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 -- the library's name
        return True


class _Renderer(RendererHTML):
    """Images as their words alone, links without titles, lists numbered from 1."""

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.text(tokens, idx, options, env)

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[idx].attrs["href"])
        return f'<a href="{escapeHtml(address)}">' if address else "<a>"

    def ordered_list_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<ol>\n"


_SHOWN = _Narrow("zero", {"xhtmlOut": False}, renderer_cls=_Renderer).enable(RULES)
_SEARCHED = _Open("zero", {"html": True}).enable([*RULES, "html_inline"])


def html(text: str) -> str:
    """The text as HTML that is safe to show: p, ul, ol, li, strong, em, br and a with href, and nothing else."""
    return str(_SHOWN.render(text))


def blocks(text: str) -> tuple[Block, ...]:
    """The text for files that are not HTML: paragraphs and lists, in order. The same words and links as `html`."""
    return _blocks(SyntaxTreeNode(_SHOWN.parse(text)))


def links(text: str) -> list[str]:
    """Where the text's links lead, in order, each once."""
    return list(dict.fromkeys(run.link for run in _runs_of(blocks(text)) if run.link))


def plain(text: str) -> str:
    """The words alone, for measuring: one line for each paragraph and item of a list. An address that is its own text
    is one word."""
    lines = []
    for paragraph in _paragraphs(blocks(text)):
        words = ("address" if run.link and addresses.names(run.text) else run.text for run in paragraph.runs)
        lines.append(" ".join("".join(words).split()))
    return "\n".join(line for line in lines if line)


def faults(where: str, text: str) -> list[Fault]:
    """What is to be put right before this is published, with its line: addresses without proper form, images, HTML."""
    found = []
    for block in _SEARCHED.parse(text):
        line = (block.map or [0])[0] + 1
        children = block.children or []
        for position, token in enumerate(children):
            sentence = _wrong(token, children[position + 1:])
            if sentence:
                found.append(Fault(where, f"Line {line}: {sentence}"))
            line += token.content.count("\n") if token.type == "html_inline" else token.type.endswith("break")
    return found


def _wrong(token: Token, following: list[Token]) -> str:
    if token.type == "html_inline":
        return f"“{_short(token.content)}” is HTML, which is shown as it is typed. Take it out."
    if token.type == "image":
        return "pictures are not shown. Take the “!” and the picture’s address out."
    if token.type != "link_open":
        return ""
    inside = following[:next(at for at, each in enumerate(following) if each.type == "link_close")]
    address, words = str(token.attrs["href"]), "".join(each.content for each in inside).strip()
    remedy = addresses.wrong(address)
    if remedy:
        return f"the link to “{_short(address)}” leads nowhere. {remedy}"
    if not words:
        return f"the link to “{_short(address)}” has no words to choose. Write [words](address)."
    return _misleading(words, address)


def _misleading(words: str, address: str) -> str:
    """A link whose words are an address on another site than the one that it leads to."""
    if not addresses.names(words) or addresses.site(words) == addresses.site(address):
        return ""
    return f"the link says “{_short(words)}” but leads to {addresses.site(address)}. Make them the same."


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _blocks(node: SyntaxTreeNode) -> tuple[Block, ...]:
    return tuple(_block(child) for child in node.children)


def _block(node: SyntaxTreeNode) -> Block:
    if node.type in {"bullet_list", "ordered_list"}:
        return Listed(node.type == "ordered_list", tuple(_blocks(item) for item in node.children))
    return Paragraph(_joined(run for inline in node.children for run in _runs(inline, Run(""))))


def _runs(node: SyntaxTreeNode, look: Run) -> Iterator[Run]:
    """The runs of an inline piece and what is in it, on top of the look that it stands in."""
    looks = {"strong": {"strong": True}, "em": {"emphasis": True}}
    if node.type == "image":
        yield replace(look, text=node.content)
    elif node.type in {"softbreak", "hardbreak"}:
        yield replace(look, text=" " if node.type == "softbreak" else "\n")
    elif not node.children:
        yield replace(look, text=node.content)
    else:
        within = replace(look, link=str(node.attrs["href"]) or None) if node.type == "link" else replace(
            look, **looks.get(node.type, {}))  # type: ignore[arg-type]
        for child in node.children:
            yield from _runs(child, within)


def _joined(runs: Iterator[Run]) -> tuple[Run, ...]:
    """Without empty runs, and with neighbours of one look as one."""
    found: list[Run] = []
    for run in runs:
        if found and replace(found[-1], text="") == replace(run, text=""):
            found[-1] = replace(run, text=found[-1].text + run.text)
        elif run.text:
            found.append(run)
    return tuple(found)


def _paragraphs(of: tuple[Block, ...]) -> Iterator[Paragraph]:
    for block in of:
        if isinstance(block, Paragraph):
            yield block
        else:
            for item in block.items:
                yield from _paragraphs(item)


def _runs_of(of: tuple[Block, ...]) -> Iterator[Run]:
    for paragraph in _paragraphs(of):
        yield from paragraph.runs
