-- Fairs, conferences, contests and other events by the year in which they began.
SELECT year(started_on) AS year, event_id, series, kind, visitors, exhibitors
FROM events
WHERE year(started_on) <= (SELECT year(day + 1) - 1 FROM as_of)
