"""The budget desk: planned lines against the claims that instruments raise, floors of law, and the smallest shift between lines."""
