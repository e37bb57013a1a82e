"""A list of people to add to a forum at once: how its columns, roles and limits are written."""

from __future__ import annotations

from board.rules.roles import ADMIN, KEY_RESPONDENT, PARTICIPANT, TRANSLATOR

MAX_PEOPLE = 500
"""People in one list: all of them are added in one transaction."""
SHOWN = 80
"""Characters of a cell that is not understood, as its fault repeats it."""

COLUMNS = ("name", "email", "roles", "region", "interface")
COLUMN_NAMES = {
    "name": (
        "name", "full name", "nombre", "nombre completo", "nombre y apellido", "nom", "nom complet", "nome",
        "nome completo",
    ),
    "email": (
        "email", "e-mail", "mail", "address", "e-mail address", "email address", "correo", "correo electronico",
        "direccion", "courriel", "adresse", "adresse courriel", "endereco", "correio eletronico",
    ),
    "roles": ("role", "roles", "rol", "funcion", "funciones", "papel", "papeis", "funcao", "funcoes", "kind", "as"),
    "region": ("region", "regiao"),
    "interface": (
        "language", "languages", "interface", "language of the e-mails", "idioma", "idioma de los correos", "langue",
        "langue des courriels", "idioma dos e-mails", "lingua",
    ),
}  # fmt: skip
"""What a first row may call each column, folded, in the languages of the interface."""

ROLE_NAMES = {
    PARTICIPANT: (
        "participant", "participants", "member", "participante", "participantes", "miembro", "participante", "membre",
        "participant(e)", "participante(s)", "participant·e", "membro",
    ),
    KEY_RESPONDENT: (
        "key_respondent", "key respondent", "key respondents", "key-respondent", "respondent", "ponente", "ponentes",
        "panelista", "intervenant", "intervenante", "intervenant(e)", "intervenant·e", "personne-ressource",
        "painelista", "painelistas", "palestrante", "respondente", "debatedor", "debatedora",
    ),
    TRANSLATOR: (
        "translator", "translators", "traductor", "traductora", "traductor(a)", "traductor/a", "traductores",
        "traducteur", "traductrice", "traducteur(trice)", "tradutor", "tradutora", "tradutor(a)", "tradutor/a",
    ),
    ADMIN: (
        "admin", "admins", "administrator", "facilitator", "organiser", "organizer", "administrador", "administradora",
        "administrador(a)", "facilitador", "facilitadora", "facilitador(a)", "administrateur", "administratrice",
        "animateur", "animatrice",
    ),
}  # fmt: skip
"""Words for the roles, folded, in the languages of the interface, besides those that its pages use."""
