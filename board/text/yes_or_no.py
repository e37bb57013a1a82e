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
_MINE = r"(?:(?:a )?minha )?(?:inscricao|candidatura|participacao)"
_MA = r"(?:ma (?:candidature|participation)|mon inscription)"
_MI = r"mi (?:postulacion|solicitud)"
YES_TOO = rf"i confirm|confirmo|confirmo {_MI}|je confirme|je confirme {_MA}|eu confirmo|(?:eu )?confirmo {_MINE}"
"""Not "OK", "received" or "confirmed": programs say these, too."""
NO_TOO = (
    rf"withdraw|i withdraw|retiro {_MI}|i cannot|no puedo|stop"
    rf"|nao posso|(?:eu )?desisto|(?:eu )?cancelo|(?:eu )?(?:cancelo|quero cancelar|retiro) {_MINE}|parar|pare"
    rf"|je ne peux pas|j annule|je retire {_MA}|j annule {_MA}|je me retire|je me desiste|arreter|arretez"
)
"""In the first person: a line such as "Cancelar inscrição" is a link in many newsletters."""
POLITE = (
    r"please|thanks|thank you|thanks a lot|many thanks|gracias|muchas gracias|por favor"
    r"|i do|i will|i confirm|i confirm my application|i want to take part"
    rf"|confirmo|confirmo {_MI}|lo confirmo|la confirmo|quiero participar|claro|claro que si|of course"
    r"|merci|merci beaucoup|s il vous plait|bien sur|volontiers|avec plaisir"
    rf"|je confirme|je confirme {_MA}|je participe|je participerai|je (?:veux|souhaite) participer"
    r"|obrigado|obrigada|muito obrigado|muito obrigada|claro que sim|com certeza|com prazer"
    rf"|eu confirmo|(?:eu )?confirmo {_MINE}|(?:eu )?(?:quero|vou) participar|participo"
)
NOT = (
    r"thanks|thank you|gracias|muchas gracias|i cannot|i cannot this time|i can t|not this time"
    r"|esta vez no|puedo|puedo esta vez|podre|podre participar|puedo participar|not me|no fui yo|no he sido yo"
    r"|merci|merci beaucoup|pas cette fois|cette fois|participer|participer cette fois|ce n etait pas moi"
    r"|obrigado|obrigada|muito obrigado|muito obrigada|desta vez|desta vez nao|participar|participar desta vez"
    r"|posso|vou poder|poderei|fui eu|nao fui eu"
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
