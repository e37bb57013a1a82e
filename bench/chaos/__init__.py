"""What the site withstands: `python -m bench.chaos`, or `make chaos`.

It starts the real programs on real databases and then harms them: kills, crowds, cuts off, fills up. One table shows
what was acknowledged, and what of it was lost, doubled or wrong.
"""
