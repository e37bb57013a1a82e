"""The lines that mail clients add around what people write, in English, Spanish, French and Portuguese."""

from __future__ import annotations

import re

_WROTE = r"(?:wrote|writes|escribi[óo]|escribe|a [ée]crit|escreveu|schrieb|ha scritto)"
_ON = r"(?:on|el|le|em|no dia|às|a las|am|il|op|den)\s[^\d\n]{0,40}\d|\d{1,4}[-/. ]"
_DATE_FIRST = re.compile(rf"^[*_\s]*(?:{_ON}).{{0,300}}\b{_WROTE}\b[^:\n]{{0,80}}:\s*[*_]*$", re.IGNORECASE)
_NAME_FIRST = re.compile(rf"^.{{1,200}}\b{_WROTE}\b(?P<when>.{{0,80}}):\s*[*_]*$", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}|\S@\S")
_DATED = re.compile(r"\d.*\S@\S+\s*:?\s*$")
_ADDRESSED = re.compile(r"\S@\S+\s*:\s*$")
MAX_ATTRIBUTION = 4
"""Lines over which a client wraps who wrote when."""
MAX_LINE = 500
"""Characters of a line that a client can have added."""

_LABELS = {
    "from": "from|de|von|da|expéditeur|remitente|remetente",
    "sent": "sent|date|enviad[oa](?: el| em)?|envoyé(?: le)?|fecha|data|gesendet|sent at",
    "to": "to|para|à|pour|a|an|destinatario|destinataire",
    "copy": "cc|c\\.c\\.|copie|copia|cópia",
    "subject": "subject|asunto|objet|assunto|betreff|oggetto|tema",
    "answer": "reply-to|responder a|répondre à|importance|importancia|importância",
}
_LABEL = re.compile(
    r"^[\s*_]*(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items()) + r")[\s*_]*:[\s*_]*",
    re.IGNORECASE,
)

_DASH = r"[-_—–‐=*]"
_ORIGINAL = (
    r"original message|mensaje original|message d['’]origine|message original|mensagem original|"
    r"original-nachricht|ursprüngliche nachricht|reply message|"
    r"forwarded message|mensaje reenviado|message transféré|mensagem encaminhada|mensagem reencaminhada"
)
_SEPARATOR = re.compile(rf"^\s*{_DASH}{{2,}}\s*(?:{_ORIGINAL})\s*:?\s*{_DASH}{{2,}}\s*$", re.IGNORECASE)
_FORWARD = re.compile(
    r"^\s*(?:begin forwarded message|inicio del mensaje reenviado|comienzo del mensaje reenviado|"
    r"début du message (?:transféré|réexpédié)|início da mensagem (?:re)?encaminhada)\s*:\s*$",
    re.IGNORECASE,
)
_UNDERSCORES = re.compile(r"^\s*(?:_{20,}|-{20,}|—{10,})\s*$")

_SIGNATURE = re.compile(r"^(?:-- ?|—)\s*$")
_SENT_FROM = re.compile(
    r"^[\s*_\[(]*(?:"
    r"sent (?:from|with|via|using) |sent by |get outlook for |sent from my |"
    r"enviado (?:desde|con|por|do|da|de|pelo|a partir|através|via|usando) |enviada? (?:do|da|pelo) |"
    r"mandado desde |obtener outlook para |obtén outlook para |descargar outlook para |obter o outlook para |"
    r"baixar o outlook para |"
    r"envoyé (?:de |depuis |à partir |avec |via )|télécharger outlook pour |obtenir outlook pour |"
    r"yahoo mail ?: |virus-free\.|libre de virus|sans virus|garanti sans virus|livre de vírus|"
    r"this email has been checked for viruses|el software de antivirus avast|"
    r"excuse my brevity|please excuse my brevity|disculpa mi brevedad|"
    r"von meinem .{1,30} gesendet)",
    re.IGNORECASE,
)
_LINK_ONLY = re.compile(r"^\s*[<\[(]*(?:https?://|www\.|#[0-9a-f-]{30,40}>)\S*\s*$", re.IGNORECASE)


def may_end_attribution(line: str) -> bool:
    """Tell whether a line may be the last of those by which a client says who wrote when."""
    return len(line) <= MAX_LINE and line.rstrip(" \t\u00a0*_").endswith(":")


def begins_with_date(words: str) -> bool:
    """Tell whether words, joined from a few lines, say who wrote when, the date first."""
    return _DATE_FIRST.match(words) is not None


def begins_with_name(words: str) -> bool:
    """Tell whether words, joined from a few lines, say who wrote when, the name first."""
    return _NAME_FIRST.match(words) is not None and _TIME.search(words) is not None


def introduces_quotation(line: str) -> bool:
    """Tell whether a line just above a quotation says whose it is without a verb that is known."""
    return len(line) <= MAX_LINE and (_ADDRESSED.search(line) is not None or _dated(line))


def _dated(line: str) -> bool:
    return line[:1].isdigit() and _DATED.search(line) is not None


def label(line: str) -> str | None:
    """Return which header a line repeats, as Outlook does above what it quotes; None if none."""
    found = _LABEL.match(line[:MAX_LINE])
    return found.lastgroup if found else None


def is_separator(line: str) -> bool:
    """Tell whether a line says that another mail begins below it."""
    return len(line) <= MAX_LINE and (_SEPARATOR.match(line) or _FORWARD.match(line)) is not None


def is_rule(line: str) -> bool:
    """Tell whether a line is one across, as Outlook draws it above what it quotes."""
    return _UNDERSCORES.match(line) is not None


def begins_signature(line: str) -> bool:
    """Tell whether a line is the mark below which a signature stands."""
    return len(line) <= MAX_LINE and _SIGNATURE.match(line) is not None


def is_sent_from(line: str) -> bool:
    """Tell whether a device or a program, not a person, wrote a line below what the person wrote."""
    return len(line) <= MAX_LINE and _SENT_FROM.match(line) is not None


def is_link_only(line: str) -> bool:
    """Tell whether a line is nothing but an address."""
    return len(line) <= MAX_LINE and _LINK_ONLY.match(line) is not None
