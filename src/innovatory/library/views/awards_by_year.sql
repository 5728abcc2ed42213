-- Awards by year: one row per award, however many units of the city share it.
SELECT
    year(min(awarded_on)) AS year,
    award_id,
    kind,
    level,
    max(weight) AS weight
FROM awards
GROUP BY award_id, kind, level
HAVING year(min(awarded_on)) <= (SELECT year(day + 1) - 1 FROM as_of)
