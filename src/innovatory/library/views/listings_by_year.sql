-- Applications to list, year by year from the year of application.
--   applied: truth - applied in the year
--   listed: truth - first traded in the year
--   in_market: truth - listed and not delisted on 31 December
--   days: day - days from application to listing, in the year of listing only
SELECT
    year,
    enterprise_id,
    board,
    regime,
    year(applied_on) = year AS applied,
    coalesce(year(listed_on) = year, false) AS listed,
    listed_on IS NOT NULL AND year(listed_on) <= year
        AND (delisted_on IS NULL OR delisted_on > make_date(year, 12, 31)) AS in_market,
    CASE WHEN year(listed_on) = year THEN listed_on - applied_on END AS days,
    CASE WHEN year(listed_on) = year THEN proceeds END AS proceeds,
    weight
FROM (SELECT *, unnest(generate_series(year(applied_on), (SELECT year(day + 1) - 1 FROM as_of))) AS year FROM listings)
