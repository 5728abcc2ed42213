"""What is known of a city and what follows from it: its folder, published figures, indicators, checks, evidence."""
