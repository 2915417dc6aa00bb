"""Short names of organisations, derived by rule, so that a budget indexed tomorrow has them too."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_budgets import write_budget

from index.aliases import BARE, FULL, SHORT, aliases_of, region_forms
from index.build import build_index
from index.store import Store


@pytest.mark.parametrize(
    ("organisation", "names"),
    [
        (
            "忻州市人民代表大会常务委员会办公室",
            ["忻州人大", "忻州市人大", "忻州人大办", "忻州市人大常委会", "忻州市人大常委会办公室", "人大"],
        ),
        (
            "云江市南浦区人民政府望海桥街道办事处",
            ["望海桥街道", "望海桥街道办事处", "南浦区望海桥街道", "云江市望海桥街道", "云江市南浦区望海桥街道办事处"],
        ),
        ("云江市南浦区人民法院", ["南浦区法院", "南浦法院", "云江市南浦区法院"]),
        ("岚县人大常委会办公室", ["岚县人大", "岚县人大办", "岚县人大常委会", "人大常委会办公室"]),
        ("中共临汾市委组织部", ["临汾市委组织部", "临汾组织部", "临汾市组织部", "组织部"]),
        ("中国共产党泽州县委员会宣传部", ["泽州县委宣传部", "泽州宣传部", "宣传部"]),
        ("大同市财政局", ["大同财政局", "财政局"]),
        ("山西省住房和城乡建设厅", ["山西省住建厅", "山西住建厅", "住建厅"]),
        # A district that no list has is still the place of its organs.
        (
            "贵阳市云溪区市场监督管理局",
            ["云溪区市场监管局", "云溪市场监管局", "贵阳市云溪区市场监督管理局", "市场监管局"],
        ),
        ("哈尔滨市松江区残疾人联合会", ["松江区残联", "哈尔滨松江区残联"]),
        ("上海市普陀区城市管理行政执法局", ["普陀区城管执法局", "普陀城管执法局", "上海普陀区城管局"]),
        ("上海市普陀区人民政府万里街道办事处", ["万里街道", "上海万里街道", "普陀区万里街道办"]),
    ],
)
def test_organisation_has_the_names_people_use(organisation: str, names: list[str]) -> None:
    assert set(names) <= dict(aliases_of(organisation)).keys()


@pytest.mark.parametrize(
    ("organisation", "wrong"),
    [
        # One character is no name of a county: 岚 is a wind, 兴 a verb.
        ("岚县人大常委会办公室", "岚人大"),
        ("兴县财政局", "兴财政局"),
        ("中共临汾市委组织部", "部"),
        ("中国共产党泽州县委员会宣传部", "泽州县员会宣传部"),
        ("中国共产党泽州县委员会宣传部", "员会宣传部"),
        # 财政 alone is a word of every budget.
        ("大同市财政局", "财政"),
        ("大同市财政局", "大同"),
        # The city has a bureau of its own.
        ("上海市普陀区城市管理行政执法局", "上海市城市管理行政执法局"),
        ("上海市普陀区财政局", "上海财政局"),
    ],
)
def test_name_that_nobody_uses_is_none(organisation: str, wrong: str) -> None:
    assert wrong not in dict(aliases_of(organisation))


def test_strength_tells_a_whole_name_from_a_short_and_a_bare_one() -> None:
    names = dict(aliases_of("忻州市人民代表大会常务委员会办公室"))
    assert names["忻州市人民代表大会常务委员会办公室"] == FULL
    assert names["忻州人大"] == SHORT
    assert names["人大"] == BARE
    assert FULL > SHORT > BARE > 0


def test_every_name_is_given_once_and_has_two_characters() -> None:
    names = [name for name, _ in aliases_of("中共临汾市委组织部")]
    assert len(names) == len(set(names))
    assert min(map(len, names)) >= 2


@pytest.mark.parametrize(
    ("region", "forms"),
    [
        ("临汾市", ["临汾市", "临汾"]),
        ("泽州县", ["泽州县", "泽州"]),
        ("岚县", ["岚县"]),
        ("山西省", ["山西省", "山西"]),
        ("恩施土家族苗族自治州", ["恩施土家族苗族自治州", "恩施土家族苗族"]),
    ],
)
def test_region_is_short_where_two_characters_are_left(region: str, forms: list[str]) -> None:
    assert region_forms(region) == forms


def test_organisation_without_a_region_keeps_its_whole_name() -> None:
    assert list(aliases_of("某某研究中心")) == [("某某研究中心", FULL)]


def test_region_that_is_not_in_the_name_is_taken_from_the_caller() -> None:
    # The document tells its region elsewhere; the name alone does not.
    names = dict(aliases_of("人民代表大会常务委员会办公室", region="忻州市"))
    assert names["人民代表大会常务委员会办公室"] == FULL
    assert names["人大常委会办公室"] == SHORT


def test_new_organisation_is_known_by_its_short_name_once_indexed(tmp_path: Path) -> None:
    write_budget(tmp_path / "a.md", organisation="沁水县人民代表大会常务委员会办公室")
    build_index([tmp_path / "a.md"], tmp_path / "index", encoder="hash")
    store = Store(tmp_path / "index")
    found = {alias.organisation for alias in store.aliases_named(["沁水人大"])}
    store.close()
    assert found == {"沁水县人民代表大会常务委员会办公室"}


@pytest.mark.parametrize(
    ("organisation", "called"),
    [
        ("漓东市第三高级中学", {"漓东三中", "漓东市三中"}),
        ("忻州市第一人民医院", {"忻州一院", "忻州市一院"}),
        ("泽州县第二实验小学", {"泽州二小"}),
    ],
)
def test_school_and_hospital_are_called_by_their_number(organisation: str, called: set[str]) -> None:
    assert called <= {name for name, _ in aliases_of(organisation)}
