-- Cases on intellectual property by the year in which they were closed.
--   days: day - days from filing to closing
--   punitive: 1 - 1 where damages were multiplied (multiple above 1), else 0; unknown where no multiple is recorded
SELECT
    year(closed_on) AS year,
    case_id,
    forum,
    right_kind,
    outcome,
    damages,
    fine,
    punitive_multiple,
    CASE WHEN punitive_multiple > 1 THEN 1.0 WHEN punitive_multiple <= 1 THEN 0.0 END AS punitive,
    repeated,
    closed_on - filed_on AS days,
    weight
FROM ip_cases
WHERE closed_on IS NOT NULL AND year(closed_on) <= (SELECT year(day + 1) - 1 FROM as_of)
