"""What the site stands: `python -m bench.chaos`, or `make chaos`.

The real programs are started, on real databases, and then hurt: killed, crowded, cut off, filled up. One table says
what was acknowledged, and what of it was lost, doubled or wrong.
"""
