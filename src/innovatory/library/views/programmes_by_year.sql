-- Programmes of study by year, and whether an enterprise is recorded as partner.
--   with_partner: truth - a partner enterprise is recorded
SELECT
    year,
    programme_id,
    institution_id,
    field,
    education_level,
    enrolled_end,
    partner_id IS NOT NULL AS with_partner,
    weight
FROM programmes
