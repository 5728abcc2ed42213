-- Friendly cities and exchange partners in being on 31 December, from the first to the last complete year.
-- A partnership without a known first day is left out: it cannot be placed in a year.
--   since_this_year: truth - concluded in the year
WITH years AS (
    SELECT unnest(generate_series((SELECT min(year(since_on)) FROM partnerships), (SELECT year(day + 1) - 1 FROM as_of))) AS year
)
SELECT years.year, partner_id, country, kind, year(since_on) = years.year AS since_this_year
FROM years
JOIN partnerships
    ON year(since_on) <= years.year AND (ended_on IS NULL OR ended_on > make_date(years.year, 12, 31))
