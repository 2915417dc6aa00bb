"""Conversations by id: apart from each other, limited, expiring, safe between threads, over an index that is built anew."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.build import build_index
from qa import BudgetQA, Conversations, QuestionError
from qa.live import LiveIndex

OWNERS = {
    "忻州人大2023年": "541.80",
    "泽州人大2024年": "560.78",
    "临汾人大2021年": "1122.00",
    "岚县人大2025年": "383.86",
}


@pytest.fixture
def chats(sample_index: Path) -> Iterator[Conversations]:
    with Conversations.open(sample_index) as opened:
        yield opened


def first(chats: Conversations, name: str, text: str) -> str:
    value = chats.ask(name, text).values[0]
    return f"{value.label} {value.amount}"


def test_follow_up_belongs_to_its_own_conversation(chats: Conversations) -> None:
    assert first(chats, "甲", "忻州人大2023年项目支出多少") == "项目支出 541.80"
    assert first(chats, "乙", "泽州人大2024年项目支出多少") == "项目支出 560.78"
    assert first(chats, "甲", "基本支出呢") == "基本支出 1337.56"
    assert chats.ask("丙", "基本支出呢").status == "ambiguous"
    assert len(chats) == 3


def test_many_threads_mix_nothing_up(chats: Conversations, budgets: BudgetQA) -> None:
    items = ["基本支出", "印刷费", "差旅费", "项目支出", "办公费", "三公经费"]

    def talk(number: int) -> list[tuple[str, str]]:
        owner = list(OWNERS)[number % len(OWNERS)]
        turns = [f"{owner}项目支出多少", *(f"{item}呢" for item in items[number % 6 :] + items)]
        right = budgets.session()
        found = []
        for turn in turns:
            answer, wanted = chats.ask(f"线程{number}", turn), right.ask(turn)
            if (answer.status, answer.values) != (wanted.status, wanted.values):
                found.append((turn, answer.text))
        return found

    with ThreadPoolExecutor(12) as threads:
        assert [fault for faults in threads.map(talk, range(36)) for fault in faults] == []


def test_asyncio_gathers_conversations(chats: Conversations) -> None:
    async def together() -> list[str]:
        answers = await asyncio.gather(*(chats.ask_async(owner, f"{owner}项目支出多少") for owner in OWNERS))
        messages = await asyncio.gather(*(chats.reply_async(owner, "基本支出呢") for owner in OWNERS))
        assert all("基本支出" in message for message in messages)
        return [str(answer.values[0].amount) for answer in answers]

    assert asyncio.run(together()) == list(OWNERS.values())


def test_more_goes_on_in_the_same_conversation(chats: Conversations) -> None:
    begin = chats.reply("甲", "忻州人大主要职责是什么")
    assert begin.endswith("（未完，回复“更多”看后面）")
    assert chats.reply("乙", "更多") == "没有更多了，请接着提问。"
    rest = chats.reply("甲", "更多")
    assert "来源：001_xinzhou_renda_2023.md" in rest and rest != begin
    assert chats.reply("甲", "更多") == "没有更多了，请接着提问。"
    assert "1337.56万元" in chats.reply("甲", "基本支出呢")


def test_longest_unused_conversation_is_forgotten_at_the_limit(sample_index: Path) -> None:
    with Conversations.open(sample_index, limit=2) as chats:
        chats.ask("甲", "忻州人大2023年项目支出多少")
        chats.ask("乙", "泽州人大2024年项目支出多少")
        chats.ask("甲", "基本支出呢")
        chats.ask("丙", "岚县人大2025年项目支出多少")
        assert len(chats) == 2
        assert first(chats, "甲", "项目支出呢") == "项目支出 541.80"
        assert chats.ask("乙", "基本支出呢").status == "ambiguous"


def test_conversation_expires_after_its_idle_time(sample_index: Path) -> None:
    now = [0.0]
    with Conversations(LiveIndex(sample_index), idle_seconds=60, clock=lambda: now[0]) as chats:
        chats.ask("甲", "忻州人大2023年项目支出多少")
        now[0] = 59
        assert first(chats, "甲", "基本支出呢") == "基本支出 1337.56"
        now[0] = 59 + 60
        assert chats.ask("甲", "基本支出呢").status == "ambiguous"


def test_forgotten_conversation_begins_anew(chats: Conversations) -> None:
    chats.ask("甲", "忻州人大2023年项目支出多少")
    assert chats.forget("甲") and not chats.forget("甲")
    assert chats.ask("甲", "基本支出呢").status == "ambiguous"


def test_refused_turn_is_not_remembered(chats: Conversations) -> None:
    chats.ask("甲", "忻州人大2023年项目支出多少")
    with pytest.raises(QuestionError):
        chats.ask("甲", "  ")
    assert first(chats, "甲", "基本支出呢") == "基本支出 1337.56"


def test_endless_conversation_keeps_whom_it_is_about(chats: Conversations) -> None:
    chats.ask("甲", "忻州人大2023年项目支出多少")
    for number in range(150):
        item, amount = (("基本支出", "1337.56"), ("项目支出", "541.80"))[number % 2]
        assert first(chats, "甲", f"{item}呢") == f"{item} {amount}"


def test_new_index_is_taken_up_and_the_conversation_goes_on(samples: Path, tmp_path: Path) -> None:
    documents, index = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    shutil.copy(samples / "001_xinzhou_renda_2023.md", documents)
    build_index([documents], index, encoder="hash")
    with Conversations.open(index) as chats:
        assert first(chats, "甲", "忻州人大2023年项目支出多少") == "项目支出 541.80"
        for _ in range(70):
            chats.ask("甲", "基本支出呢")
        assert chats.ask("乙", "泽州人大2024年项目支出多少").status == "not_found"
        shutil.copy(samples / "002_zezhou_renda_2024.md", documents)
        build_index([documents], index, encoder="hash")
        time.sleep(0.6)  # the folder is looked at twice a second
        assert first(chats, "乙", "泽州人大2024年项目支出多少") == "项目支出 560.78"
        assert first(chats, "甲", "基本支出呢") == "基本支出 1337.56"


def test_broken_new_index_leaves_the_old_one_answering(sample_index: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(sample_index, index)
    told: list[str] = []
    live = LiveIndex(index, on_fault=told.append)
    with Conversations(live) as chats:
        (index / "index.json").write_text(json.dumps({"schema": -1}), "utf-8")
        time.sleep(0.6)
        assert first(chats, "甲", "忻州人大2023年项目支出多少") == "项目支出 541.80"
        assert len(told) == 1 and told[0].startswith("新的索引打不开，继续用原来的：")


def test_old_index_stays_open_while_it_is_used_and_is_closed_after(sample_index: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    shutil.copytree(sample_index, index)
    live = LiveIndex(index)
    with live.use() as old:
        (index / "index.json").touch()
        time.sleep(0.6)
        with live.use() as new:
            assert new is not old
        assert old.ask("忻州人大2023年项目支出多少").status == "answered"
    assert old.store._connections == []
    live.close()
