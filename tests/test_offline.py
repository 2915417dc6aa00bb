"""The guards that conftest.py puts around every test."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_network_socket_is_refused(family: int) -> None:
    with pytest.raises(RuntimeError, match="network socket"):
        socket.socket(family, socket.SOCK_STREAM)


def test_name_lookup_is_refused() -> None:
    with pytest.raises(RuntimeError, match="looked up"):
        socket.create_connection(("example.org", 80), timeout=0.1)


@pytest.mark.usefixtures("loopback")
def test_loopback_reaches_this_machine_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=5) as client:
            client.sendall(b"x")
            with server.accept()[0] as accepted:
                assert accepted.recv(1) == b"x"
        with pytest.raises(RuntimeError, match="reached for"), socket.socket() as other:
            other.connect(("192.0.2.1", 80))
        with pytest.raises(RuntimeError, match="looked up"):
            socket.create_connection(("example.org", 80), timeout=0.1)


def test_local_socket_pair_still_works() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"x")
        assert right.recv(1) == b"x"


def test_golden_files_are_compared_and_not_rewritten(update_golden: bool) -> None:
    assert not update_golden, "golden files were rewritten: read the diff, then run again without --update-golden"


def test_no_command_of_the_project_rewrites_golden_files() -> None:
    commands = [ROOT / "pyproject.toml", ROOT / "README.md", ROOT / "Makefile", *(ROOT / ".ci").iterdir()]
    texts = {path.name: path.read_text("utf-8") for path in commands if path.is_file()}
    assert "run" in texts
    assert [name for name, text in texts.items() if "--update-golden" in text] == []


def test_acceptance_variable_is_named_in_one_place_of_the_tests() -> None:
    named = [
        path.name
        for path in (ROOT / "tests").rglob("*.py")
        if re.search("BUDGETQA_" + "ACCEPTANCE", path.read_text("utf-8"))
    ]
    assert named == ["conftest.py"]
