"""One browser tab: it talks to Parley's websocket as Streamlit's page in a browser does."""

import asyncio
import time
from dataclasses import dataclass

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from coordination.sign_ins import COOKIE

LONGEST_WAIT = 60  # seconds for one message; a server that takes longer is an error
PROTOCOL = websockets.Subprotocol("streamlit")


class Broken(Exception):
    """The page did not draw what it drew at first."""


@dataclass(frozen=True)
class Rerun:
    """One rerun, from asking for it until the script has finished."""

    seconds: float
    size: int
    """Bytes received."""


class Tab:
    """A tab on the page `page` (“” is the first page) with the query `query` in its address, of the server at `port`,
    signed in by `token`."""

    def __init__(self, port: int, token: str, page: str = "", query: str = "") -> None:
        self._port, self._token, self._page, self._query = port, token, page, query
        self._hash = ""
        self._kept: dict[str, int] = {}  # hash of a large message: reruns since it was used, as browsers keep them
        self._keep_for = 0
        self.elements: list[tuple[tuple[int, ...], Element]] = []
        """What the first run drew, each with its place. What says that the page is reading is drawn over there."""

    async def open(self) -> Rerun:
        """Connect and draw the page for the first time."""
        self._socket = await websockets.connect(
            f"ws://127.0.0.1:{self._port}/_stcore/stream", subprotocols=[PROTOCOL], max_size=None,
            ping_interval=None, open_timeout=LONGEST_WAIT, additional_headers={"Cookie": f"{COOKIE}={self._token}"})
        request = self._request()
        request.rerun_script.page_name = self._page
        first, drawn = await self._run(request)
        by_place = {tuple(message.metadata.delta_path): message.delta.new_element for message in drawn}
        self.elements = list(by_place.items())
        return first

    async def rerun(self) -> Rerun:
        """Run the page again. Raises Broken where it draws other places than at first, or an error."""
        rerun, drawn = await self._run(self._request())
        places = dict.fromkeys(tuple(message.metadata.delta_path) for message in drawn)
        if list(places) != [place for place, _ in self.elements]:
            raise Broken(f"{len(places)} elements instead of {len(self.elements)}")
        return rerun

    async def close(self) -> None:
        """Close the tab."""
        await self._socket.close()

    def _request(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.page_script_hash = self._hash
        message.rerun_script.query_string = self._query
        message.rerun_script.context_info.timezone = "Europe/London"
        message.rerun_script.context_info.locale = "en-GB"
        message.rerun_script.cached_message_hashes.extend(self._kept)
        return message

    async def _run(self, request: BackMsg) -> tuple[Rerun, list[ForwardMsg]]:
        """The rerun, and the messages that drew elements (whole, or as a reference to one that is kept)."""
        payload, began = request.SerializeToString(), time.perf_counter()
        await self._socket.send(payload)
        size, drawn, started = 0, [], False
        while True:
            data = await asyncio.wait_for(self._socket.recv(), LONGEST_WAIT)
            size += len(data)
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = message.WhichOneof("type")
            if kind == "new_session":
                started = True
                self._hash = message.new_session.page_script_hash
                self._keep_for = message.new_session.config.max_cached_message_age
            elif kind == "navigation":
                self._hash = message.navigation.page_script_hash
            elif kind in {"delta", "ref_hash"}:
                drawn.append(message)
            elif kind == "script_finished" and started:
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise Broken("the script did not finish")
                rerun = Rerun(time.perf_counter() - began, size)
                self._keep(drawn)
                return rerun, drawn

    def _keep(self, drawn: list[ForwardMsg]) -> None:
        """Keep large messages for some reruns after their last use, as the browser does."""
        for message in drawn:
            if message.WhichOneof("type") == "ref_hash":
                self._kept[message.ref_hash] = 0
            elif message.delta.new_element.WhichOneof("type") == "exception":
                raise Broken(message.delta.new_element.exception.message)
            elif message.metadata.cacheable:
                self._kept[message.hash] = 0
        self._kept = {kept: age + 1 for kept, age in self._kept.items() if age < self._keep_for}
