-- Innovation carriers open on 31 December of each complete year, with the sector of the unit that hosts them.
-- One that closed on 31 December is no longer open. R&D institutions are laboratories, centres and institutes that do
-- research themselves: no university as a whole, no incubator, facility, pilot platform or service.
--   host_sector: category - enterprise, university, institute, government or outside; unknown if the host is not recorded
--   rd_institution: truth - a carrier whose kind is an R&D institution
--   opened: truth - opened in the year
WITH years AS (
    SELECT unnest(generate_series((SELECT min(year(opened_on)) FROM carriers), (SELECT year(day + 1) - 1 FROM as_of))) AS year
)
SELECT
    years.year,
    carriers.carrier_id,
    carriers.kind,
    carriers.link,
    carriers.level,
    carriers.field,
    carriers.cluster,
    carriers.district,
    CASE
        WHEN enterprises.enterprise_id IS NOT NULL THEN 'enterprise'
        WHEN hosts.kind = 'university' THEN 'university'
        WHEN hosts.carrier_id IS NOT NULL THEN 'institute'
        WHEN carriers.host_id LIKE 'gov:%' THEN 'government'
        WHEN carriers.host_id LIKE 'outside:%' THEN 'outside'
    END AS host_sector,
    carriers.kind IN (
        'research_institute', 'new_type_institution', 'laboratory', 'key_laboratory', 'engineering_centre',
        'technology_centre', 'manufacturing_innovation_centre', 'overseas_innovation_centre'
    ) AS rd_institution,
    year(carriers.opened_on) = years.year AS opened,
    carriers.weight
FROM years
JOIN carriers
    ON year(carriers.opened_on) <= years.year
    AND (carriers.closed_on IS NULL OR carriers.closed_on > make_date(years.year, 12, 31))
LEFT JOIN enterprises ON enterprises.enterprise_id = carriers.host_id
LEFT JOIN carriers AS hosts ON hosts.carrier_id = carriers.host_id
