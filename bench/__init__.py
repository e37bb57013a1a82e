"""Measuring how fast the site is: `python -m bench`, or `make bench`."""
