-- Projects by the year in which they started, and whether enterprises carry them out together with academia.
-- Partners and leads count, funders do not; a project without recorded partners has unknown partners.
--   joint: truth - at least one enterprise and one university or research institute of the city take part
--   enterprise_contribution: yuan - what enterprises contribute to the project, funders included
WITH partners AS (
    SELECT
        project_partners.project_id,
        coalesce(bool_or(enterprises.enterprise_id IS NOT NULL) FILTER (role IN ('lead', 'partner')), false)
        AND coalesce(bool_or(carriers.carrier_id IS NOT NULL) FILTER (role IN ('lead', 'partner')), false) AS joint,
        coalesce(sum(contributed) FILTER (enterprises.enterprise_id IS NOT NULL), 0.0) AS enterprise_contribution,
        bool_or(enterprises.enterprise_id IS NOT NULL AND contributed IS NULL) AS contribution_unknown
    FROM project_partners
    LEFT JOIN enterprises ON enterprises.enterprise_id = project_partners.unit_id
    LEFT JOIN carriers
        ON carriers.carrier_id = project_partners.unit_id
        AND carriers.kind IN ('university', 'research_institute', 'new_type_institution')
    GROUP BY project_partners.project_id
)
SELECT
    year(started_on) AS year,
    projects.project_id,
    field,
    cluster,
    link,
    rd_type,
    investment,
    partners.joint,
    CASE WHEN NOT partners.contribution_unknown THEN partners.enterprise_contribution END AS enterprise_contribution,
    weight
FROM projects
LEFT JOIN partners ON partners.project_id = projects.project_id
WHERE year(started_on) <= (SELECT year(day + 1) - 1 FROM as_of)
