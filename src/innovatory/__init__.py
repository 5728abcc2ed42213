"""Innovatory: the innovation system of a city as software that runs."""

__version__ = "0.1.0"
