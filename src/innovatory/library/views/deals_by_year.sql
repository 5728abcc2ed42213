-- Equity investments by year: one row per investor and deal, with the enterprise that receives the money.
--   first_of_deal: truth - true in one row of each deal, so that deals are counted once
SELECT
    year(dealt_on) AS year,
    deal_id,
    investor_id,
    stage,
    amount,
    enterprises.cluster,
    enterprises.district,
    enterprises.hte_field,
    row_number() OVER (PARTITION BY deal_id ORDER BY investor_id) = 1 AS first_of_deal,
    deals.weight
FROM deals
LEFT JOIN enterprises USING (enterprise_id)
WHERE year(dealt_on) <= (SELECT year(day + 1) - 1 FROM as_of)
