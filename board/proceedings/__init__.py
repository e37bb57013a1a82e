"""The proceedings: what they say (`document.py`), taken once for each edition, and the formats made from it."""
