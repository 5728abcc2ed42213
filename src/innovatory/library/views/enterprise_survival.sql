-- Survival: enterprises born in the city one to five years earlier, and whether they still exist on 31 December.
-- `year` is the year of the answer. Those that were merged or moved away by
-- then are left out (what became of them is not known); with no recorded way of ending, survival is unknown.
--   years_old: count - years since the year of birth, 1 to 5
--   survived: truth - not deregistered, revoked or bankrupt up to 31 December of the year
WITH born AS (
    SELECT *
    FROM enterprises
    WHERE legal_form NOT IN ('individual_business', 'branch')
        AND moved_in_on IS NULL
        AND local_born IS DISTINCT FROM false
),
aged AS (
    SELECT born.*, years_old, year(registered_on) + years_old AS year
    FROM born
    CROSS JOIN (SELECT unnest(generate_series(1, 5)) AS years_old)
)
SELECT
    year,
    enterprise_id,
    years_old,
    district,
    cluster,
    hte_field,
    CASE
        WHEN ended_on IS NULL OR year(ended_on) > year THEN true
        WHEN ended_by IN ('deregistered', 'revoked', 'bankrupt') THEN false
    END AS survived,
    weight
FROM aged
WHERE year <= (SELECT year(day + 1) - 1 FROM as_of)
    AND (ended_on IS NULL OR year(ended_on) > year OR ended_by IS NULL OR ended_by NOT IN ('merged', 'moved_out'))
