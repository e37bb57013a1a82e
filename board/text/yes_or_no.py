"""Whether a mail says yes or no, in so many words.

A program that answers mail by itself must never be taken for a person who agrees. So nothing counts but a line that
says yes, or no, and nothing else: "Sí, confirmo." does, and "Si necesita ayuda, llame a mi colega" does not.
"""

from __future__ import annotations

import re

from board.text.folding import fold

LINES = 5
"""How many lines are read. Below them is a signature, or what somebody else wrote."""
LONGEST = 80
"""In characters. A longer line is a sentence, and is not understood."""
YES = "yes|si|oui|sim"
NO = "no|non|nao"
YES_TOO = "i confirm|confirmo|confirmo mi (?:postulacion|solicitud)|je confirme|eu confirmo"
"""Not "OK", "received" or "confirmed": programs say these, too."""
NO_TOO = r"withdraw|i withdraw|retiro mi (?:postulacion|solicitud)|i cannot|no puedo|nao posso|stop"
POLITE = (
    r"please|thanks|thank you|thanks a lot|many thanks|gracias|muchas gracias|por favor|merci|obrigado|obrigada"
    r"|i do|i will|i confirm|i confirm my application|i want to take part"
    r"|confirmo|confirmo mi (?:postulacion|solicitud)"
    r"|lo confirmo|la confirmo|quiero participar|claro|claro que si|of course|je confirme|confirmo a minha candidatura"
)
NOT = (
    r"thanks|thank you|gracias|muchas gracias|merci|obrigado|obrigada|i cannot|i cannot this time|i can t|not this time"
    r"|esta vez no|puedo|puedo esta vez|podre|podre participar|puedo participar|not me|no fui yo|no he sido yo"
)
SAYS_YES = re.compile(rf"(?:{YES}|{YES_TOO})(?: (?:{YES}|{YES_TOO}|{POLITE}))*")
SAYS_NO = re.compile(rf"(?:{NO}|{NO_TOO})(?: (?:{NO}|{NO_TOO}|{NOT}))*")
BETWEEN = re.compile(r"[\W_]+")


def says(source: str) -> bool | None:
    """Return True if a mail says yes, False if it says no; None if it says neither, or both."""
    lines = [line for line in map(_words, source.split("\n", 40)[:40]) if line][:LINES]
    answers = {_answer(line) for line in lines} - {None}
    return answers.pop() if len(answers) == 1 else None


def _words(line: str) -> str:
    """Return a line without punctuation; nothing if it is too long to be an answer."""
    return BETWEEN.sub(" ", fold(line)).strip() if len(line) <= LONGEST else "…"


def _answer(line: str) -> bool | None:
    if SAYS_YES.fullmatch(line):
        return True
    return False if SAYS_NO.fullmatch(line) else None
