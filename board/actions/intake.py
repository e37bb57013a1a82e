"""Reading applications that people typed into a form or a sheet: what they say, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from babel import Locale
from email_validator import EmailNotValidError, validate_email

from board.actions.applying import Applied
from board.actions.enrolling import normal_email
from board.actions.plans import faults_of_row
from board.models import Week
from board.rules.applications import CHARACTERISTICS, KEY_RESPONDENT, KINDS, MAX_EXPERIENCE_WORDS, PARTICIPANT
from board.rules.intake import MAX_DESCRIPTION, MAX_EMAIL, MAX_EXPERIENCE, MAX_NAME, MAX_REGION, Fault, Trouble
from board.rules.languages import ENDONYMS, INTERFACE
from board.text import Layout, SheetRow, clean, fold, tidy, word_count
from board.visible.gate import Sight

COLUMNS = (
    "kind", "name", "email", "region", "languages", "interface", "description", "experience", "characteristics", "week",
)  # fmt: skip
_NAMES = {
    "kind": "kind|role|as|tipo|clase|rol|participa como|type|papel|funcao",
    "name": "name|full name|nombre|nombre y apellido|nombre completo|nom|nom complet|prenom et nom|nome|nome completo",
    "email": "email|e-mail|mail|address|e-mail address|email address|correo|correo electronico"
    "|courriel|adresse courriel|endereco de e-mail",
    "region": "region|regiao",
    "languages": "languages|language|idiomas|idioma|lenguas|langues|langue|linguas",
    "interface": "interface|written to in|language of mails|idioma de los correos|se le escribe en"
    "|langue des courriels|idioma dos e-mails",
    "description": "description|work|short description|descripcion|trabajo|descripcion breve"
    "|travail|breve description|descricao|trabalho|descricao breve",
    "experience": "experience|fuller description|experiencia|descripcion detallada|description detaillee"
    "|descricao detalhada",
    "characteristics": "characteristics|caracteristicas|perfil|profile|caracteristiques|profil",
    "week": "week|preferred week|week preferred|semana|semana preferida|semaine|semaine preferee",
}
"""What a column may be called in the languages of the interface, folded."""
SHEET = Layout(
    order=COLUMNS,
    names={name: column for column, names in _NAMES.items() for name in names.split("|")},
    needed=frozenset({"name", "email"}),
)
"""A sheet of applications: its first row names the columns, in any language of the interface, in any order."""

KIND_WORDS = {
    **{kind: kind for kind in KINDS},
    "participante": PARTICIPANT, "key respondent": KEY_RESPONDENT, "key-respondent": KEY_RESPONDENT,
    "respondent": KEY_RESPONDENT, "ponente": KEY_RESPONDENT, "personne-ressource": KEY_RESPONDENT,
    "personne ressource": KEY_RESPONDENT, "personne participante": PARTICIPANT, "participation": PARTICIPANT,
    "palestrante": KEY_RESPONDENT, "painelista": KEY_RESPONDENT, "pessoa participante": PARTICIPANT,
}  # fmt: skip
CHARACTERISTIC_WORDS = {
    **{characteristic: characteristic for characteristic in CHARACTERISTICS},
    "investigacion": "research", "practica": "practice", "on the ground": "practice", "terreno": "practice",
    "en el terreno": "practice", "incidencia": "advocacy", "incidencia politica": "advocacy", "policy": "advocacy",
    "politicas publicas": "advocacy", "recherche": "research", "pratique": "practice", "sur le terrain": "practice",
    "terrain": "practice",
    "defense des droits": "advocacy", "plaidoyer": "advocacy", "politiques publiques": "advocacy",
    "pesquisa": "research", "pratica": "practice", "em campo": "practice", "na pratica": "practice",
    "incidencia politica e social": "advocacy",
}  # fmt: skip
LANGUAGE_WORDS = {
    **{code: code for code in ENDONYMS},
    **{fold(name): code for code, name in ENDONYMS.items()},
    **{fold(Locale(own).languages[code]): code for own in INTERFACE for code in ENDONYMS},
}
_BETWEEN = re.compile(r"[,;/|\n]+")
_WEEK = re.compile(r"(?:week|semana|semaine)? ?(\d{1,3})")


def said_in(sight: Sight, row: SheetRow) -> tuple[Applied, tuple[Fault, ...]]:
    """Return what a row of a sheet says, and its faults; those of the row as a whole come first."""
    faults = faults_of_row(row, Fault(Trouble.SURPLUS), Fault(Trouble.UNSHOWABLE))
    said, unknown = understood(sight, row.cells)
    return said, (*faults, *unknown, *faults_of(said))


def understood(sight: Sight, cells: Mapping[str, str]) -> tuple[Applied, list[Fault]]:
    """Read an application from cells by the name of their column; return it with faults for words that mean nothing."""
    typed = {column: cells.get(column, "").strip() for column in COLUMNS}
    faults: list[Fault] = []
    kind = _one(KIND_WORDS, typed["kind"], PARTICIPANT, Trouble.UNKNOWN_KIND, faults)
    languages = tuple(dict.fromkeys(_several(LANGUAGE_WORDS, typed["languages"], Trouble.UNKNOWN_LANGUAGE, faults)))
    usual = next((code for code in (*languages, *sight.forum.languages) if code in INTERFACE), INTERFACE[0])
    spoken = {word: code for word, code in LANGUAGE_WORDS.items() if code in INTERFACE}
    said = Applied(
        kind=kind,
        name=tidy(typed["name"]),
        email=normal_email(typed["email"]),
        region=region_in(sight, typed["region"], faults),
        languages=languages,
        interface=_one(spoken, typed["interface"], usual, Trouble.UNKNOWN_INTERFACE, faults),
        description=clean(typed["description"]),
        experience=clean(typed["experience"]),
        characteristics=frozenset(
            _several(CHARACTERISTIC_WORDS, typed["characteristics"], Trouble.UNKNOWN_CHARACTERISTIC, faults)
        ),
        week=_week(sight, typed["week"], faults),
    )
    return said, faults


def _one(words: Mapping[str, str], typed: str, usual: str, trouble: Trouble, faults: list[Fault]) -> str:
    meaning = words.get(fold(typed), "" if typed else usual)
    if not meaning:
        faults.append(Fault(trouble, typed))
    return meaning or usual


def _several(words: Mapping[str, str], typed: str, trouble: Trouble, faults: list[Fault]) -> list[str]:
    parts = [part.strip() for part in _BETWEEN.split(typed) if part.strip()]
    faults += [Fault(trouble, part) for part in parts if fold(part) not in words]
    return [words[fold(part)] for part in parts if fold(part) in words]


def region_in(sight: Sight, typed: str, faults: list[Fault]) -> str:
    """Return the region as the forum writes it, and note a fault if it has no such region.

    A forum without a list of regions accepts any.
    """
    if not typed or not sight.forum.regions:
        return tidy(typed)[:MAX_REGION]
    known = {fold(region): region for region in sight.forum.regions}
    if fold(typed) not in known:
        faults.append(Fault(Trouble.UNKNOWN_REGION, typed))
    return known.get(fold(typed), "")


def _week(sight: Sight, typed: str, faults: list[Fault]) -> Week | None:
    match = _WEEK.fullmatch(fold(typed))
    week = next((week for week in sight.weeks if match and week.number == int(match[1])), None)
    if typed and week is None:
        faults.append(Fault(Trouble.UNKNOWN_WEEK, typed))
    return week


def faults_of(said: Applied) -> Iterable[Fault]:
    """Yield what is missing, too long or malformed in an application."""
    yield from faults_of_person(said.name, said.email)
    if len(said.description) > MAX_DESCRIPTION:
        yield Fault(Trouble.LONG_DESCRIPTION, str(len(said.description)))
    if (words := word_count(said.experience[:MAX_EXPERIENCE])) > MAX_EXPERIENCE_WORDS:
        yield Fault(Trouble.LONG_EXPERIENCE, str(words))


def faults_of_person(name: str, email: str) -> Iterable[Fault]:
    """Yield what is missing, too long or malformed in a name and an address."""
    if not name:
        yield Fault(Trouble.NO_NAME)
    elif len(name) > MAX_NAME:
        yield Fault(Trouble.LONG_NAME)
    if not email:
        yield Fault(Trouble.NO_EMAIL)
    elif not is_address(email):
        yield Fault(Trouble.BAD_EMAIL, email)


def is_address(email: str) -> bool:
    """Return whether this is a well-formed mail address; nothing is looked up."""
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(email) <= MAX_EMAIL


def trimmed(said: Applied) -> Applied:
    """Drop the answers that only key respondents give, if the application is not for that."""
    if said.kind == KEY_RESPONDENT:
        return said
    return replace(said, experience="", characteristics=frozenset(), week=None)
