-- The years of funds with what each fund is and what its parent is.
--   of_guidance: truth - the parent fund is a guidance fund (a sub-fund of the city's fund of funds)
SELECT
    fund_years.year,
    fund_years.fund_id,
    funds.kind,
    coalesce(parents.kind = 'guidance', false) AS of_guidance,
    fund_years.committed_end,
    fund_years.paid_in_end,
    fund_years.public_paid_in_end,
    fund_years.invested,
    fund_years.payouts,
    fund_years.cash_end,
    fund_years.covered_loans_end,
    fund_years.weight
FROM fund_years
JOIN funds USING (fund_id)
LEFT JOIN funds AS parents ON parents.fund_id = funds.parent_fund_id
