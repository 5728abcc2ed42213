"""The simulation of a city: technology lines, technology firms and the quarter that moves them."""
