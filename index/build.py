"""Documents into an index: read, write facts and chunks, encode, and swap the finished index in."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from sqlite_utils import Database

from corpus.budget import read_budget
from corpus.errors import CorpusError, ReadError, StoreError
from corpus.identity import region_of
from corpus.model import Budget, Cell, Finding, Table
from corpus.money import plain_number
from corpus.readers import SUFFIXES
from corpus.text import match_key
from index.aliases import aliases_of
from index.chunks import chunks_of
from index.encoder import Encoder, load_encoder
from index.manifest import Manifest, read_manifest, write_manifest
from index.schema import create_tables
from index.schema_version import SCHEMA_VERSION
from index.tokens import words
from index.vectors import Vectors, read_vectors, write_vectors

# Files that lie beside budgets and are none.
_NOT_BUDGETS = frozenset({"readme.md", "changelog.md", "license.md", "license.txt"})


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: documents and facts in the index, files skipped with the reason, whether anything changed."""

    documents: int
    facts: int
    skipped: tuple[str, ...]
    unchanged: bool
    notes: tuple[str, ...] = field(default=())


# The largest integer that SQLite holds: 92 trillion 元, three times all budgets of the country. More is a misprint.
_MOST_FEN = 2**63 - 1

Progress = Callable[[str, int, int], None]


def _silent(_stage: str, _done: int, _total: int) -> None:
    return None


def files_under(paths: Iterable[Path]) -> list[Path]:
    """The budget files of files and folders, each once, in the order of their names.

    A folder is walked without following links to folders, so a link that loops ends nowhere.
    Raises: ReadError for a path that does not exist, or when nothing readable is found.
    """
    found: dict[Path, None] = {}
    asked = list(paths)
    for path in asked:
        if path.is_dir():
            for file in sorted(_walk(path)):
                found.setdefault(file, None)
        elif path.exists():
            found.setdefault(path, None)
        else:
            raise ReadError(f"{path}：没有这个文件或文件夹，请检查路径")
    if not found:
        where = "、".join(str(path) for path in asked)
        raise ReadError(f"{where}：没有可读的预算文件（支持 {'、'.join(SUFFIXES)}）")
    return list(found)


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        elif path.is_file() and path.suffix.lower() in SUFFIXES and path.name.lower() not in _NOT_BUDGETS:
            yield path


def build_index(
    paths: Iterable[Path],
    folder: Path,
    *,
    encoder: str | None = None,
    progress: Progress = _silent,
    jobs: int = 1,
) -> BuildReport:
    """Make `folder` the index of the budgets under `paths`; what it held before is replaced, all or nothing.

    Args: encoder is a name or folder, None for the default; progress hears (stage, done, total); jobs processes read.
    Raises: ReadError when nothing can be read, StoreError when the folder cannot be written, ModelMissing.
    """
    files = files_under(paths)
    sources = {str(path.absolute()): _digest(path) for path in files}
    old = _old_manifest(folder)
    wanted = encoder or None
    if old is not None and old.sources == sources and (wanted is None or wanted == old.encoder):
        return BuildReport(old.documents, old.facts, (), unchanged=True)
    budgets, skipped, notes = _read_all(files, progress, jobs)
    if not budgets:
        raise ReadError("没有一个文件能读成预算：" + "；".join(skipped))
    generation = secrets.token_hex(6)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"budget-{generation}.sqlite"
        database = Database(target)
    except OSError as error:
        raise StoreError(f"{folder}：无法写入索引（{error.strerror}），请换一个位置或检查权限") from error
    try:
        facts, texts = _write(database, budgets, progress)
        maker = load_encoder(wanted, for_building=True)
        vectors = _encoded(texts, maker, _known_vectors(folder, old, maker), progress)
        write_vectors(folder / f"vectors-{generation}.faiss", vectors)
        database.close()
        manifest = Manifest(SCHEMA_VERSION, maker.name, int(vectors.shape[1]), generation, sources, len(budgets), facts)
        write_manifest(folder, manifest)
    except BaseException:
        for path in folder.glob(f"*-{generation}.*"):
            path.unlink(missing_ok=True)
        raise
    return BuildReport(len(budgets), facts, tuple(skipped), unchanged=False, notes=tuple(notes))


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _old_manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except StoreError:
        return None


def _read_all(
    files: Sequence[Path], progress: Progress, jobs: int
) -> tuple[list[tuple[Path, Budget]], list[str], list[str]]:
    budgets: list[tuple[Path, Budget]] = []
    skipped: list[str] = []
    notes: list[str] = []
    seen: dict[str, Path] = {}
    for done, (path, read) in enumerate(_reads(files, jobs)):
        progress("阅读", done, len(files))
        if isinstance(read, str):
            skipped.append(read)
            continue
        digest = read.document.content_hash
        if digest in seen:
            notes.append(f"{path}：与 {seen[digest].name} 内容相同，只计一次")
            continue
        seen[digest] = path
        if not read.identity.organisation or not read.identity.fiscal_year:
            notes.append(f"{path}：认不出单位或年度，问到它时请写文件名")
        budgets.append((path, read))
    progress("阅读", len(files), len(files))
    return budgets, skipped, notes


def _reads(files: Sequence[Path], jobs: int) -> Iterator[tuple[Path, Budget | str]]:
    if jobs <= 1 or len(files) < 2 * jobs:
        yield from ((path, _read(path)) for path in files)
        return
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        yield from zip(files, pool.map(_read, files, chunksize=8), strict=True)


def _read(path: Path) -> Budget | str:
    """A budget, or the line that says why the file is none."""
    try:
        return read_budget(path)
    except CorpusError as error:
        return str(error)


def _write(database: Database, budgets: Sequence[tuple[Path, Budget]], progress: Progress) -> tuple[int, list[str]]:
    """All documents into the database; the number of facts, and the distinct texts to be encoded in their order."""
    texts: dict[str, int] = {}
    facts = chunk_id = 0
    with database.atomic():
        create_tables(database)
        for done, (path, budget) in enumerate(budgets):
            progress("写入", done, len(budgets))
            document_id = budget.document.content_hash[:16]
            database.table("documents").insert(_document_record(document_id, path, budget))
            for number, table in enumerate(budget.tables, start=1):
                facts += _write_table(database, document_id, number, table)
            database.table("sections").insert_all(_section_records(document_id, budget))
            database.table("findings").insert_all(
                (
                    {"document_id": document_id} | asdict(finding)
                    for finding in (*budget.findings, *_beyond_all_budgets(budget))
                ),
                ignore=True,
            )
            chunk_id = _write_chunks(database, document_id, budget, texts, chunk_id)
        database.table("texts").insert_all({"id": number, "text": text} for text, number in texts.items())
        database.table("aliases").insert_all(_alias_records(budgets), ignore=True)
    progress("写入", len(budgets), len(budgets))
    return facts, list(texts)


def _document_record(document_id: str, path: Path, budget: Budget) -> dict[str, object]:
    identity = budget.identity
    return {
        "id": document_id,
        "name": budget.document.name,
        "organisation": identity.organisation or path.stem,
        "region": identity.region,
        "region_code": identity.region_code,
        "level": identity.level,
        "fiscal_year": identity.fiscal_year,
        "kind": identity.kind,
        "scope": identity.scope,
        "paraphrased": int(budget.document.paraphrased),
        "path": str(path.absolute()),
    }


def _write_table(database: Database, document_id: str, number: int, table: Table) -> int:
    columns = [[column.index, list(column.path), column.role, column.measure] for column in table.columns]
    database.table("tables").insert(
        {
            "document_id": document_id,
            "number": number,
            "title": table.title,
            "kind": table.kind,
            "money_unit": table.money_unit,
            "caption_line": table.caption_line,
            "first_line": table.first_line,
            "last_line": table.last_line,
            "note": table.note,
            "owner": table.owner,
            "aligned_by": table.aligned_by,
            "columns": json.dumps(columns, ensure_ascii=False),
        }
    )
    place: dict[str, object] = {"document_id": document_id, "table_number": number}
    database.table("rows").insert_all(
        place
        | {
            "number": row.number,
            "line": row.line,
            "side": row.side,
            "item": row.item,
            "subject": row.subject,
            "subject_key": match_key(row.subject),
            "code": row.code,
            "path": json.dumps(row.path, ensure_ascii=False),
            "role": row.role,
            "gov_subject": row.gov_subject,
            "budget_unit": row.budget_unit,
        }
        for row in table.rows
    )
    database.table("facts").insert_all(
        place
        | {
            "row_number": cell.row.number,
            "line": cell.line,
            "cell": cell.cell,
            "column_path": cell.column.title,
            "measure": cell.column.measure,
            # sqlite-utils turns a Decimal into float: the amount goes in as the text it was printed as.
            "amount": plain_number(cell.money.amount),
            "money_unit": cell.money.money_unit,
            "fen": cell.money.fen,
        }
        for cell in _storable(table)
    )
    return len(_storable(table))


def _storable(table: Table) -> list[Cell]:
    return [cell for cell in table.cells if abs(cell.money.fen) <= _MOST_FEN]


def _beyond_all_budgets(budget: Budget) -> Iterator[Finding]:
    """A fault for each amount that no budget can have (figures run together by the scan): it is told and left out."""
    for table in budget.tables:
        for cell in table.cells:
            if abs(cell.money.fen) > _MOST_FEN:
                amount = plain_number(cell.money.amount) + cell.money.money_unit
                place = f"《{table.title}》第{cell.line}行“{cell.row.item}”"
                yield Finding("amount", f"{place}：{amount}超出一切预算，应是识别错误；此格未计入", cell.line)


def _section_records(document_id: str, budget: Budget) -> Iterator[dict[str, object]]:
    for number, section in enumerate(budget.sections, start=1):
        told = [[s.text, s.first_line, s.last_line] for s in section.sentences]
        yield {
            "document_id": document_id,
            "number": number,
            "path": json.dumps(section.path, ensure_ascii=False),
            "kind": section.kind,
            "first_line": section.first_line,
            "last_line": section.last_line,
            "sentences": json.dumps(told, ensure_ascii=False),
        }


def _write_chunks(database: Database, document_id: str, budget: Budget, texts: dict[str, int], last: int) -> int:
    for chunk in chunks_of(budget):
        last += 1
        text_id = texts.setdefault(chunk.text, len(texts))
        database.table("chunks").insert(
            {
                "id": last,
                "document_id": document_id,
                "kind": chunk.kind,
                "reference": chunk.reference,
                "text_id": text_id,
            }
        )
        database.execute(
            "INSERT INTO chunks_fts (rowid, scope, tokens) VALUES (?, ?, ?)",
            (last, document_id, " ".join(words(chunk.text))),
        )
    return last


def _alias_records(budgets: Sequence[tuple[Path, Budget]]) -> Iterator[dict[str, object]]:
    for path, budget in budgets:
        organisation = budget.identity.organisation or path.stem
        for alias, strength in aliases_of(organisation, region=budget.identity.region):
            yield {"alias": alias, "organisation": organisation, "budget_unit": "", "strength": strength}
        for unit in _sub_units(budget):
            for alias, strength in _unit_aliases(unit, organisation):
                yield {"alias": alias, "organisation": organisation, "budget_unit": unit, "strength": strength}


def _sub_units(budget: Budget) -> list[str]:
    own = match_key(budget.identity.organisation)
    units = {row.budget_unit for table in budget.tables for row in table.rows if row.budget_unit and row.role == "unit"}
    return sorted(unit for unit in units if match_key(unit) != own and not own.endswith(match_key(unit)))


def _unit_aliases(unit: str, organisation: str) -> Iterator[tuple[str, int]]:
    """中共临汾市委组织部党员教育中心 is also 党员教育中心, and 临汾市委组织部党员教育中心."""
    yield from ((alias, max(strength, 2)) for alias, strength in aliases_of(unit))
    own = unit.removeprefix(organisation)
    if own != unit and len(own) >= 3:
        yield match_key(own), 2
        region = region_of(organisation)
        if region:
            yield match_key(region.name + own), 2


def _known_vectors(folder: Path, old: Manifest | None, maker: Encoder) -> dict[str, Vectors]:
    """Vectors of texts that the old index already holds, so that only new texts are encoded."""
    if old is None or old.encoder != maker.name or not old.vectors(folder).is_file():
        return {}
    vectors = read_vectors(old.vectors(folder))
    rows = Database(old.database(folder)).execute("SELECT id, text FROM texts").fetchall()
    return {text: vectors[number] for number, text in rows if number < len(vectors)}


def _encoded(texts: Sequence[str], maker: Encoder, known: dict[str, Vectors], progress: Progress) -> Vectors:
    fresh = [text for text in texts if text not in known]
    batch = 512
    for start in range(0, len(fresh), batch):
        progress("编码", start, len(fresh))
        part = fresh[start : start + batch]
        known.update(zip(part, maker.encode(part), strict=True))
    progress("编码", len(fresh), len(fresh))
    return np.stack([known[text] for text in texts]).astype(np.float32)
