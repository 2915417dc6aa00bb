"""Budgets read once for all tests of corpus/."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from pdf_writer import blocks_to_html

from corpus.budget import read_budget
from corpus.model import Budget


@pytest.fixture(scope="session")
def sample_budgets(samples: Path) -> dict[str, Budget]:
    """The five samples understood, by the number that their file names begin with."""
    return {path.name[:3]: read_budget(path) for path in sorted(samples.glob("[0-9]*.md"))}


@pytest.fixture(scope="session")
def seed_budgets(acceptance: Path) -> dict[str, Budget]:
    """The originals of the five samples, by the same numbers."""
    folder = acceptance / "seeds"
    if not folder.is_dir():
        pytest.skip(f"no folder of originals at {folder}")
    return {path.name[:3]: read_budget(path) for path in sorted(folder.glob("*.txt"))}


@pytest.fixture(scope="session")
def printed_by_libreoffice(
    sample_budgets: dict[str, Budget], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """The samples printed to PDF by LibreOffice, by number."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed (Debian: libreoffice-writer-nogui, fonts-noto-cjk)")
    folder = tmp_path_factory.mktemp("office")
    for number, sample in sample_budgets.items():
        (folder / f"{number}.html").write_text(blocks_to_html(sample.document.blocks), "utf-8")
    command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    command += ["--convert-to", "pdf:writer_web_pdf_Export", "--outdir", str(folder)]
    pages = [str(folder / f"{number}.html") for number in sample_budgets]
    subprocess.run([*command, *pages], capture_output=True, check=True, timeout=120)
    return {number: folder / f"{number}.pdf" for number in sample_budgets}
