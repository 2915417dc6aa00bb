"""What forms tell of the clerks who filled them in: names, telephone numbers, times. None of it answers a question."""

from __future__ import annotations

import re

from corpus.model import Row

# Clerks sign at the foot; neither their names nor their numbers are anybody's answer.
_SIGNATURE = re.compile(r"负责人|经办人|联系电话|填报日期")
# Duties speak of 负责人, too (003 L874): in a long cell the word signs only where it comes first.
_LONGEST_SIGNATURE = 30
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\d{11,})(?!\d)")


def is_signature(row: Row) -> bool:
    """Whether a row of a form is the one that clerks sign.

    Args: a row as printed.
    Returns: True also for a row that bears nothing but telephone numbers.
    >>> is_signature(Row(("负责人:", "", "经办人:"), 1)), is_signature(Row(("产出指标", "会议次数", "=8次"), 2))
    (True, False)
    """
    texts = [text for _, text in row.filled()]
    signed = any(
        _SIGNATURE.match(text) or (len(text) <= _LONGEST_SIGNATURE and _SIGNATURE.search(text)) for text in texts
    )
    return signed or (bool(texts) and all(_PHONE.search(text) for text in texts))


def opens_signature(text: str) -> bool:
    """Whether a cell begins with a word beside which clerks sign.

    >>> opens_signature("负责人: 赵某某"), opens_signature("企业负责人满意度")
    (True, False)
    """
    return bool(_SIGNATURE.match(text))


def bears_telephone(text: str) -> bool:
    """Whether a telephone number, or a run of digits as long as one, stands in a cell.

    >>> bears_telephone("0999-" + "2000000"), bears_telephone("2021年1月2日"), bears_telephone("500,000")
    (True, False, False)
    """
    return bool(_PHONE.search(text))
