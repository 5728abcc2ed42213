"""The rows of `hnte_polars` under the names of the dictionary, for the example sheet."""

from datetime import date

import hnte_polars
import polars as pl

ON, YEAR = date(2024, 6, 30), 2023
SERIES = {"revenue": "revenue", "rd": "rd_hnte", "net_assets": "net_assets_end"}


def named(table: pl.DataFrame) -> pl.DataFrame:
    """The same rows, columns renamed; age in days becomes the day of registration."""
    years = {f"{old}_{i}": f"{new}_{YEAR - 3 + i}" for old, new in SERIES.items() for i in (1, 2, 3)}
    return table.select(
        (pl.lit(ON) - pl.duration(days=pl.col("age_days").cast(pl.Int64))).cast(pl.Date).alias("registered_on"),
        pl.col("staff").alias("staff_mean"),
        "st_staff",
        *(pl.col(old).alias(new) for old, new in years.items()),
        "total_income",
        pl.col("high_tech_income").alias("hightech_income"),
        "conversions_per_year",
        pl.col("ip_low").alias("ip_points_low"),
        (pl.col("ip_low") + pl.col("ip_extra")).alias("ip_points_high"),
        pl.col("management").alias("management_points"),
        pl.lit(True).alias("core_ip"),
    )


def rows(n: int, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The yardstick's rows and the same rows under dictionary names."""
    plain = hnte_polars.rows(n, seed)
    return plain, named(plain)
