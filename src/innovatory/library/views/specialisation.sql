-- Value added by district and cluster beside what would be expected if every district had the city's mix of clusters.
-- Every district meets every cluster, with 0 where nothing is recorded; rows without district, cluster or value added
-- are left out. Money is multiplied by the weight of the enterprise, so that the weight here is 1.
--   expected_value_added: yuan - value added of the district times the cluster's share of the city's value added
WITH cells AS (
    SELECT
        enterprise_years.year,
        enterprises.district,
        enterprises.cluster,
        sum(enterprise_years.value_added * enterprise_years.weight) AS value_added
    FROM enterprise_years
    JOIN enterprises USING (enterprise_id)
    WHERE enterprises.district IS NOT NULL
        AND enterprises.cluster IS NOT NULL
        AND enterprise_years.value_added IS NOT NULL
    GROUP BY ALL
),
complete AS (
    SELECT year, district, cluster, coalesce(value_added, 0.0) AS value_added
    FROM (SELECT DISTINCT year, district FROM cells)
    JOIN (SELECT DISTINCT year, cluster FROM cells) USING (year)
    LEFT JOIN cells USING (year, district, cluster)
)
SELECT
    year,
    district,
    cluster,
    value_added,
    sum(value_added) OVER (PARTITION BY year, district) * sum(value_added) OVER (PARTITION BY year, cluster)
        / nullif(sum(value_added) OVER (PARTITION BY year), 0) AS expected_value_added,
    1.0 AS weight
FROM complete
