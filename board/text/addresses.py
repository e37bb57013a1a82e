"""Addresses of pages and mailboxes in running text.

All patterns are linear: no match can begin inside another attempt.
"""

import re

ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Only what is marked as an address: "es", "no" and "it" are top-level domains, but also words after a full stop.
_ADDRESS_PART = r"(?:[^\s<>()\"«»“”&{end}]|&(?!(?:lt|gt|quot|\#39);)|\((?:[^\s<>()&]|&(?!(?:lt|gt|quot);))*\))"
ADDRESS_IN_HTML = re.compile(
    r"(?<![\w/@.])(?:https?://|www\.)" + _ADDRESS_PART.format(end="") + "*" + _ADDRESS_PART.format(end=".,;:!?'…*_¿¡"),
    re.IGNORECASE,
)
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.[a-z]{2,24}\b", re.IGNORECASE)
