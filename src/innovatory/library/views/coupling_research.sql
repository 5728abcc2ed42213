-- R&D institutions beside staff: how each industrial cluster is represented among institutions and in enterprises.
-- An institution open on 31 December stands for its field, led to clusters by the concordance (scheme ford); those
-- without a field, and staff outside clusters, are left out. Years that have both sides only.
--   institutions: count - R&D institutions led to the cluster
--   staff: person - mean staff of the cluster's enterprises
--   institutions_share: 1 - share of all institutions led to clusters
--   staff_share: 1 - share of all staff in clusters
WITH years AS (
    SELECT unnest(generate_series((SELECT min(year) FROM enterprise_years), (SELECT year(day + 1) - 1 FROM as_of))) AS year
),
supply AS (
    SELECT years.year, concordances.cluster, sum(carriers.weight * cluster_share) AS institutions
    FROM years
    JOIN carriers
        ON year(carriers.opened_on) <= years.year
        AND (carriers.closed_on IS NULL OR carriers.closed_on > make_date(years.year, 12, 31))
    JOIN concordances ON concordances.scheme = 'ford' AND concordances.code = carriers.field
    WHERE carriers.kind IN (
        'research_institute', 'new_type_institution', 'laboratory', 'key_laboratory', 'engineering_centre',
        'technology_centre', 'manufacturing_innovation_centre', 'overseas_innovation_centre'
    )
    GROUP BY ALL
),
demand AS (
    SELECT enterprise_years.year, enterprises.cluster, sum(staff_mean * enterprise_years.weight) AS staff
    FROM enterprise_years
    JOIN enterprises USING (enterprise_id)
    WHERE enterprises.cluster IN (SELECT cluster FROM concordances)
    GROUP BY ALL
),
sides AS (
    SELECT year, cluster, coalesce(institutions, 0.0) AS institutions, coalesce(staff, 0.0) AS staff
    FROM supply
    FULL JOIN demand USING (year, cluster)
    WHERE year IN (SELECT year FROM supply) AND year IN (SELECT year FROM demand)
)
SELECT
    year,
    cluster,
    institutions,
    staff,
    institutions / nullif(sum(institutions) OVER (PARTITION BY year), 0) AS institutions_share,
    staff / nullif(sum(staff) OVER (PARTITION BY year), 0) AS staff_share,
    1.0 AS weight
FROM sides
