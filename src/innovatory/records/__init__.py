"""The records of a city: the column dictionary, what is typed of an applicant, the check of whole tables."""
