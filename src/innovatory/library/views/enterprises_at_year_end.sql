-- Enterprises of the city on 31 December of each complete year, with the recognitions that they hold on that day.
-- Individual businesses and branches are not counted; an enterprise that moved in counts from the day it moved in,
-- one that ended on 31 December is no longer there. Years run from the first enterprise to the last complete year.
--   age: year - completed calendar years since the year of registration
--   hnte: truth - holds the recognition as high-tech enterprise
--   tsme: truth - registered as technology-based SME
--   specialised: truth - specialised SME or little giant
--   little_giant: truth - little giant
--   innovative: truth - holds at least one of hnte, tsme, innovative_sme, specialised_sme, little_giant
WITH counted AS (
    SELECT *, coalesce(moved_in_on, registered_on) AS present_from
    FROM enterprises
    WHERE legal_form NOT IN ('individual_business', 'branch')
),
years AS (
    SELECT unnest(generate_series((SELECT min(year(present_from)) FROM counted), (SELECT year(day + 1) - 1 FROM as_of))) AS year
),
held AS (
    SELECT
        years.year,
        statuses.unit_id,
        bool_or(status = 'hnte') AS hnte,
        bool_or(status = 'tsme') AS tsme,
        bool_or(status IN ('specialised_sme', 'little_giant')) AS specialised,
        bool_or(status = 'little_giant') AS little_giant,
        bool_or(status IN ('hnte', 'tsme', 'innovative_sme', 'specialised_sme', 'little_giant')) AS innovative
    FROM years
    JOIN statuses
        ON statuses.valid_from <= make_date(years.year, 12, 31)
        AND (statuses.valid_to IS NULL OR statuses.valid_to >= make_date(years.year, 12, 31))
    GROUP BY ALL
)
SELECT
    years.year,
    counted.enterprise_id,
    counted.district,
    counted.zone_id,
    counted.cluster,
    counted.hte_field,
    counted.ownership,
    counted.local_born,
    years.year - year(counted.registered_on) AS age,
    coalesce(held.hnte, false) AS hnte,
    coalesce(held.tsme, false) AS tsme,
    coalesce(held.specialised, false) AS specialised,
    coalesce(held.little_giant, false) AS little_giant,
    coalesce(held.innovative, false) AS innovative,
    counted.weight
FROM years
JOIN counted
    ON counted.present_from <= make_date(years.year, 12, 31)
    AND (counted.ended_on IS NULL OR counted.ended_on > make_date(years.year, 12, 31))
LEFT JOIN held ON held.year = years.year AND held.unit_id = counted.enterprise_id
