-- Signed projects by the year of signing, with what became of them up to today.
--   started: truth - work has started
--   cancelled: truth - given up
SELECT
    year(signed_on) AS year,
    signed_id,
    event_id,
    cluster,
    district,
    amount,
    invested,
    started_on IS NOT NULL AS started,
    cancelled_on IS NOT NULL AS cancelled,
    weight
FROM signed_projects
WHERE year(signed_on) <= (SELECT year(day + 1) - 1 FROM as_of)
