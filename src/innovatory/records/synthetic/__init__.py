"""A synthetic population: enterprises that nobody is, such that given totals are met.

What stands here takes plain totals and plain constants and knows of no city, no law and no publication; `measure` reads
those and judges the rules.
"""
