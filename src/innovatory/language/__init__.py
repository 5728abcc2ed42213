"""The expression language of rules and ratios: grammar, typed tree, and the back ends that explain and evaluate."""
