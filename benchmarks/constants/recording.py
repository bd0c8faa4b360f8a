"""What the overview drew, kept in a file for the server that draws it again from memory."""

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FILE = "RECORDING"  # the environment variable that names the file
SIDEBAR = 1  # the first number of a place in the sidebar
Elements = list[tuple[tuple[int, ...], Element]]
Call = Callable[[], object]


def keep(elements: Elements, file: Path) -> None:
    """Write what a tab drew to `file`."""
    lines = []
    for place, element in elements:
        message = ForwardMsg()
        message.metadata.delta_path.extend(place)
        message.delta.new_element.CopyFrom(element)
        lines.append(message.SerializeToString().hex())
    file.write_text("\n".join(lines), encoding="ascii")


def calls() -> tuple[list[Call], list[Call]]:
    """The calls that draw the sidebar, and those that draw the page, all their arguments constants.

    Raises NotImplementedError for an element that the benchmark cannot draw yet.
    """
    messages = [ForwardMsg.FromString(bytes.fromhex(line))
                for line in Path(os.environ[FILE]).read_text(encoding="ascii").splitlines()]
    sidebar: list[Call] = []
    page: list[Call] = []
    for message in messages:
        where = sidebar if message.metadata.delta_path[0] == SIDEBAR else page
        where.append(_call(message.delta.new_element))
    return sidebar, page


def alike(drawn: Elements, constants: Elements) -> bool:
    """Whether two tabs drew the same elements in the same places, their generated ids aside."""
    return _comparable(drawn) == _comparable(constants)


def _comparable(elements: Elements) -> list[tuple[tuple[int, ...], bytes]]:
    compared = []
    for place, element in elements:
        copy = Element.FromString(element.SerializeToString())
        content = getattr(copy, copy.WhichOneof("type") or "")
        if hasattr(content, "id"):
            content.id = _key(content.id)
        compared.append((place, copy.SerializeToString(deterministic=True)))
    return compared


def _call(element: Element) -> Call:
    kind = element.WhichOneof("type")
    if kind == "html":
        return partial(st.html, element.html.body)
    if kind == "selectbox":
        box = element.selectbox
        return partial(st.selectbox, box.label, list(box.options), index=box.default, help=box.help or None,
                       key=_key(box.id), bind="query-params")
    if kind == "date_input":
        day = element.date_input
        return partial(st.date_input, day.label, value=None, min_value=date.fromisoformat(day.min),
                       max_value=date.fromisoformat(day.max), format=day.format, help=day.help or None,
                       key=_key(day.id), bind="query-params")
    raise NotImplementedError(f"The overview has a new element, {kind}: teach benchmarks/constants to draw it.")


def _key(id_: str) -> str:
    """The widget's own key, at the end of the id that Streamlit made of it."""
    return id_.rsplit("-", 1)[1]

