"""Readers that never pause, in a process of their own:
`python -m benchmarks.reading.client PORT SECONDS PATH [AUTHORIZATION]`.

Each holds one connection and asks again as soon as it has the whole answer. Prints how many answers there were a
second, and how many were not what the first one was.
"""

import asyncio
import sys
import time
from urllib.request import Request, urlopen

CONNECTIONS = 16


class Reader(asyncio.Protocol):
    """One connection. `length` is that of a whole answer, its body included."""

    def __init__(self, request: bytes, body: int) -> None:
        self.request, self.body = request, body
        self.answers = self.wrong = 0
        self._got = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head = self._got.find(b"\r\n\r\n")
        if head < 0 or len(self._got) < head + 4 + self.body:
            return
        good = self._got.startswith(b"HTTP/1.1 200") and len(self._got) == head + 4 + self.body
        self.answers += good
        self.wrong += not good
        self._got.clear()
        self.transport.write(self.request)


async def read(port: int, seconds: float, path: str, authorization: str) -> tuple[float, int]:
    """Answers a second, and how many were wrong."""
    headers = {"Accept": "*/*"} | ({"Authorization": authorization} if authorization else {})
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers=headers)) as answer:
        body = len(answer.read())
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *(f"{name}: {said}" for name, said in headers.items())]
    request = "\r\n".join([*lines, "", ""]).encode()
    readers = [Reader(request, body) for _ in range(CONNECTIONS)]
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    for reader in readers:
        await loop.create_connection(lambda reader=reader: reader, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.sleep(seconds)
    taken = time.perf_counter() - began
    for reader in readers:
        reader.transport.close()
    return sum(reader.answers for reader in readers) / taken, sum(reader.wrong for reader in readers)


if __name__ == "__main__":
    rate, wrong = asyncio.run(read(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], "".join(sys.argv[4:])))
    print(rate, wrong)
