"""The doors: one file per part of the site, over ``viewer.py``, which alone knows who is asking and when."""
