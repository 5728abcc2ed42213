-- Value added and revenue of each enterprise in a year and in the year before, to measure growth of groups of them.
-- A year is there only if the year before it is. An enterprise that is recorded in one of the two years only counts
-- with 0 in the other (it entered or left); one recorded with an unknown figure is unknown in that year. Because the
-- weight of a row may differ between the two years, the money here is already multiplied by it and the weight is 1.
--   value_added_before: yuan - value added of the year before
--   revenue_before: yuan - revenue of the year before
WITH complete AS (
    SELECT DISTINCT year FROM enterprise_years WHERE year - 1 IN (SELECT year FROM enterprise_years)
),
now AS (SELECT * FROM enterprise_years WHERE year IN (SELECT year FROM complete)),
before AS (SELECT * REPLACE (year + 1 AS year) FROM enterprise_years WHERE year + 1 IN (SELECT year FROM complete))
SELECT
    year,
    enterprise_id,
    enterprises.district,
    enterprises.cluster,
    enterprises.hte_field,
    CASE WHEN now.weight IS NULL THEN 0.0 ELSE now.revenue * now.weight END AS revenue,
    CASE WHEN before.weight IS NULL THEN 0.0 ELSE before.revenue * before.weight END AS revenue_before,
    CASE WHEN now.weight IS NULL THEN 0.0 ELSE now.value_added * now.weight END AS value_added,
    CASE WHEN before.weight IS NULL THEN 0.0 ELSE before.value_added * before.weight END AS value_added_before,
    1.0 AS weight
FROM now
FULL JOIN before USING (enterprise_id, year)
LEFT JOIN enterprises USING (enterprise_id)
