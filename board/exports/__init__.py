"""What a forum made, as files for other programs: open data in JSON and CSV, and its coding for researchers' tools.

All of them hold what a plain participant may read now, whoever downloads them (`seeing.py`), and sign authors as they
chose. The same facts make the same bytes.
"""
