"""What the server tells of itself: a JSON line a request in the log, and figures for Prometheus. Never a question's text unasked."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

LOGGER = "budgetqa.service"
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
_LONGEST_PATH = 200
# Anything else is one label: nobody outside decides how many there are.
_PATHS = frozenset(
    {"/ask", "/documents", "/facts", "/findings", "/healthz", "/metrics", "/v1/chat/completions", "/v1/models"}
)
_METHODS = frozenset({"GET", "POST", "OPTIONS", "HEAD", "PUT", "DELETE", "PATCH"})


class JsonLines(logging.Formatter):
    """A log record as one line of JSON: time, level, event, and what came with it."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        told |= getattr(record, "told", {})
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class Telemetry:
    """Counts and logs; one for each application."""

    def __init__(self, *, log_questions: bool) -> None:
        """Args: log_questions, whether the text of questions may stand in the log."""
        self._log = logging.getLogger(LOGGER)
        self._log_questions = log_questions
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "budgetqa_requests", "HTTP requests", ("path", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "budgetqa_request_seconds", "Time of a request", ("path",), buckets=_SECONDS, registry=self.registry
        )
        self._answers = Counter("budgetqa_answers", "Answers by status", ("status",), registry=self.registry)
        self._faults = Counter("budgetqa_faults", "Requests that failed by a fault of ours", registry=self.registry)
        self.conversations = Gauge("budgetqa_conversations", "Conversations remembered", registry=self.registry)
        self.documents = Gauge("budgetqa_documents", "Documents of the index", registry=self.registry)

    def answered(self, record: dict[str, Any], question: str, status: str, milliseconds: float) -> None:
        """An answer was given; the line of its request will tell its status."""
        self._answers.labels(status).inc()
        record |= {"answer": status, "answer_ms": milliseconds}
        if self._log_questions:
            record["question"] = question

    def request(self, scope: Mapping[str, Any], record: dict[str, Any], status: int, seconds: float) -> None:
        """A request has ended."""
        path = scope["path"] if scope["path"] in _PATHS else "other"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(path, method, str(status)).inc()
        self._seconds.labels(path).observe(seconds)
        if not self._log.isEnabledFor(logging.INFO):
            return
        told = {key: value for key, value in record.items() if key not in ("begun", "key")}
        told |= {"method": method, "path": scope["path"][:_LONGEST_PATH], "status": status}
        self._log.info("request", extra={"told": told | {"ms": round(seconds * 1000, 1)}})

    def fault(self, record: Mapping[str, Any], error: BaseException) -> None:
        """A fault of ours, with its trace."""
        self._faults.inc()
        self._log.error("fault", exc_info=error, extra={"told": {"id": record["id"]}})

    def say(self, line: str) -> None:
        """Something the operator should know."""
        self._log.warning(line)

    def metrics(self) -> bytes:
        """All figures as Prometheus' text."""
        text: bytes = generate_latest(self.registry)
        return text
