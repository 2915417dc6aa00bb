"""Budgets of a few lines, made for tests of the index: same rows, different organisations and figures."""

from __future__ import annotations

from pathlib import Path

_PAGE = """# {organisation}{year}年度部门预算

## 第二部分 {year}年部门预算报表

### {year}年预算支出总表

部门名称：{organisation}

单位：万元

| 项目 | | {year}年预算数 | | |
| --- | --- | --- | --- | --- |
| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
| 合计 | | {total} | {total} | |
| 201 | 一般公共服务支出 | {total} | {total} | |
| 20101 | 人大事务 | {total} | {total} | |
| 2010101 | 行政运行 | {total} | {total} | |
{more}
## 第四部分 名词解释

**一、基本支出：**保障机构正常运转、完成日常工作任务而发生的支出。
"""


def write_budget(
    path: Path, *, organisation: str = "沁水县财政局", year: int = 2024, total: str = "30.00", more: str = ""
) -> Path:
    """A budget of one table with four rows and eight amounts. Args: more, further lines of the table."""
    page = _PAGE.format(organisation=organisation, year=year, total=total, more=more)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, "utf-8")
    return path
