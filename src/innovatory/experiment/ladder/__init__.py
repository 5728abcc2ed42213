"""The ladder of proof: the simulation against its closed forms, a rung for each part of the theory.

A rung simulates what it needs and answers with rows: a quantity, what the formula says, what came out, and how likely
so large a difference is by chance. `verification` puts the rungs together and judges them.
"""
