-- Patents year by year, from the year of filing to the last complete year: what happened to them in the year, and
-- whether they are in force at the end of it. A patent that lapsed on 31 December is not in force on that day.
--   filed: truth - filed in the year
--   granted: truth - granted in the year
--   pct_filed: truth - filed under the Patent Cooperation Treaty in the year
--   in_force: truth - granted and not lapsed on 31 December
--   age: year - calendar years since the year of filing
--   days_to_grant: day - days from filing to grant, in the year of the grant only
SELECT
    year,
    patent_id,
    kind,
    cluster,
    employee_invention,
    major,
    high_value,
    year(filed_on) = year AS filed,
    coalesce(year(granted_on) = year, false) AS granted,
    coalesce(year(pct_filed_on) = year, false) AS pct_filed,
    granted_on IS NOT NULL AND year(granted_on) <= year
        AND (lapsed_on IS NULL OR lapsed_on > make_date(year, 12, 31)) AS in_force,
    year - year(filed_on) AS age,
    CASE WHEN year(granted_on) = year THEN granted_on - filed_on END AS days_to_grant,
    weight
FROM (
    SELECT *, unnest(generate_series(year(filed_on), (SELECT year(day + 1) - 1 FROM as_of))) AS year
    FROM patents
)
