-- Loans by the year in which they were drawn, with what is known of their course up to today.
--   ip_pledged: truth - secured on patents, trademarks or a mix of intellectual property
SELECT
    year(drawn_on) AS year,
    loan_id,
    collateral,
    collateral IN ('patent', 'trademark', 'mixed_ip') AS ip_pledged,
    first_loan,
    principal,
    interest_rate,
    bad_principal,
    loss,
    compensation,
    enterprises.cluster,
    enterprises.district,
    loans.weight
FROM loans
LEFT JOIN enterprises USING (enterprise_id)
WHERE year(drawn_on) <= (SELECT year(day + 1) - 1 FROM as_of)
