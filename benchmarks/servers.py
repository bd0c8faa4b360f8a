"""Servers under measurement, each a process of its own on a free port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from urllib.request import urlopen

import psutil

PROJECT = Path(__file__).resolve().parents[1]
LONGEST_START = 60  # seconds
HEALTH = "/_stcore/health"
PORT = "PORT"  # in a command, the port that it shall listen on


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process

    def memory(self) -> float:
        """Resident memory in MiB."""
        return float(self.process.memory_info().rss) / 2**20


@contextmanager
def running(*command: str, health: str = HEALTH, **environment: str) -> Iterator[Server]:
    """Start `python command…` in the project's folder with PORT and `environment` set; stop it at the end. It has
    started when the path `health` answers.

    Raises RuntimeError with what it said, if it does not start.
    """
    port = _free_port()
    with TemporaryFile("w+") as said:
        words = [str(port) if word == PORT else word for word in command]
        process = subprocess.Popen([sys.executable, *words], cwd=PROJECT, stdout=said, stderr=said,
                                   env=_clean(os.environ) | {"PORT": str(port)} | environment)
        try:
            _wait(process, port, health)
            yield Server(port, psutil.Process(process.pid))
        except BaseException:
            said.seek(0)
            print(said.read()[-4000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(30)


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without settings of an installation that happens to be set up on this machine."""
    ours = {"HOST", "PUBLIC_URL", "DATABASE_URL", "EXERCISE"}
    return {name: value for name, value in environment.items() if name not in ours} | {"LOG_LEVEL": "warning"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, health: str) -> None:
    for _ in range(LONGEST_START * 10):
        if process.poll() is not None:
            raise RuntimeError("A server under measurement did not start.")
        try:
            with urlopen(f"http://127.0.0.1:{port}{health}", timeout=LONGEST_START):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("A server under measurement did not answer.")
