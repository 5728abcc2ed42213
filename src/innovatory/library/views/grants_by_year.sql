-- Grants by the year of the plan, with the time from application to money.
--   approved: truth - an amount above 0 was granted
--   days_to_grant: day - days from application to approval
--   days_to_pay: day - days from approval to payment
--   to_enterprise: truth - the recipient is an enterprise of the city
SELECT
    year,
    grant_id,
    government,
    instrument,
    link,
    rd_type,
    cluster,
    requested,
    planned,
    granted,
    paid,
    granted > 0 AS approved,
    granted_on - applied_on AS days_to_grant,
    paid_on - granted_on AS days_to_pay,
    unit_id IN (SELECT enterprise_id FROM enterprises) AS to_enterprise,
    weight
FROM grants
WHERE year <= (SELECT year(day + 1) - 1 FROM as_of)
