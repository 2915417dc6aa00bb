"""The encoder seam: our own weights read two ways, a fake, and honest words where there is no model."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelMissing
from index.encoder import DEFAULT, HashEncoder, StaticEncoder, encoded_text, load_encoder
from index.retrieve import Retriever
from index.store import Store
from index.tokens import default_model_folder

TEXTS = [
    "机关运行经费",
    "忻州人大2023年项目支出",
    "公务用车运行维护费",
    "第三部分 情况说明 因公出国（境）费",
    "A4纸 1箱",
    "嫑",
]


@pytest.fixture(scope="module")
def static() -> StaticEncoder:
    return StaticEncoder()


@pytest.mark.slow
def test_numpy_and_sentence_transformers_give_the_same_vectors(static: StaticEncoder) -> None:
    ours = static.encode(TEXTS)
    theirs = load_encoder(for_building=True).encode(TEXTS)
    assert ours.shape == theirs.shape == (len(TEXTS), static.dimensions)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


@pytest.mark.slow
def test_our_own_model_named_by_folder_is_fed_pieces_too(static: StaticEncoder, tmp_path: Path) -> None:
    folder = tmp_path / "retrained"
    shutil.copytree(default_model_folder(), folder)
    np.testing.assert_allclose(load_encoder(str(folder)).encode(TEXTS), static.encode(TEXTS), atol=1e-6)


@pytest.mark.slow
def test_empty_text_is_nothing_for_sentence_transformers_too() -> None:
    vectors = load_encoder(for_building=True).encode(["", "会议费"])
    assert not vectors[0].any()
    assert np.linalg.norm(vectors[1]) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("encoder", [HashEncoder(), StaticEncoder()], ids=["hash", "static"])
def test_vectors_have_length_one_and_text_without_words_is_the_zero_vector(
    encoder: HashEncoder | StaticEncoder,
) -> None:
    vectors = encoder.encode([*TEXTS[:5], "", "，。？"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (7, encoder.dimensions)
    assert np.linalg.norm(vectors[:5], axis=1) == pytest.approx(np.ones(5), abs=1e-3)
    assert not vectors[5].any()
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_static_encoder_knows_nothing_of_punctuation(static: StaticEncoder) -> None:
    assert not static.encode(["，。？！《》"]).any()


@pytest.mark.parametrize(
    ("asked", "meant", "other"),
    [
        ("烧暖气", "取暖费", "会议费"),
        ("租东西", "租赁费", "办公费"),
        ("寄东西打电话", "邮电费", "会议费"),
        ("公车加油", "公务用车运行维护费", "培训费"),
        ("发工资", "基本工资", "维修(护)费"),
    ],
)
def test_alike_meanings_are_nearer_than_unlike_ones(static: StaticEncoder, asked: str, meant: str, other: str) -> None:
    question, near, far = static.encode([asked, meant, other])
    assert question @ near > question @ far


def test_default_encoder_of_answering_is_the_numpy_one() -> None:
    assert [type(load_encoder(name)) for name in (None, "", DEFAULT)] == [StaticEncoder] * 3
    assert load_encoder("hash").name == "hash"


@pytest.mark.slow
def test_model_that_is_not_there_is_told_in_one_line_without_network() -> None:
    # The network is closed for every test: reaching for it would raise something else.
    with pytest.raises(ModelMissing) as raised:
        load_encoder("no-such-folder")
    message = str(raised.value)
    assert "no-such-folder" in message and "--encoder" in message
    assert "\n" not in message


def test_damaged_model_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="编码器文件缺失或损坏"):
        StaticEncoder(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelMissing, match="编码器文件缺失或损坏"):
        StaticEncoder(tmp_path)


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("忻州人大2023年项目支出", "项目支出"),
        ("2010108 代表工作 144.96万元", "代表工作"),
        ("占29.5%", "占"),
        ("２０２４年度会议费", "会议费"),
        ("二〇二三年会议费", "会议费"),
        ("23年度会议费", "会议费"),
        ("20101人大事务", "人大事务"),
        ("价值50万的设备", "价值的设备"),
    ],
)
def test_filters_are_no_meaning_and_are_not_encoded(text: str, encoded: str) -> None:
    assert encoded_text(text, organisations=("忻州人大",)).strip() == encoded


def test_importing_the_encoder_loads_no_heavy_library() -> None:
    heavy = ["torch", "sentence_transformers", "transformers", "jieba", "faiss", "sqlite_utils"]
    code = f"import sys, index.encoder; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_answering_a_figure_loads_no_heavy_library(sample_index: Path) -> None:
    heavy = ["torch", "sentence_transformers", "transformers", "jieba", "faiss", "sqlite_utils", "rapidfuzz"]
    code = (
        "import sys; from qa import BudgetQA\n"
        "answer = BudgetQA.open(sys.argv[1]).ask('忻州人大2023年项目支出多少')\n"
        f"print(answer.values[0].amount, [name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(sample_index)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "541.80 []"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "region", "told"),
    [
        ("冬天烧暖气要花多少钱", "临汾市", "取暖费"),
        ("机关运行经费为什么增加", "忻州市", "机关运行经费"),
        ("办公用房有多大", "岚县", "办公用房"),
        ("要去哪里租云平台", "忻州市", "云平台"),
    ],
)
def test_default_encoder_finds_the_row_or_section_among_the_first_five(
    real_index: Path, question: str, region: str, told: str
) -> None:
    store = Store(real_index)
    own = [document.id for document in store.documents if document.region == region]
    hits = Retriever(store).search(question, own, top=5)
    store.close()
    assert any(told in hit.chunk.text for hit in hits)
