"""Which passwords are refused: those that many people have, and those made of who one is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import Enum
from urllib.parse import urlsplit

from board.models import User

MIN_PASSWORD = 10
MAX_PASSWORD = 200
MIN_GUESSES = 10_000_000
"""A password that is found within so many tries is one that others have, too."""
LOOKED_AT = 24
"""Characters at either end: what it takes to judge grows faster than the password."""
MIN_OWN_LETTERS = 5
"""Letters that have to be left of a password without who one is."""
SHORTEST_NAME = 3
OURS = (
    "contraseña", "contrasena", "clave", "secreto", "secreta", "hola", "bienvenido", "bienvenida", "bienvenidos",
    "teamo", "tequiero", "amor", "corazon", "estrella", "familia", "mimama", "mihija", "mihijo", "princesa",
    "cooperativa", "usuario", "administrador", "administradora", "cambiame", "entrar", "acceso", "invitado", "mexico",
    "argentina", "colombia", "bolivia", "peru", "chile", "ecuador", "venezuela", "paraguay", "uruguay", "guatemala",
    "honduras", "nicaragua", "panama", "cuba", "brasil", "bogota", "lima", "quito", "lapaz", "santiago", "caracas",
    "montevideo", "asuncion", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre", "verano", "invierno", "otoño", "primavera", "semana", "senha", "minhasenha",
    "saudade", "obrigado", "obrigada", "felicidade", "bemvindo", "janeiro", "fevereiro", "março", "maio", "junho",
    "julho",
)  # fmt: skip
"""Words that people here begin with, and that the library's lists, made of English ones, lack."""


class Weakness(Enum):
    """Why a password is refused."""

    COMMON = "common"
    OWN = "own"


def weakness(password: str, own: Collection[str]) -> Weakness | None:
    """What makes a password easy to guess, if anything does; ``own`` are the words that tell who one is, and where."""
    if _is_made_of(_plain(password[:MAX_PASSWORD]), own):
        return Weakness.OWN
    ends = {password[:LOOKED_AT], password[-LOOKED_AT:]}
    return Weakness.COMMON if all(_tries(end) < MIN_GUESSES for end in ends) else None


def _tries(part: str) -> float:
    """How many tries find it. The library keeps what it is given for all threads: it gets nothing of anybody's."""
    from zxcvbn import zxcvbn  # its lists are read only where somebody chooses a password

    return float(zxcvbn(part, user_inputs=OURS)["guesses"])


def _is_made_of(folded: str, own: Collection[str]) -> bool:
    held = [word for word in own if word in folded]
    for word in held:
        folded = folded.replace(word, "")
    return bool(held) and len(re.sub(r"[\W\d_]", "", folded)) < MIN_OWN_LETTERS


def own_words(email: str, name: str, site_name: str, site_url: str) -> list[str]:
    """The words of an address, a name and the site, the longest first: what people make passwords of."""
    before, _at, domain = _plain(email).partition("@")
    called = [_plain(name), before, _plain(site_name)]
    hosts = {word for word in _words(f"{domain} {urlsplit(site_url).hostname}") if len(word) > SHORTEST_NAME}
    joined = {re.sub(r"[\W\d_]", "", one) for one in called}
    found = {_plain(email), *called, *joined, *hosts, *(word for one in called for word in _words(one))}
    return sorted((one for one in found if len(one) >= SHORTEST_NAME), key=len, reverse=True)


def _words(spoken: str) -> list[str]:
    return re.split(r"[\W\d_]+", spoken)


def _plain(typed: str) -> str:
    """Without case and accents. Not ``text.folding``: it remembers what it was given."""
    apart = unicodedata.normalize("NFKD", typed).casefold()
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(user: User, site_name: str, site_url: str) -> list[str]:
    """The same for an account."""
    return own_words(user.email, user.name, site_name, site_url)
