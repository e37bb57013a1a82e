"""Which passwords are refused: common ones, and those made of the person's own name or address."""

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
"""Guesses: a password that is found with fewer is refused as common."""
LOOKED_AT = 24
"""Characters at either end that are judged: the time for it grows faster than the length of the password."""
MIN_OWN_LETTERS = 5
"""Letters that a password must have besides the person's own words."""
SHORTEST_NAME = 3
"""Characters: shorter words are not looked for in passwords."""
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
"""Common Spanish and Portuguese words in passwords, which the library's lists of English ones lack."""


class Weakness(Enum):
    """Why a password is refused."""

    COMMON = "common"
    OWN = "own"


def weakness(password: str, own: Collection[str]) -> Weakness | None:
    """Return why a password is easy to guess, or None. ``own`` are the `own_words` of the person and the site."""
    if _is_made_of(_plain(password[:MAX_PASSWORD]), own):
        return Weakness.OWN
    ends = {password[:LOOKED_AT], password[-LOOKED_AT:]}
    return Weakness.COMMON if all(_tries(end) < MIN_GUESSES for end in ends) else None


def _tries(part: str) -> float:
    """Estimate how many guesses find this. The library keeps ``user_inputs`` for all threads, so it must not be given a
    person's words.
    """
    from zxcvbn import zxcvbn  # imported here because its lists are large, and needed only when a password is chosen

    return float(zxcvbn(part, user_inputs=OURS)["guesses"])


def _is_made_of(folded: str, own: Collection[str]) -> bool:
    contained = [word for word in own if word in folded]
    for word in contained:
        folded = folded.replace(word, "")
    return bool(contained) and len(re.sub(r"[\W\d_]", "", folded)) < MIN_OWN_LETTERS


def own_words(email: str, name: str, site_name: str, site_url: str) -> list[str]:
    """List the words that people make passwords of, from their address, their name and the site, the longest first."""
    before, _at, domain = _plain(email).partition("@")
    names = [_plain(name), before, _plain(site_name)]
    hosts = {word for word in _words(f"{domain} {urlsplit(site_url).hostname}") if len(word) > SHORTEST_NAME}
    joined = {re.sub(r"[\W\d_]", "", full_name) for full_name in names}
    words = {_plain(email), *names, *joined, *hosts, *(word for full_name in names for word in _words(full_name))}
    return sorted((word for word in words if len(word) >= SHORTEST_NAME), key=len, reverse=True)


def _words(spoken: str) -> list[str]:
    return re.split(r"[\W\d_]+", spoken)


def _plain(typed: str) -> str:
    """Remove case and accents. ``text.folding`` would do the same, but keeps a cache, where no password belongs."""
    decomposed = unicodedata.normalize("NFKD", typed).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(user: User, site_name: str, site_url: str) -> list[str]:
    """List the `own_words` of an account."""
    return own_words(user.email, user.name, site_name, site_url)
