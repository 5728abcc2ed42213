-- Recognitions by year: each unit and status held on 31 December of the year or of the year before.
-- Several spells of one status of a unit count once. The last day of validity is included.
--   held: truth - held on 31 December of the year
--   held_before: truth - held on 31 December of the year before
WITH years AS (
    SELECT unnest(generate_series((SELECT min(year(valid_from)) FROM statuses), (SELECT year(day + 1) - 1 FROM as_of))) AS year
),
days AS (
    SELECT
        years.year,
        statuses.unit_id,
        statuses.status,
        bool_or(
            valid_from <= make_date(year, 12, 31) AND (valid_to IS NULL OR valid_to >= make_date(year, 12, 31))
        ) AS held,
        bool_or(
            valid_from <= make_date(year - 1, 12, 31) AND (valid_to IS NULL OR valid_to >= make_date(year - 1, 12, 31))
        ) AS held_before,
        max(weight) AS weight
    FROM years
    JOIN statuses
        ON year(statuses.valid_from) <= years.year
        AND (statuses.valid_to IS NULL OR year(statuses.valid_to) >= years.year - 1)
    GROUP BY ALL
)
SELECT year, unit_id, status, held, held_before, weight
FROM days
WHERE held OR held_before
