"""Conversations by id, for bots and servers: a limit, an expiry, safe between threads and from asyncio."""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from qa.answer import Answer
from qa.assistant import BudgetQA
from qa.bot_text import answer_to_bot, asks_for_more, nothing_more
from qa.dialogue import Session
from qa.live import LiveIndex
from qa.locations import index_folder

MOST_CONVERSATIONS = 10_000
IDLE_SECONDS = 1800.0
# A turn leans on the few before it. At the first number of turns, all but the last few are forgotten.
_MOST_TURNS = 60
_TURNS_KEPT = 20


@dataclass(slots=True, eq=False)
class _Conversation:
    """What one asker has said; the lock lets one turn at a time in."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    turns: list[str] = field(default_factory=list)
    scope: str = ""
    session: Session | None = None
    budgets: BudgetQA | None = None
    answer: Answer | None = None
    pages: tuple[str, ...] = ()
    used: float = 0.0

    def session_over(self, budgets: BudgetQA) -> Session:
        """Its session; made anew from the turns where the index is a new one."""
        if self.session is None or self.budgets is not budgets:
            self.session, self.budgets = budgets.session(), budgets
            for turn in (self.scope, *self.turns):
                self.session.hear(turn)
        return self.session

    def remember(self, text: str, session: Session) -> None:
        """Add a turn; where they have become many, the oldest are forgotten, save whom they were about."""
        self.turns.append(text)
        if len(self.turns) >= _MOST_TURNS:
            self.turns = self.turns[-_TURNS_KEPT:]
            self.scope = session.trim(_TURNS_KEPT)


class Conversations:
    """Many conversations over one index, each known by an id; use it from any thread.

    >>> from qa import Conversations
    >>> from qa.samples import samples_index
    >>> with Conversations.open(samples_index(tell=lambda line: None)) as chats:
    ...     first = chats.ask("群一", "忻州人大2023年项目支出多少")
    ...     second = chats.ask("群一", "基本支出呢")
    >>> first.values[0].amount, second.values[0].label
    (Decimal('541.80'), '基本支出')
    """

    def __init__(
        self,
        index: LiveIndex,
        *,
        limit: int = MOST_CONVERSATIONS,
        idle_seconds: float = IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args: limit, so many are remembered, the longest unused go first; idle_seconds, after which one is forgotten;
        clock, seconds that only grow."""
        self._index = index
        self._limit, self._idle, self._clock = limit, idle_seconds, clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _Conversation] = OrderedDict()

    @classmethod
    def open(
        cls,
        index: str | os.PathLike[str] | None = None,
        *,
        limit: int = MOST_CONVERSATIONS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> Conversations:
        """Over an index folder, found as by `BudgetQA.open`; when that is built anew, the conversations go on over the new one.

        Raises: StoreMissing, StoreStale.
        """
        return cls(LiveIndex(index_folder(index)), limit=limit, idle_seconds=idle_seconds)

    def __enter__(self) -> Conversations:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._known)

    def close(self) -> None:
        """Forget all conversations and close the index."""
        with self._lock:
            self._known.clear()
        self._index.close()

    def ask(self, conversation: str, text: str) -> Answer:
        """The answer to the next turn of a conversation; an unknown id begins one.

        Raises: QuestionError as BudgetQA.ask; such a turn is not remembered.
        """
        with self._turn(conversation) as talk:
            return self._ask(talk, text)

    def reply(self, conversation: str, text: str) -> str:
        """The same as one message of a chat bot (bot_text.answer_to_bot); to `更多`, the next message of the last answer.

        Raises: QuestionError as ask.
        """
        return self.exchange(conversation, text)[1]

    def exchange(self, conversation: str, text: str) -> tuple[Answer | None, str]:
        """The answer that is being told and the message to send; None where `更多` is said before any question.

        Raises: QuestionError as ask.
        """
        with self._turn(conversation) as talk:
            if not asks_for_more(text):
                talk.pages = answer_to_bot(self._ask(talk, text))
            if not talk.pages:
                return talk.answer, nothing_more()
            page, talk.pages = talk.pages[0], talk.pages[1:]
            return talk.answer, page

    async def ask_async(self, conversation: str, text: str) -> Answer:
        """`ask` in a thread of its own, so that the event loop goes on."""
        # asyncio takes as long to import as the rest of a cold question; only who awaits needs it.
        from asyncio import to_thread

        return await to_thread(self.ask, conversation, text)

    async def reply_async(self, conversation: str, text: str) -> str:
        """`reply` in a thread of its own."""
        from asyncio import to_thread

        return await to_thread(self.reply, conversation, text)

    def forget(self, conversation: str) -> bool:
        """Forget a conversation; whether there was one."""
        with self._lock:
            return self._known.pop(conversation, None) is not None

    def _ask(self, talk: _Conversation, text: str) -> Answer:
        with self._index.use() as budgets:
            session = talk.session_over(budgets)
            started = time.perf_counter()
            answer = session.ask(text)
            talk.remember(text, session)
            talk.answer = answer.timed((time.perf_counter() - started) * 1000)
            return talk.answer

    @contextmanager
    def _turn(self, conversation: str) -> Iterator[_Conversation]:
        talk = self._conversation(conversation)
        with talk.lock:
            yield talk

    def _conversation(self, name: str) -> _Conversation:
        now = self._clock()
        with self._lock:
            while self._known and now - next(iter(self._known.values())).used >= self._idle:
                self._known.popitem(last=False)
            talk = self._known.setdefault(name, _Conversation())
            talk.used = now
            self._known.move_to_end(name)
            while len(self._known) > self._limit:
                self._known.popitem(last=False)
            return talk
