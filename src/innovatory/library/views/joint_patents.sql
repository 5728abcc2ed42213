-- Patents filed in each year and whether an enterprise and a university or institute applied for them together.
-- Applicants are those recorded from the day of filing; a patent without a recorded applicant has unknown applicants.
--   kind: category - invention, utility_model or design
--   joint: truth - at least one enterprise and at least one university or research institute of the city applied
WITH applied AS (
    SELECT
        patents.patent_id,
        bool_or(enterprises.enterprise_id IS NOT NULL) AND bool_or(carriers.carrier_id IS NOT NULL) AS joint
    FROM patents
    JOIN patent_applicants
        ON patent_applicants.patent_id = patents.patent_id
        AND patent_applicants.role IN ('applicant', 'owner')
        AND patent_applicants.held_from <= patents.filed_on
    LEFT JOIN enterprises ON enterprises.enterprise_id = patent_applicants.unit_id
    LEFT JOIN carriers
        ON carriers.carrier_id = patent_applicants.unit_id
        AND carriers.kind IN ('university', 'research_institute', 'new_type_institution')
    GROUP BY patents.patent_id
)
SELECT year(filed_on) AS year, patents.patent_id, kind, cluster, applied.joint, weight
FROM patents
LEFT JOIN applied ON applied.patent_id = patents.patent_id
WHERE year(filed_on) <= (SELECT year(day + 1) - 1 FROM as_of)
