"""The after-tax price of one yuan of research and how research answers to it.

Source: the B-index of McFetridge, D. G. and Warda, J. P. (1983), "Canadian R&D Incentives", Canadian Tax Foundation,
for a super-deduction (China: Enterprise Income Tax Law, article 30, and article 95 of its implementing regulations).
"""

from __future__ import annotations

from innovatory.model.theory.ranges import OutOfRangeError, above, not_negative, within


def b_index(tax_rate: float, super_deduction: float, usable: float) -> float:
    """B = (1 − e u (1+d)) / (1 − e u): the pre-tax revenue that pays for one yuan of research.

    `tax_rate` u of company income, `super_deduction` d on top of the cost itself (0.75 for 75 %), `usable` e in [0, 1]
    the discounted chance that the deduction meets income. `OutOfRangeError` where u·e reaches 1.
    """
    within("tax_rate (u)", tax_rate, 0.0, 1.0)
    within("usable (e)", usable, 0.0, 1.0)
    not_negative("super_deduction (d)", super_deduction)
    relieved = usable * tax_rate
    if relieved >= 1.0:
        raise OutOfRangeError("tax_rate × usable (e u)", relieved, "a number below 1")
    return (1.0 - relieved * (1.0 + super_deduction)) / (1.0 - relieved)


def research_elasticity(curvature: float) -> float:
    """d ln R&D / d ln user cost = −1/(ψ−1) for a cost χx^ψ; −1 at ψ = 2 (Akcigit and Kerr 2018, section IV)."""
    return -1.0 / (above("curvature (ψ)", curvature, 1.0) - 1.0)
