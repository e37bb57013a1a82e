"""A forum as one file: written, and read into another installation.

The file is a zip: a JSON-lines file per table, each row referring to others by their line, the uploaded files, and a
manifest. Rows have no database ids and everything has a fixed order, so that the same forum makes the same bytes, also
after it was read into another installation. What goes along, and what does not, is said in `contents.py`.
"""

MOST_BYTES = 8 * 1024**3
"""The most that an archive may hold once it is unpacked."""


class ArchiveError(Exception):
    """An archive that cannot be read in; the message is a sentence for the person who tries."""
