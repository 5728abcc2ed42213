"""What a written population adds up to, read from what was written: nothing is taken from memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from innovatory.measure.population_make import Population
from innovatory.measure.population_totals import EMERGING
from innovatory.records.workspace import Workspace, read_workspace

Achieved = Mapping[str, float]


def achieved(population: Population, path: Path) -> Achieved:
    """The totals by id, of a file or a folder; one that cannot be read from it is left out."""
    return _of_folder(population, read_workspace(path)) if path.is_dir() else _of_file(population, path)


def _of_file(population: Population, path: Path) -> dict[str, float]:
    frame, year = pl.scan_parquet(path), population.asked.year
    weight = pl.col("weight") if population.asked.weight > 1 else pl.lit(1.0)
    sums: dict[str, pl.Expr] = {
        "enterprises": (pl.col("enterprise_id").is_not_null() * weight).sum(),
        "enterprises_new": ((pl.col("registered_on").dt.year() == year) * weight).sum(),
        "technology": (pl.col("technology") * weight).sum(),
        "patents": (pl.col("ip_class1") * weight).sum(),
    }
    if population.tier.totals.plain.rd_personnel is not None:
        sums["rd_personnel"] = (pl.col(f"rd_personnel_fte_{year}") * weight).sum()
    sums |= {name: (pl.col(f"status({name})") * weight).sum() for name in population.statuses}
    for one in population.years:
        sums[f"rd_{one}"] = (pl.col(f"rd_intramural_{one}") * weight).sum()
        made = pl.col(f"value_added_{one}") * weight
        sums[f"{EMERGING}_{one}"] = made.filter(pl.col("technology")).sum()
    made = pl.col(f"value_added_{year}") * weight
    sums |= _groups(population, made, pl.col("cluster"))
    row = frame.select(**sums).collect().row(0, named=True)
    return {name: float(value or 0) for name, value in row.items()}


def _groups(population: Population, made: pl.Expr, cluster: pl.Expr) -> dict[str, pl.Expr]:
    """The value added of each group, by its clusters; none where groups have no clusters of their own, or no total."""
    groups, totals = population.parameters.constants.clusters, population.tier.totals.totals
    fitted = {name: clusters for name, clusters in groups.items() if clusters and totals[name].target is not None}
    return {name: made.filter(cluster.is_in(list(clusters))).sum() for name, clusters in fitted.items()}


def _of_folder(population: Population, workspace: Workspace) -> dict[str, float]:
    year = population.asked.year
    enterprises = workspace.scan("enterprises")
    counted = enterprises.filter(~pl.col("legal_form").is_in(["individual_business", "branch"]))
    row = counted.select(
        enterprises=pl.col("weight").sum(),
        enterprises_new=pl.col("weight").filter(pl.col("registered_on").dt.year() == year).sum(),
    )
    found = dict(row.collect().row(0, named=True))
    everyone = enterprises.select(pl.col("weight").sum()).collect().item()
    if population.tier.totals.count("individual_businesses"):
        found |= {"market_entities": everyone, "individual_businesses": everyone - found["enterprises"]}
    held = workspace.scan("statuses").group_by("status").agg(pl.col("weight").sum()).collect()
    found |= dict(zip(held["status"].to_list(), held["weight"].to_list(), strict=True))
    listed = workspace.scan("listings").group_by(pl.col("board") == "hkex").agg(pl.col("weight").sum()).collect()
    if listed.height:
        found["listed"] = listed["weight"].sum()
        found["listed_mainland"] = listed.filter(~pl.col("board"))["weight"].sum()
    return {name: float(value) for name, value in (found | _sums_of_folder(population, workspace)).items()}


def _sums_of_folder(population: Population, workspace: Workspace) -> dict[str, float]:
    year, found = population.asked.year, dict[str, float]()
    business = pl.col("performer_sector") == "business"
    everyone = workspace.scan("rd_years").filter(pl.col("year") == year)
    if everyone.filter(~business).select(pl.len()).collect().item():
        found["rd_all"] = everyone.select((pl.col("rd_intramural") * pl.col("weight")).sum()).collect().item()
    survey = workspace.scan("rd_years").filter(business).group_by("year").agg(
        rd=(pl.col("rd_intramural") * pl.col("weight")).sum(),
        staff=(pl.col("rd_personnel_fte") * pl.col("weight")).sum(),
        units=pl.col("weight").sum(),
    )  # fmt: skip
    for row in survey.collect().iter_rows(named=True):
        found[f"rd_{row['year']}"] = row["rd"]
        if row["year"] == year:
            found["technology"] = row["units"]
            if population.tier.totals.plain.rd_personnel is not None:
                found["rd_personnel"] = row["staff"]
    found["patents"] = float(workspace.scan("patents").select(pl.col("weight").sum()).collect().item())
    performers = workspace.scan("rd_years").select(pl.col("unit_id").alias("enterprise_id")).unique()
    clusters = workspace.scan("enterprises").select("enterprise_id", "cluster")
    made = (
        workspace.scan("enterprise_years")
        .join(performers, on="enterprise_id", how="semi")
        .join(clusters, on="enterprise_id")
    )
    amount = pl.col("value_added") * pl.col("weight")
    for row in made.group_by("year").agg(all=amount.sum()).collect().iter_rows(named=True):
        found[f"{EMERGING}_{row['year']}"] = row["all"]
    groups = _groups(population, amount, pl.col("cluster"))
    if groups:
        found |= made.filter(pl.col("year") == year).select(**groups).collect().row(0, named=True)
    return found
