"""What every test shares: outside data, the samples, the golden flag, and a closed network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from qa import BudgetQA

ROOT = Path(__file__).resolve().parent.parent
# Outside data (real budgets, gold cells, questions) is found through this variable, which is named here only.
ACCEPTANCE_VARIABLE = "BUDGETQA_ACCEPTANCE"

# The same examples on every machine, however slow, and nothing written beside the code.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flag that rewrites golden files; a test keeps it off in ordinary runs."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew, then read the diff")


@pytest.fixture(scope="session")
def acceptance() -> Path:
    """The folder of outside data; a test that asks for it skips where it is absent."""
    folder = Path(os.environ.get(ACCEPTANCE_VARIABLE) or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no acceptance data at {folder}; set {ACCEPTANCE_VARIABLE} to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the five bundled sample budgets."""
    return ROOT / "corpus" / "samples"


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten instead of compared."""
    return bool(request.config.getoption("--update-golden"))


class NetworkUsed(RuntimeError):
    """A test reached for the network; the product works offline."""


@pytest.fixture
def loopback() -> None:
    """A test that asks for this may talk to a server on this machine, and still to nothing else."""


THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def offline(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every socket but AF_UNIX ones (event loops wake themselves through those), and every name look-up."""
    if "loopback" in request.fixturenames:
        only_this_machine(monkeypatch)
        return
    opened = socket.socket.__init__

    def guarded(self: socket.socket, family: int = -1, *rest: Any, **named: Any) -> None:
        if family != socket.AF_UNIX:
            raise NetworkUsed(f"a test opened a network socket (family {family})")
        opened(self, family, *rest, **named)

    def no_names(host: object, *_: Any, **__: Any) -> None:
        raise NetworkUsed(f"a test looked up {host!r}")

    monkeypatch.setattr(socket.socket, "__init__", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", no_names)


def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every address and name but this machine's."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in THIS_MACHINE:
            raise NetworkUsed(f"a test reached for {address!r}")
        connect(self, address)

    def own_name(host: Any, *rest: Any, **named: Any) -> Any:
        if host not in THIS_MACHINE:
            raise NetworkUsed(f"a test looked up {host!r}")
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", own_name)


@pytest.fixture(scope="session")
def sample_index(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the samples with the hash encoder, which needs no model. Read-only: copy it to break it."""
    from index.build import build_index

    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index([samples], folder, encoder="hash")
    return folder


@pytest.fixture(scope="session")
def budgets(sample_index: Path) -> Iterator[BudgetQA]:
    """Questions over the sample index."""
    from qa import BudgetQA

    with BudgetQA.open(sample_index) as opened:
        yield opened


@pytest.fixture(scope="session")
def real_index(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the samples with the default encoder, for tests of prose and meaning (marked slow)."""
    from index.build import build_index

    folder = tmp_path_factory.mktemp("real") / "index"
    build_index([samples], folder)
    return folder


@pytest.fixture(scope="session")
def real_budgets(real_index: Path) -> Iterator[BudgetQA]:
    """Questions over the index with the default encoder."""
    from qa import BudgetQA

    with BudgetQA.open(real_index) as opened:
        yield opened
