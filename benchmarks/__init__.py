"""Measures the product against a hand-written floor and the stock recipe: ratios, never times."""
