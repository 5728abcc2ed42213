-- Standards by the year of publication: one row per standard, however many units of the city worked on it.
--   led: truth - a unit of the city led the work
SELECT
    year(min(published_on)) AS year,
    standard_id,
    level,
    bool_or(role = 'led') AS led,
    max(weight) AS weight
FROM standards
GROUP BY standard_id, level
HAVING year(min(published_on)) <= (SELECT year(day + 1) - 1 FROM as_of)
