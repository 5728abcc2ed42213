-- Cases on intellectual property by the year in which they were closed.
--   days: day - days from filing to closing
--   punitive: truth - damages multiplied (multiple above 1); unknown where no multiple is recorded
SELECT
    year(closed_on) AS year,
    case_id,
    forum,
    right_kind,
    outcome,
    damages,
    fine,
    punitive_multiple,
    punitive_multiple > 1 AS punitive,
    repeated,
    closed_on - filed_on AS days,
    weight
FROM ip_cases
WHERE closed_on IS NOT NULL AND year(closed_on) <= (SELECT year(day + 1) - 1 FROM as_of)
