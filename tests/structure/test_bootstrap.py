"""From a bare clone to a running Parley: the set-up with stand-ins for Python and uv, the locks, the Makefile."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts import chromium

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", re.MULTILINE)
INSTALLS = ["apt-get update -qq", "apt-get install -qq -y --no-install-recommends chromium"]
# A Python that makes a venv of these same stand-ins and pretends to install; all else is the real one's work.
PYTHON = """#!/bin/sh
echo "python $*" >>{log}
case "$1 $2" in
"-m venv") mkdir -p "$3/bin" && cp {stand_ins}/python {stand_ins}/uv "$3/bin/" ;;
"-m pip") ;;
*) exec {real} "$@" ;;
esac
"""
UV = """#!/bin/sh
echo "uv $*" >>{log}
[ ! -e {stand_ins}/no-network ]
"""


@dataclass
class Clone:
    """A fresh clone on a machine with the stand-ins."""

    folder: Path
    stand_ins: Path

    def set_up(self, kind: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run scripts/set_up.sh; what its stand-ins were asked is in `asked()` afterwards."""
        self.log.write_text("")
        variables = {"PATH": os.environ["PATH"], "PYTHON": str(self.stand_ins / "python")} | environment
        command = [shutil.which("sh") or "sh", "scripts/set_up.sh", kind]
        return subprocess.run(command, cwd=self.folder, env=variables, capture_output=True, text=True, check=False)

    @property
    def log(self) -> Path:
        return self.stand_ins / "log"

    def asked(self) -> list[str]:
        """What was made and installed by the last set-up, in order."""
        words = [line.split() for line in self.log.read_text().splitlines()]
        return [f"{line[0]} {line[-1]}" for line in words if line[1:2] == ["pip"] or line[1:3] == ["-m", "venv"]]

    def installed(self) -> str:
        """The lock that the venv says it holds, or nothing."""
        stamp = self.folder / ".venv" / "installed"
        return stamp.read_text().split()[0] if stamp.exists() else ""


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    made = Clone(tmp_path / "clone", tmp_path / "stand-ins")
    shutil.copytree(ROOT / "scripts", made.folder / "scripts")
    for lock in ("requirements.txt", "requirements-dev.txt"):
        (made.folder / lock).write_text(f"of {lock}")
    made.stand_ins.mkdir()
    for name, script in {"python": PYTHON, "uv": UV}.items():
        (made.stand_ins / name).write_text(script.format(log=made.log, stand_ins=made.stand_ins, real=sys.executable))
        (made.stand_ins / name).chmod(0o755)
    return made


def test_the_first_start_makes_a_venv_and_installs_the_lock(clone: Clone) -> None:
    assert clone.set_up("run").returncode == 0
    assert clone.asked() == ["python .venv", "uv requirements.txt"]
    assert "--require-hashes" in clone.log.read_text()
    checksum = hashlib.sha256(b"of requirements.txt").hexdigest()
    assert (clone.folder / ".venv" / "installed").read_text() == f"requirements.txt {checksum}\n"


def test_the_second_start_installs_nothing_and_says_nothing(clone: Clone) -> None:
    clone.set_up("run")
    second = clone.set_up("run")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert clone.asked() == []


def test_a_changed_lock_is_installed(clone: Clone) -> None:
    clone.set_up("run")
    (clone.folder / "requirements.txt").write_text("newer")
    clone.set_up("run")
    assert clone.asked() == ["uv requirements.txt"]


def test_an_installation_broken_off_is_made_again_by_the_next(clone: Clone) -> None:
    clone.set_up("run")
    (clone.folder / "requirements.txt").write_text("newer")
    (clone.stand_ins / "no-network").touch()
    assert clone.set_up("run").returncode != 0
    assert clone.installed() == ""
    (clone.stand_ins / "no-network").unlink()
    assert clone.set_up("run").returncode == 0
    assert clone.asked() == ["python .venv", "uv requirements.txt"]
    assert clone.installed() == "requirements.txt"


def test_a_venv_broken_off_is_made_again(clone: Clone) -> None:
    (clone.folder / ".venv" / "bin").mkdir(parents=True)
    (clone.folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    assert clone.set_up("run").returncode == 0
    assert clone.asked() == ["python .venv", "uv requirements.txt"]


def test_a_venv_whose_python_is_gone_is_made_again(clone: Clone) -> None:
    clone.set_up("run")
    (clone.folder / ".venv" / "bin" / "python").write_text("#!/gone/python\n")
    assert clone.set_up("run").returncode == 0
    assert clone.asked() == ["python .venv", "uv requirements.txt"]


def test_development_tools_are_added_once_and_stay(clone: Clone) -> None:
    clone.set_up("run")
    clone.set_up("dev")
    assert clone.asked() == ["uv requirements-dev.txt"]
    for kind in ("run", "dev"):
        clone.set_up(kind)
        assert clone.asked() == []
    (clone.folder / "requirements-dev.txt").write_text("newer")
    clone.set_up("run")
    assert clone.asked() == ["uv requirements-dev.txt"]


def test_a_python_that_is_too_old_gets_a_sentence(clone: Clone) -> None:
    refused = clone.set_up("run", PYTHON="/bin/false")
    assert refused.returncode == 1
    assert refused.stderr == "PYTHON is /bin/false, which is not a Python 3.11 or newer that runs.\n"
    assert not (clone.folder / ".venv").exists()


def bare_path(folder: Path, **pythons: str) -> str:
    """A PATH with the few tools that the script needs, and the scripts given."""
    folder.mkdir()
    for tool in ("dirname", "uname", "grep", "cat", "rm", "sh", "id"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    for name, script in pythons.items():
        (folder / name.replace("_", ".")).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name.replace("_", ".")).chmod(0o755)
    return str(folder)


def test_a_machine_without_python_gets_a_sentence(clone: Clone, tmp_path: Path) -> None:
    refused = clone.set_up("run", PYTHON="", PATH=bare_path(tmp_path / "bin"))
    assert refused.returncode == 1
    assert refused.stderr == (
        "Parley needs Python 3.11 or newer, and found none. Install one, or say where it is: "
        "PYTHON=/path/to/python3 make run\n"
    )


def test_a_newer_python_is_found_beside_an_old_one(clone: Clone, tmp_path: Path) -> None:
    newer = f'exec {clone.stand_ins}/python "$@"'
    path = bare_path(tmp_path / "bin", python3="exit 1", python3_12=newer)
    for tool in ("mkdir", "cp"):
        (Path(path) / tool).symlink_to(shutil.which(tool) or tool)
    assert clone.set_up("run", PYTHON="", PATH=path).returncode == 0
    assert clone.asked() == ["python .venv", "uv requirements.txt"]


def test_a_python_that_makes_no_venv_gets_a_sentence(clone: Clone, tmp_path: Path) -> None:
    lacking = f"""case "$2" in *ensurepip*) exit 1 ;; *) exec {sys.executable} "$@" ;; esac"""
    refused = clone.set_up("run", PYTHON="", PATH=bare_path(tmp_path / "bin", python3=lacking))
    package = f"python3.{sys.version_info.minor}-venv"
    assert refused.returncode == 1
    assert refused.stderr == (
        "This Python cannot make virtual environments. Install what it lacks, then try again: "
        f"sudo apt-get install {package}\n"
    )


@pytest.mark.parametrize(
    ("user", "sudo", "expected"),
    [
        ("0", None, INSTALLS),
        ("1000", 'shift; exec "$@"', INSTALLS),
        ("1000", "exit 1", []),
        ("1000", None, []),
    ],
    ids=["root", "sudo", "sudo with a password", "no sudo"],
)
def test_apt_installs_only_where_nobody_must_be_asked(
    tmp_path: Path, user: str, sudo: str | None, expected: list[str]
) -> None:
    folder, log = tmp_path / "bin", tmp_path / "log"
    log.write_text("")
    scripts = {"apt-get": f'echo "apt-get $*" >>{log}', "id": f"echo {user}"} | ({"sudo": sudo} if sudo else {})
    folder.mkdir()
    for tool in ("env", "sh", "true"):
        (folder / tool).symlink_to(shutil.which(tool) or tool)
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    command = [shutil.which("sh") or "sh", str(ROOT / "scripts" / "apt_install.sh"), "chromium"]
    done = subprocess.run(command, env={"PATH": str(folder)}, capture_output=True, text=True, check=False)
    assert done.returncode == (0 if expected else 1)
    assert log.read_text().splitlines() == expected


def test_chromium_is_found_by_its_setting_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert chromium.find() == sys.executable
    monkeypatch.setenv("CHROMIUM", "/gone/chromium")
    assert chromium.find() is None


def test_chromium_is_found_by_any_of_its_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "MAC", (tmp_path / "Google Chrome",))
    assert chromium.find() is None
    for name in ("Google Chrome", "google-chrome", "chromium"):
        (tmp_path / name).touch(0o755)
        assert chromium.find() == str(tmp_path / name)


def test_chromium_is_installed_where_it_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "MAC", ())
    asked: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_options: asked.append(command))
    chromium.main()
    assert asked == [["sh", str(ROOT / "scripts" / "apt_install.sh"), "chromium", "fonts-dejavu-core"]]
    (tmp_path / "chromium").touch(0o755)
    chromium.main()
    assert len(asked) == 1


def test_a_machine_without_chromium_is_told_loudly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", "/gone/chromium")
    chromium.main()
    assert "*** THE BROWSER TESTS WILL NOT RUN. Chromium was not found" in capsys.readouterr().err


def pins(file: str) -> dict[str, str]:
    """The versions that a requirements file names, by name in lower case."""
    found = PINNED.findall((ROOT / file).read_text(encoding="utf-8"))
    return {name.lower().replace("_", "-"): version for name, version in found}


@pytest.mark.parametrize("wanted", ["requirements.in", "requirements-dev.in"])
def test_the_lock_holds_what_is_asked_for(wanted: str) -> None:
    lock = pins(wanted.replace(".in", ".txt"))
    assert {name: lock.get(name) for name in pins(wanted)} == pins(wanted)


def test_the_development_lock_holds_all_that_parley_runs_on() -> None:
    run, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: development.get(name) for name in run} == run


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_hashes_and_none_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert len(entries) == len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE))
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|--index|--find-links\b(?=.*/)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)) == []


def test_what_is_asked_for_says_why() -> None:
    wanted = "".join((ROOT / file).read_text(encoding="utf-8") for file in ("requirements.in", "requirements-dev.in"))
    assert [line for line in wanted.splitlines() if "==" in line and not re.search(r"\S +# .+", line)] == []


def test_make_help_tells_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    told = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  ([a-z]+) +\S", told, re.MULTILINE) == targets
    assert re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE) == [" ".join(targets)]
