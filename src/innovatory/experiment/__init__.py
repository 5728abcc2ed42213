"""Runs of the model: seeds beside each other, arms in pairs, and what theory says beside what was simulated."""
