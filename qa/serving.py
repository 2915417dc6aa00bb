"""The commands `serve` and `mcp`: options, and what to install where their packages are missing."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from corpus.errors import ServiceError
from qa.locations import find_index

# Each is some 160 MB; more than this many a small machine has not to give.
_WORKERS = min(4, os.cpu_count() or 1)


def _needed(module: str, extra: str, command: str) -> Any:
    """A module of ours whose packages an extra brings. Raises: ServiceError that says what to install."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        missing = (error.name or "").split(".")[0]
        if missing in ("qa", "index", "corpus"):
            raise
        raise ServiceError(
            f'budgetqa {command} 要用 {missing}，还没有安装，请运行 pip install "budgetqa[{extra}]"'
        ) from error


def _tell(message: str) -> None:
    click.echo(message, err=True)


_INDEX = click.option(
    "--index", "index", metavar="DIR", help="索引文件夹；缺省用 $BUDGETQA_INDEX、./budget-index，再没有就用自带样本"
)


@click.command("serve")
@_INDEX
@click.option("--host", default="127.0.0.1", show_default=True, help="听哪个地址；0.0.0.0 让别的机器也能来问")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口；0 为任一空着的")
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="密钥文件，一行一个；也可用环境变量 BUDGETQA_API_KEYS（逗号隔开）。缺省不要密钥",
)
@click.option(
    "--rate", type=click.IntRange(min=0), default=0, show_default=True, help="每个密钥或地址每分钟最多问几次；0 不限"
)
@click.option(
    "--largest-body", type=click.IntRange(min=1024), default=1 << 20, show_default=True, help="请求体最多多少字节"
)
@click.option(
    "--workers",
    type=click.IntRange(0, 64),
    default=_WORKERS,
    show_default=True,
    help="几个进程回答；0 就在服务进程里回答",
)
@click.option("--cors", multiple=True, metavar="ORIGIN", help="允许哪个网页从浏览器来问；可写几次，缺省都不允许")
@click.option("--allow-host", multiple=True, metavar="NAME", help="除本机外还认哪个 Host（反向代理后面用）；可写几次")
@click.option("--log-questions", is_flag=True, help="日志里写出问题；缺省不写")
def serve_command(
    index: str | None,
    host: str,
    port: int,
    keys: Path | None,
    rate: int,
    largest_body: int,
    workers: int,
    cors: tuple[str, ...],
    allow_host: tuple[str, ...],
    log_questions: bool,
) -> None:
    """开 HTTP 服务：POST /ask，也可当作 OpenAI 的接口用（/v1/chat/completions）。

    \b
    例：budgetqa serve --index budget-index --port 8000
    """
    run = _needed("qa.service.run", "serve", "serve")
    options = _needed("qa.service.options", "serve", "serve")
    run.serve(
        find_index(index, tell=_tell),
        options.ServiceOptions(
            host=host,
            port=port,
            keys=options.read_keys(keys),
            rate=rate,
            largest_body=largest_body,
            workers=workers,
            origins=cors,
            names=allow_host,
            log_questions=log_questions,
        ),
        tell=_tell,
    )


@click.command("mcp")
@_INDEX
def mcp_command(index: str | None) -> None:
    """开 MCP 服务（标准输入输出），供支持 Model Context Protocol 的助手调用。

    \b
    例：budgetqa mcp --index budget-index
    """
    server = _needed("qa.mcp", "mcp", "mcp")
    server.serve_stdio(find_index(index, tell=_tell))
