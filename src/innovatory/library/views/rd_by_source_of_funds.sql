-- Intramural R&D by performer and source of funds: one row for each source that a performer reports, nought included.
-- A performer that does not tell who pays is not in it. Complete years only.
--   source_of_funds: category - business, government, higher_education, private_non_profit, abroad or unallocated
--   amount: yuan - intramural R&D paid by this source
WITH told AS (
    SELECT
        year,
        unit_id,
        performer_sector,
        unnest(['business', 'government', 'higher_education', 'private_non_profit', 'abroad', 'unallocated']) AS source_of_funds,
        unnest([
            rd_from_business, rd_from_government, rd_from_higher_education, rd_from_non_profit, rd_from_abroad,
            rd_from_unallocated
        ]) AS amount,
        weight
    FROM rd_years
)
SELECT year, unit_id, performer_sector, source_of_funds, amount, weight
FROM told
WHERE amount IS NOT NULL AND year <= (SELECT year(day + 1) - 1 FROM as_of)
