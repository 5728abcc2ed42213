-- Steps of projects from one link to the next: one row for each step completed, in the year in which it was completed.
-- Only steps whose two days are recorded are there; a project still on its way has no row yet, so that times of recent
-- years are those of the quick ones.
--   step: category - start_to_result, result_to_pilot, pilot_to_product, result_to_product
--   days: day - days between the two events
SELECT year(reached_on) AS year, project_id, step, field, cluster, link, rd_type, reached_on - left_on AS days, weight
FROM (
    SELECT *, 'start_to_result' AS step, started_on AS left_on, result_on AS reached_on FROM projects
    UNION ALL BY NAME
    SELECT *, 'result_to_pilot' AS step, result_on AS left_on, pilot_on AS reached_on FROM projects
    UNION ALL BY NAME
    SELECT *, 'pilot_to_product' AS step, pilot_on AS left_on, product_on AS reached_on FROM projects
    UNION ALL BY NAME
    SELECT *, 'result_to_product' AS step, result_on AS left_on, product_on AS reached_on FROM projects
)
WHERE left_on IS NOT NULL AND reached_on IS NOT NULL AND year(reached_on) <= (SELECT year(day + 1) - 1 FROM as_of)
