"""The HTTP application: routes, conversations, refusals, keys, limits, logs, metrics."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from corpus.errors import ServiceError
from qa.live import LiveIndex
from qa.service.app import create_app
from qa.service.options import ServiceOptions, read_keys
from qa.service.workers import OwnDesk, WorkerFault, desk_over

FIGURE = "忻州人大2023年项目支出多少"
Start = Callable[..., TestClient]


@pytest.fixture
def start(sample_index: Path) -> Iterator[Start]:
    """`start(**options)`: a client of an application over the sample index."""
    with ExitStack() as stack:

        def started(**options: Any) -> TestClient:
            given = ServiceOptions(**options)
            index = LiveIndex(sample_index)
            stack.callback(index.close)
            app = create_app(OwnDesk(desk_over(sample_index, given, index=index)), index, given)
            return stack.enter_context(TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False))

        yield started


@pytest.fixture
def client(start: Start) -> TestClient:
    return start()


def refused(response: Any, status: int, code: str) -> str:
    """The line of a refusal, which has this status and code and gives nothing away."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    error = response.json()["error"]
    assert error["code"] == code
    assert "\n" not in error["message"] and "Traceback" not in response.text
    assert any("一" <= c <= "鿿" for c in error["message"])
    return str(error["message"])


def test_answer_is_the_contract(client: TestClient) -> None:
    told = client.post("/ask", json={"question": FIGURE}).json()
    assert told["status"] == "answered"
    assert told["values"] == [{"label": "项目支出", "amount": "541.80", "unit": "万元"}]
    assert told["citations"][0]["line"] == 121 and told["citations"][0]["cell"] == 5
    assert "rendered" not in told and "conversation" not in told and "explanation" not in told


@pytest.mark.parametrize("form", ["text", "markdown", "html", "bot"])
def test_answer_is_rendered_as_asked(client: TestClient, form: str) -> None:
    told = client.post("/ask", json={"question": FIGURE, "format": form, "explain": True}).json()
    assert "541.80万元" in told["rendered"]
    assert any(line.startswith("规则 ") for line in told["explanation"])


def test_history_and_conversations_make_follow_ups(client: TestClient) -> None:
    sent = client.post("/ask", json={"question": "基本支出呢", "history": [FIGURE]}).json()
    assert sent["values"][0]["amount"] == "1337.56"
    for name, question in (("甲", FIGURE), ("乙", "泽州人大2024年项目支出多少")):
        assert client.post("/ask", json={"question": question, "conversation": name}).json()["conversation"] == name
    again = client.post("/ask", json={"question": "基本支出呢", "conversation": "甲"}).json()
    assert again["values"][0]["amount"] == "1337.56"


def test_bot_goes_on_at_more(client: TestClient) -> None:
    asked = {"conversation": "群", "format": "bot"}
    refused(client.post("/ask", json=asked | {"question": "更多"}), 409, "nothing_told")
    begin = client.post("/ask", json=asked | {"question": "忻州人大主要职责是什么"}).json()["rendered"]
    rest = client.post("/ask", json=asked | {"question": "更多"}).json()["rendered"]
    assert begin.endswith("看后面）") and rest != begin and "来源：" in rest


def test_lists_are_filtered_and_come_in_parts(client: TestClient) -> None:
    documents = client.get("/documents", params={"organisation": "忻州"}).json()["documents"]
    assert [(d["document"], d["year"]) for d in documents] == [("001_xinzhou_renda_2023.md", 2023)]
    assert "path" not in documents[0]
    printing = client.get("/facts", params={"organisation": "忻州", "item": "印刷费"}).json()
    assert {fact["amount"] for fact in printing["facts"]} == {"10.00"} and printing["more"] is False
    whole = client.get("/facts", params={"year": "2023", "limit": 1000}).json()["facts"]
    parts = [client.get("/facts", params={"year": "2023", "limit": 7, "offset": 7 * n}).json() for n in range(3)]
    assert [fact for part in parts for fact in part["facts"]] == whole[:21] and all(part["more"] for part in parts)
    findings = client.get("/findings", params={"document": "000_"}).json()["findings"]
    assert findings and {found["document"] for found in findings} == {"000_linfen_renda_2021.md"}
    told = client.get("/facts", params={"told": "true", "organisation": "忻州"}).json()["facts"]
    assert told and all("sentence" in fact for fact in told)


def test_health_and_metrics(client: TestClient) -> None:
    health = client.get("/healthz").json()
    assert health["status"] == "ok" and health["documents"] == 5
    client.post("/ask", json={"question": FIGURE, "conversation": "甲"})
    client.get("/wp-admin/" + "x" * 50)
    text = client.get("/metrics").text
    assert 'budgetqa_requests_total{method="POST",path="/ask",status="200"} 1.0' in text
    assert 'budgetqa_requests_total{method="GET",path="other",status="404"} 1.0' in text
    assert 'budgetqa_answers_total{status="answered"} 1.0' in text
    assert "budgetqa_conversations 1.0" in text and "budgetqa_documents 5.0" in text
    assert "项目" not in text and "wp-admin" not in text


HOSTILE = [
    "<script>alert(1)</script>忻州人大2023年项目支出多少",
    "'; DROP TABLE facts; --",
    "../../../../etc/passwd",
    "忻州\x00人大2023年项目支出多少",
    '" OR 1=1 UNION SELECT * FROM documents',
    "{{7*7}} ${jndi:ldap://x} %s%n",
    "‮项目支出多少‭",
    'NEAR(忻州 AND "项目"*)',
]


@pytest.mark.parametrize("question", HOSTILE)
def test_hostile_question_is_answered_or_refused_cleanly(client: TestClient, question: str) -> None:
    response = client.post("/ask", json={"question": question, "format": "html"})
    if response.status_code == 400:
        refused(response, 400, "invalid_question")
    else:
        assert response.status_code == 200
        assert response.json()["status"] in ("answered", "no_data", "not_found", "ambiguous")
        assert "<script" not in response.json()["rendered"] and "root:" not in response.text
    assert client.post("/ask", json={"question": FIGURE}).json()["values"][0]["amount"] == "541.80"


BODIES: list[tuple[bytes, str]] = [
    (b"", "invalid_request"),
    (b'{"question": "', "invalid_request"),
    (b"[1, 2", "invalid_request"),
    (b"null", "invalid_request"),
    (b'"text"', "invalid_request"),
    (b"{}", "invalid_request"),
    (b'{"question": null}', "invalid_request"),
    (b'{"question": 5}', "invalid_request"),
    (b'{"question": ["a"]}', "invalid_request"),
    (b'{"question": "a", "history": "b"}', "invalid_request"),
    (b'{"question": "a", "history": [1]}', "invalid_request"),
    (b'{"question": "a", "explain": "yes"}', "invalid_request"),
    (b'{"question": "a", "format": "exe"}', "invalid_request"),
    (b'{"question": "a", "conversation": ""}', "invalid_request"),
    (b'{"question": "a", "conversation": "c", "history": ["b"]}', "invalid_request"),
    (b'{"question": "a", "index": "/etc"}', "invalid_request"),
    (b'{"question": "a", "__proto__<script>": 1}', "invalid_request"),
    (b'{"question": "\\ud800"}', "invalid_request"),
    (b'{"question": "a", "conversation": "\\udfff"}', "invalid_request"),
    (b'{"question": "a", "history": ["\\ud800"]}', "invalid_request"),
    (b'{"question": "\xff\xfe"}', "invalid_request"),
    (b'{"question": ""}', "invalid_question"),
    (b'{"question": "   "}', "invalid_question"),
    (json.dumps({"question": "项" * 2001}).encode(), "invalid_question"),
    (b"[" * 100_000, "invalid_request"),
    (b'{"question": ' + b"9" * 5000 + b"}", "invalid_request"),
]


@pytest.mark.parametrize(("body", "code"), BODIES, ids=[str(n) for n in range(len(BODIES))])
@pytest.mark.parametrize("path", ["/ask", "/v1/chat/completions"])
def test_broken_body_is_refused_in_one_line(client: TestClient, path: str, body: bytes, code: str) -> None:
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    message = refused(response, 400, code if path == "/ask" else "invalid_request")
    assert "script" not in message and len(message) < 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/ask", 405, "method_not_allowed"),
        ("POST", "/documents", 405, "method_not_allowed"),
        ("GET", "/../../etc/passwd", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/facts?limit=0", 400, "invalid_request"),
        ("GET", "/facts?limit=100000", 400, "invalid_request"),
        ("GET", "/facts?offset=-1", 400, "invalid_request"),
        ("GET", "/facts?year=20x3", 400, "invalid_request"),
        ("GET", "/facts?item=" + "x" * 500, 400, "invalid_request"),
        ("GET", "/v1/models/gpt-9", 404, "model_not_found"),
    ],
)
def test_wrong_address_or_filter_is_refused(client: TestClient, method: str, path: str, status: int, code: str) -> None:
    refused(client.request(method, path), status, code)


def test_filters_are_text_and_no_sql(client: TestClient) -> None:
    for value in ("' OR 1=1 --", "%", "_", "*", "\x00"):
        assert client.get("/facts", params={"item": value, "document": value}).json()["facts"] == []


def test_body_over_the_limit_is_refused(start: Start) -> None:
    client = start(largest_body=2048)
    assert client.post("/ask", json={"question": FIGURE}).status_code == 200
    message = refused(client.post("/ask", content=b"x" * (10 << 20)), 413, "too_large")
    assert "2048" in message
    refused(client.post("/ask", content=iter([b"x" * 1500] * 4)), 413, "too_large")


def test_key_is_asked_for_and_compared(start: Start) -> None:
    client = start(keys=("right-key-1", "right-key-2"))
    asked = {"question": FIGURE}
    assert "缺少密钥" in refused(client.post("/ask", json=asked), 401, "invalid_api_key")
    wrong: list[dict[str, str]] = [
        {"Authorization": "Bearer wrong-key"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic right-key-1"},
        {"X-API-Key": "right-key-"},
    ]
    for headers in wrong:
        refused(client.post("/ask", json=asked, headers=headers), 401, "invalid_api_key")
    for path in ("/documents", "/facts", "/findings", "/metrics", "/v1/models"):
        refused(client.get(path), 401, "invalid_api_key")
    assert client.get("/healthz").status_code == 200
    for headers in ({"Authorization": "Bearer right-key-1"}, {"X-API-Key": "right-key-2"}):
        assert client.post("/ask", json=asked, headers=headers).status_code == 200


def test_conversations_of_another_key_are_another(start: Start) -> None:
    client = start(keys=("right-key-1", "right-key-2"))
    asked = {"question": FIGURE, "conversation": "甲"}
    assert client.post("/ask", json=asked, headers={"X-API-Key": "right-key-1"}).status_code == 200
    again = {"question": "基本支出呢", "conversation": "甲"}
    assert client.post("/ask", json=again, headers={"X-API-Key": "right-key-2"}).json()["status"] == "ambiguous"
    assert client.post("/ask", json=again, headers={"X-API-Key": "right-key-1"}).json()["status"] == "answered"


def test_rate_is_limited_for_each_key(start: Start) -> None:
    client = start(keys=("right-key-1", "right-key-2"), rate=3)
    first, second = {"X-API-Key": "right-key-1"}, {"X-API-Key": "right-key-2"}
    codes = [client.post("/ask", json={"question": FIGURE}, headers=first).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    response = client.post("/ask", json={"question": FIGURE}, headers=first)
    assert "每分钟最多 3 次" in refused(response, 429, "rate_limited") and int(response.headers["retry-after"]) >= 1
    assert client.post("/ask", json={"question": FIGURE}, headers=second).status_code == 200
    assert client.get("/healthz").status_code == 200


def test_browser_pages_are_let_in_only_when_told(start: Start) -> None:
    origin = {"Origin": "https://page.example", "Access-Control-Request-Method": "POST"}
    closed, opened = start(), start(origins=("https://page.example",))
    assert "access-control-allow-origin" not in closed.options("/ask", headers=origin).headers
    assert opened.options("/ask", headers=origin).headers["access-control-allow-origin"] == "https://page.example"
    other = origin | {"Origin": "https://other.example"}
    assert "access-control-allow-origin" not in opened.options("/ask", headers=other).headers


def test_page_that_calls_itself_this_machine_is_refused(start: Start) -> None:
    refused(start().get("/documents", headers={"Host": "evil.example"}), 421, "unknown_host")
    assert start(names=("budget.example",)).get("/documents", headers={"Host": "budget.example:80"}).status_code == 200
    assert start(host="0.0.0.0").get("/documents", headers={"Host": "any.example"}).status_code == 200


def test_body_of_a_page_form_is_refused(client: TestClient) -> None:
    """Without this a page could have a browser ask without CORS being in question."""
    body = json.dumps({"question": FIGURE}).encode()
    refused(client.post("/ask", content=body, headers={"Content-Type": "text/plain"}), 400, "invalid_request")


@pytest.mark.parametrize("log_questions", [False, True])
def test_log_bears_questions_only_when_asked(
    start: Start, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, log_questions: bool
) -> None:
    from qa.service.telemetry import LOGGER, JsonLines

    monkeypatch.setattr(logging.getLogger(LOGGER), "propagate", True)
    client = start(log_questions=log_questions, keys=("right-key-1",))
    with caplog.at_level(logging.INFO, LOGGER):
        client.post("/ask", json={"question": FIGURE}, headers={"X-API-Key": "right-key-1"})
    line = JsonLines().format(next(r for r in caplog.records if r.name == LOGGER))
    told = json.loads(line)
    assert told["event"] == "request" and told["path"] == "/ask" and told["answer"] == "answered"
    assert ("忻州" in line) is log_questions and "right-key" not in line


def test_fault_of_ours_is_told_without_its_trace(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = start()

    async def broken(*_: Any, **__: Any) -> Any:
        raise WorkerFault("Traceback: secret")

    monkeypatch.setattr(OwnDesk, "run", broken)
    response = client.post("/ask", json={"question": FIGURE})
    assert response.headers["x-request-id"] in refused(response, 500, "internal")
    assert "secret" not in response.text


def test_keys_come_from_a_file_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys"
    path.write_text("# ours\nfirst-key\n\nsecond-key\n", "utf-8")
    assert read_keys(path) == ("first-key", "second-key")
    monkeypatch.setenv("BUDGETQA_API_KEYS", "third-key, fourth-key")
    assert read_keys(None) == ("third-key", "fourth-key")
    monkeypatch.delenv("BUDGETQA_API_KEYS")
    assert read_keys(None) == ()


@pytest.mark.parametrize(
    ("text", "told"), [("short\n", "至少 8 个"), ("#\n", "没有密钥"), ("密钥密钥密钥密钥\n", "至少 8 个")]
)
def test_key_file_that_is_none_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "keys"
    path.write_text(text, "utf-8")
    with pytest.raises(ServiceError, match=told):
        read_keys(path)
    with pytest.raises(ServiceError, match="读不了"):
        read_keys(tmp_path / "none")
