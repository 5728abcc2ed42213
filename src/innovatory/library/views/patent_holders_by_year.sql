-- Patents year by year with who holds them on 31 December: applicants and owners, not licensees.
-- A patent without a recorded holder on that day has unknown holders. A leading enterprise is one that holds the status
-- `leading` on that day. The parts divide a patent equally among its holders (fractional counting).
--   filed: truth - filed in the year
--   granted: truth - granted in the year
--   in_force: truth - granted and not lapsed on 31 December
--   by_enterprise: truth - at least one holder is an enterprise of the city
--   by_leading: truth - at least one holder is a leading enterprise
--   enterprise_part: 1 - enterprises as a share of the holders
--   leading_part: 1 - leading enterprises as a share of the holders
WITH lived AS (
    SELECT *, make_date(year, 12, 31) AS day
    FROM (SELECT *, unnest(generate_series(year(filed_on), (SELECT year(day + 1) - 1 FROM as_of))) AS year FROM patents)
),
holders AS (
    SELECT DISTINCT lived.patent_id, lived.year, lived.day, patent_applicants.unit_id
    FROM lived
    JOIN patent_applicants
        ON patent_applicants.patent_id = lived.patent_id
        AND patent_applicants.role IN ('applicant', 'owner')
        AND patent_applicants.held_from <= lived.day
        AND (patent_applicants.held_to IS NULL OR patent_applicants.held_to >= lived.day)
),
leaders AS (
    SELECT DISTINCT holders.year, holders.unit_id
    FROM holders
    JOIN statuses
        ON statuses.unit_id = holders.unit_id
        AND statuses.status = 'leading'
        AND statuses.valid_from <= holders.day
        AND (statuses.valid_to IS NULL OR statuses.valid_to >= holders.day)
),
parts AS (
    SELECT
        holders.patent_id,
        holders.year,
        avg(CASE WHEN enterprises.enterprise_id IS NOT NULL THEN 1.0 ELSE 0.0 END) AS enterprise_part,
        avg(CASE WHEN leaders.unit_id IS NOT NULL THEN 1.0 ELSE 0.0 END) AS leading_part
    FROM holders
    LEFT JOIN enterprises ON enterprises.enterprise_id = holders.unit_id
    LEFT JOIN leaders ON leaders.unit_id = holders.unit_id AND leaders.year = holders.year
    GROUP BY ALL
)
SELECT
    lived.year,
    lived.patent_id,
    lived.kind,
    lived.cluster,
    lived.employee_invention,
    lived.major,
    year(lived.filed_on) = lived.year AS filed,
    coalesce(year(lived.granted_on) = lived.year, false) AS granted,
    lived.granted_on IS NOT NULL AND lived.granted_on <= lived.day
        AND (lived.lapsed_on IS NULL OR lived.lapsed_on > lived.day) AS in_force,
    parts.enterprise_part > 0 AS by_enterprise,
    parts.leading_part > 0 AS by_leading,
    parts.enterprise_part,
    parts.leading_part,
    lived.weight
FROM lived
LEFT JOIN parts ON parts.patent_id = lived.patent_id AND parts.year = lived.year
