-- Technology contracts by the year of signing, with the sectors of seller and buyer.
--   kind: category - development, transfer, licence, consulting or service
--   seller_sector: category - enterprise, academia (university or institute of the city), other
--   buyer_sector: category - enterprise, academia, other
WITH academia AS (
    SELECT carrier_id FROM carriers WHERE kind IN ('university', 'research_institute', 'new_type_institution')
)
SELECT
    year(signed_on) AS year,
    contract_id,
    kind,
    field,
    cluster,
    amount,
    technology_amount,
    CASE
        WHEN seller_id IN (SELECT enterprise_id FROM enterprises) THEN 'enterprise'
        WHEN seller_id IN (SELECT carrier_id FROM academia) THEN 'academia'
        ELSE 'other'
    END AS seller_sector,
    CASE
        WHEN buyer_id IN (SELECT enterprise_id FROM enterprises) THEN 'enterprise'
        WHEN buyer_id IN (SELECT carrier_id FROM academia) THEN 'academia'
        ELSE 'other'
    END AS buyer_sector,
    weight
FROM contracts
WHERE year(signed_on) <= (SELECT year(day + 1) - 1 FROM as_of)
