-- Reform measures from the year in which they were announced: whether they are in force, and how far they have spread.
-- A measure without a day of announcement starts with the day on which it came into force; one with neither is left out.
--   in_force: truth - in force on 31 December
--   implemented: truth - has come into force by 31 December, even if it has ended since
--   spread_beyond: truth - recommended beyond the city by 31 December
--   days_to_force: day - days from announcement to coming into force, in the year of coming into force only
WITH known AS (
    SELECT *, least(announced_on, in_force_on) AS known_on FROM reforms
)
SELECT
    year,
    reform_id,
    category,
    zone_id,
    in_force_on IS NOT NULL AND year(in_force_on) <= year
        AND (ended_on IS NULL OR ended_on > make_date(year, 12, 31)) AS in_force,
    in_force_on IS NOT NULL AND year(in_force_on) <= year AS implemented,
    spread_on IS NOT NULL AND year(spread_on) <= year AS spread_beyond,
    CASE WHEN year(in_force_on) = year THEN in_force_on - announced_on END AS days_to_force
FROM (SELECT *, unnest(generate_series(year(known_on), (SELECT year(day + 1) - 1 FROM as_of))) AS year FROM known)
