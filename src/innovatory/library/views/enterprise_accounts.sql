-- The yearly accounts of enterprises with where and what they are, and their rank in the year.
-- Every row of the accounts is kept once, with its own weight; a row without an entry in `enterprises` has no district,
-- cluster and field. Ranks count rows from the largest; equal ones share the better rank; without a figure no rank.
--   revenue_rank: count - place by revenue among the rows of the year
--   rd_rank: count - place by R&D expense of the audited accounts among the rows of the year
SELECT
    enterprise_years.year,
    enterprise_years.enterprise_id,
    enterprises.district,
    enterprises.zone_id,
    enterprises.cluster,
    enterprises.hte_field,
    enterprises.ownership,
    enterprise_years.revenue,
    enterprise_years.value_added,
    enterprise_years.exports,
    enterprise_years.hightech_income,
    enterprise_years.rd_accounts,
    enterprise_years.staff_mean,
    enterprise_years.rd_employees,
    CASE
        WHEN enterprise_years.revenue IS NOT NULL
            THEN rank() OVER (PARTITION BY enterprise_years.year ORDER BY enterprise_years.revenue DESC NULLS LAST)
    END AS revenue_rank,
    CASE
        WHEN enterprise_years.rd_accounts IS NOT NULL
            THEN rank() OVER (PARTITION BY enterprise_years.year ORDER BY enterprise_years.rd_accounts DESC NULLS LAST)
    END AS rd_rank,
    enterprise_years.weight
FROM enterprise_years
LEFT JOIN enterprises USING (enterprise_id)
