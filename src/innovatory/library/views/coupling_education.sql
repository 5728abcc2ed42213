-- Graduates beside staff: how each industrial cluster is represented among graduates and in enterprises of a year.
-- Fields of study are led to clusters by the concordance of the city (scheme ford); graduates of fields that lead to
-- no cluster and staff outside clusters are left out of both sides. Years that have both sides only.
--   graduates: person - graduates led to the cluster
--   staff: person - mean staff of the cluster's enterprises
--   graduates_share: 1 - share of all graduates led to clusters
--   staff_share: 1 - share of all staff in clusters
WITH supply AS (
    SELECT graduates.year, concordances.cluster, sum(graduated * weight * cluster_share) AS graduates
    FROM graduates
    JOIN concordances ON concordances.scheme = 'ford' AND concordances.code = graduates.field
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
    SELECT year, cluster, coalesce(graduates, 0.0) AS graduates, coalesce(staff, 0.0) AS staff
    FROM supply
    FULL JOIN demand USING (year, cluster)
    WHERE year IN (SELECT year FROM supply) AND year IN (SELECT year FROM demand)
)
SELECT
    year,
    cluster,
    graduates,
    staff,
    graduates / nullif(sum(graduates) OVER (PARTITION BY year), 0) AS graduates_share,
    staff / nullif(sum(staff) OVER (PARTITION BY year), 0) AS staff_share,
    1.0 AS weight
FROM sides
