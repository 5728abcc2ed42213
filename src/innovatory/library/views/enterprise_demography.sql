-- Births and deaths: every enterprise that was in the city at some time of a year.
-- A move into or out of the city and a merger change the stock but are neither birth nor death. Where an enterprise
-- ended and how is not recorded, whether it died is unknown.
--   born: truth - first registered in this city in the year
--   moved_in: truth - moved into the city in the year
--   died: truth - deregistered, revoked or bankrupt in the year
--   present_at_end: truth - still in the city at the end of 31 December
WITH counted AS (
    SELECT *, coalesce(moved_in_on, registered_on) AS present_from
    FROM enterprises
    WHERE legal_form NOT IN ('individual_business', 'branch')
),
years AS (
    SELECT unnest(generate_series((SELECT min(year(present_from)) FROM counted), (SELECT year(day + 1) - 1 FROM as_of))) AS year
)
SELECT
    years.year,
    counted.enterprise_id,
    counted.district,
    counted.zone_id,
    counted.cluster,
    counted.hte_field,
    counted.ownership,
    counted.moved_in_on IS NULL
        AND counted.local_born IS DISTINCT FROM false
        AND year(counted.registered_on) = years.year AS born,
    coalesce(year(counted.moved_in_on) = years.year, false) AS moved_in,
    CASE
        WHEN counted.ended_on IS NULL OR year(counted.ended_on) > years.year THEN false
        ELSE counted.ended_by IN ('deregistered', 'revoked', 'bankrupt')
    END AS died,
    counted.ended_on IS NULL OR year(counted.ended_on) > years.year AS present_at_end,
    counted.weight
FROM years
JOIN counted
    ON year(counted.present_from) <= years.year
    AND (counted.ended_on IS NULL OR year(counted.ended_on) >= years.year)
