-- Conversion: projects with a result, in the year in which three years since the result are over.
-- `year` is the year of the third anniversary, so that every project has had the same time.
--   converted: truth - went into production within three years of the result
SELECT
    year(result_on + INTERVAL 3 YEAR) AS year,
    project_id,
    field,
    cluster,
    rd_type,
    coalesce(product_on <= result_on + INTERVAL 3 YEAR, false) AS converted,
    weight
FROM projects
WHERE result_on IS NOT NULL AND year(result_on + INTERVAL 3 YEAR) <= (SELECT year(day + 1) - 1 FROM as_of)
