"""Both tiers: what holds of every row, totals met at every weight, the same bytes whoever draws the blocks."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from innovatory.language.mistakes import Mistake
from innovatory.measure.population_constants import read_parameters
from innovatory.records.synthetic.ages import Cohorts, cohorts
from innovatory.records.synthetic.basis import basis_of, refuse_assumed
from innovatory.records.synthetic.blocks import FLAT, Drawing, drawn
from innovatory.records.synthetic.columns import flat
from innovatory.records.synthetic.draws import Draws
from innovatory.records.synthetic.ordinary import BLOCK, Ordinary
from innovatory.records.synthetic.technology import Technology, technology
from innovatory.records.synthetic.totals import Totals
from innovatory.records.synthetic.writing import TableFile, told_by

CONSTANTS = read_parameters(Path("no city")).constants
STOCK = {2021: 90_000.0, 2022: 100_000.0}
TOTALS = Totals(
    year=2022,
    enterprises=100_000,
    new=15_000,
    stock=STOCK,
    technology=12_000,
    rd={2022: 26_000_000_001, 2021: 24_000_000_000},
    patents=30_001,
    rd_personnel=45_001,
    value_added={"one": {2022: 120_000_000_007, 2021: 110_000_000_000}, "two": {2022: 60_000_000_000}},
    ordinary_value_added=None,
)
COHORTS = cohorts(2022, STOCK, TOTALS.new, 0.1, 0.15)
DISTRICTS = {"north": 1.0, "south": 1.0}


def made(weight: int) -> Technology:
    return technology(Draws(5), TOTALS, CONSTANTS, COHORTS, DISTRICTS, weight)


@pytest.fixture(scope="module", params=[1, 20])
def tier(request: pytest.FixtureRequest) -> Technology:
    return made(request.param)


def total(frame: pl.DataFrame, name: str) -> float:
    return float((frame[name] * frame["weight"]).sum())


def test_every_sum_is_met_to_the_unit(tier: Technology) -> None:
    frame = tier.frame
    assert frame["weight"].sum() == 12_000
    assert total(frame, "rd_intramural_2022") == 26_000_000_001
    assert total(frame, "rd_intramural_2021") == 24_000_000_000
    assert total(frame, "ip_class1") == 30_001
    assert total(frame, "rd_personnel_fte_2022") == 45_001
    assert total(frame, "value_added_2022") == 180_000_000_007


def test_a_smaller_sample_keeps_the_largest_as_they_are() -> None:
    frame = made(20).frame
    # the largest 8,000 for themselves, the other 4,000 in groups of 20
    assert frame.height == 8_000 + 200
    assert frame.sort("rd_accounts_2022", descending=True).head(7_500)["weight"].max() == 1


def test_the_accounts_of_a_year_fit_together(tier: Technology) -> None:
    frame = tier.frame.filter(pl.col("revenue_2021").is_not_null())
    for year in (2021, 2022):
        own = {
            name: frame[f"{name}_{year}"]
            for name in ("revenue", "profit", "total_cost", "assets_end", "liabilities_end")
        }
        assert (own["revenue"] - own["profit"] - own["total_cost"]).abs().max() == 0
        assert (own["assets_end"] - own["liabilities_end"] - frame[f"net_assets_end_{year}"]).abs().max() == 0
        assert (frame[f"st_staff_{year}"] <= frame[f"staff_mean_{year}"]).all()
        assert (frame[f"rd_hnte_domestic_{year}"] <= frame[f"rd_hnte_{year}"]).all()
        assert (frame[f"rd_intramural_{year}"] <= frame[f"rd_accounts_{year}"] + 1).mean() > 0.999


def test_there_are_losses_and_they_persist(tier: Technology) -> None:
    known = tier.frame.filter(pl.col("profit_2021").is_not_null())
    loss, before = known["profit_2022"] < 0, known["profit_2021"] < 0
    # margin 5 % with a spread of 11 %: a share of Φ(−0.05 / 0.11) = 0.3247 makes a loss
    assert abs(float(loss.mean()) - 0.3247) < 4 * np.sqrt(0.3247 * 0.6753 / known.height)
    assert loss.filter(before).mean() > 0.5 > loss.filter(~before).mean()


def test_nothing_is_told_of_years_before_the_registration(tier: Technology) -> None:
    frame = tier.frame
    young = frame.filter(pl.col("registered_on") >= date(2022, 1, 1))
    assert young.height > 100
    for name in ("revenue", "staff_mean", "assets_end", "value_added"):
        assert young[f"{name}_2021"].null_count() == young.height
        assert young[f"{name}_2022"].null_count() == 0
    assert frame["registered_on"].max() <= date(2022, 12, 31)


def test_an_enterprise_that_was_not_there_did_no_research(tier: Technology) -> None:
    young = tier.frame.filter(pl.col("registered_on") >= date(2022, 1, 1))
    for name in ("rd_accounts", "rd_super_deduction", "grants_received"):
        assert young[f"{name}_2021"].to_list() == [0.0] * young.height
        assert young[f"{name}_2022"].sum() > 0


def test_the_size_class_is_that_of_the_sector(tier: Technology) -> None:
    # industry from 20 million yuan of revenue, research services from 10 million; construction is decided by licences
    for sector, least in (("C", 20e6), ("M", 10e6)):
        own = tier.frame.filter(pl.col("sector") == sector)
        assert own.height > 100
        assert own["status(above_size)"].to_list() == (own["revenue_2022"] >= least).to_list()
    assert tier.frame.filter(pl.col("sector") == "E")["status(above_size)"].null_count() > 0


def test_money_and_people_are_whole(tier: Technology) -> None:
    for name, dtype in tier.frame.schema.items():
        if dtype == pl.Float64 and name[-4:].isdigit():
            values = tier.frame[name].drop_nulls()
            assert (values == values.round()).all(), name


def test_the_joint_dependence_is_that_of_the_loadings() -> None:
    frame = made(1).frame
    rd, revenue = frame["rd_accounts_2022"].to_numpy(), frame["revenue_2022"].to_numpy()
    loadings = CONSTANTS.loadings
    expected = sum(value * loadings["intensity"].get(name, 0) for name, value in loadings["rd"].items())
    ranks = [np.argsort(np.argsort(one)) / len(rd) for one in (rd, rd / revenue)]
    # Spearman's correlation of a normal copula is 6/π · arcsin(r/2)
    assert abs(np.corrcoef(*ranks)[0, 1] - 6 / np.pi * np.arcsin(expected / 2)) < 4 / np.sqrt(len(rd))


# The large tier --------------------------------------------------------------------------------------------------------


def plan(n: int, weight: int) -> Ordinary:
    ages = Cohorts(np.array([2019, 2020, 2021, 2022]), np.array([n - 3 * (n // 5), n // 5, n // 5, n // 5]), 0.1)
    return Ordinary(Draws(5), CONSTANTS, 2022, ages, DISTRICTS, 1.0, weight)


@pytest.mark.parametrize("weight", [1, 7, 100])
def test_years_of_registration_are_exact_at_every_weight(weight: int) -> None:
    drawing = plan(50_003, weight)
    frame = drawing.block(0)
    counted = frame.group_by(pl.col("registered_on").dt.year()).agg(pl.col("weight").sum()).sort("registered_on")
    assert drawing.blocks == 1
    assert counted["weight"].to_list() == [50_003 - 30_000, 10_000, 10_000, 10_000]


def test_enterprises_without_research_have_nothing_that_comes_of_it() -> None:
    frame = plan(5_000, 1).block(0)
    for name in ("rd_accounts_2022", "rd_intramural_2022", "st_staff_2022", "hightech_income_2022", "ip_class1"):
        assert frame[name].sum() == 0
    assert frame["hte_field"].unique().to_list() == ["none"]
    assert not frame["technology_firm"].any()
    assert frame.filter(pl.col("revenue_2022") == 0)["staff_mean_2022"].unique().to_list() == [1.0]
    resting = float((frame["revenue_2022"] == 0).mean())
    share = CONSTANTS.ordinary_dormant_share
    assert abs(resting - share) < 4 * np.sqrt(share * (1 - share) / 5_000)


def written(path: Path, processes: int) -> str:
    columns = dict(flat((2022, 2021, 2020), ()))
    drawing = Drawing(plan(BLOCK + 20_000, 1), (2022, 2021, 2020), 1, columns)
    with TableFile(path, columns, {"seed": 5}) as file:
        for parts in drawn(drawing, processes, path.parent):
            for frame in parts[FLAT]:
                file.append(frame)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_any_number_of_processes_writes_the_same_bytes(tmp_path: Path) -> None:
    one, two = (written(tmp_path / f"{processes}.parquet", processes) for processes in (1, 2))
    assert one == two
    frame = pl.read_parquet(tmp_path / "2.parquet")
    assert frame["enterprise_id"].to_list()[:2] == ["syn:00000001", "syn:00000002"]
    assert frame["enterprise_id"].n_unique() == BLOCK + 20_000
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_says_what_it_is_and_a_broken_one_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with TableFile(path, {"district": pl.String()}, {"basis": {"district": "assumed"}}) as file:
        file.append(pl.DataFrame({"district": ["north"]}))
    assert told_by(path) == {"basis": {"district": "assumed"}}
    broken = tmp_path / "b.parquet"
    with pytest.raises(ZeroDivisionError), TableFile(broken, {"district": pl.String()}):
        raise ZeroDivisionError
    assert not broken.exists()


def test_no_result_by_a_column_that_is_only_assumed(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with TableFile(path, {"district": pl.String()}, {"basis": {"district": "assumed", "registered_on": "derived"}}):
        pass
    refuse_assumed(path, ["registered_on"])
    with pytest.raises(Mistake) as told:
        refuse_assumed(path, ["registered_on", "district"])
    assert told.value.kind == "assumed"
    plain = tmp_path / "plain.parquet"
    pl.DataFrame({"district": ["north"]}).write_parquet(plain)
    refuse_assumed(plain, ["district"])


def test_what_a_column_rests_on() -> None:
    found = basis_of(
        ["status(hnte)", "status(tsme)", "rd_accounts_2022", "district", "revenue_2022", "weight"],
        {"status(hnte)": "published", "rd_accounts": "derived"},
    )
    assert found == {
        "status(hnte)": "published", "status(tsme)": "assumed", "rd_accounts_2022": "derived", "district": "assumed",
        "revenue_2022": "assumed", "weight": "derived",
    }  # fmt: skip
