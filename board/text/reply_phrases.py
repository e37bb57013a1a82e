"""The lines that mail clients add around what people write, in English, Spanish, French and Portuguese."""

from __future__ import annotations

import re

_WROTE = (
    r"(?:wrote|writes|escribi[óo]|escribe|a [ée]crit|escreveu|schrieb|ha scritto|"
    r"schreef|geschreven|skrev|napisał(?:\(a\))?|написала?|пише)"
)
_ON = r"(?:on|el|le|em|no dia|às|a las|am|il|op|den)\s[^\d\n]{0,40}\d|\d{1,4}[-/. ]"
_DATE_FIRST = re.compile(rf"^[*_\s]*(?:{_ON}).{{0,300}}\b{_WROTE}\b[^:\n]{{0,80}}:\s*[*_]*$", re.IGNORECASE)
_NAME_FIRST = re.compile(rf"^.{{1,200}}\b{_WROTE}\b(?P<when>.{{0,80}}):\s*[*_]*$", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}|\S@\S")
_DATED = re.compile(r"^[*_\s]*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b[^<\n]{0,100}<[^<>\s]{1,100}@[^<>\s]{1,100}>\s?:\s*$")
_ADDRESSED = re.compile(r"\S@\S+\s*[:：]\s*$")
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
_WROTE_BETWEEN = re.compile(rf"^-{{2,}} ?(?:{_ON}).{{0,200}}\b{_WROTE} ?-{{2,}}$", re.IGNORECASE)
_FORWARD = re.compile(
    r"^\s*(?:begin forwarded message|inicio del mensaje reenviado|comienzo del mensaje reenviado|"
    r"début du message (?:transféré|réexpédié)|início da mensagem (?:re)?encaminhada)\s*:\s*$",
    re.IGNORECASE,
)
_UNDERSCORES = re.compile(r"^\s*(?:_{20,}|-{20,}|—{10,})\s*$")

_SIGNATURE = re.compile(r"^(?:-- ?|—)\s*$")
_DEVICE = (
    r"(?:iphone|ipad|ipod|mac|apple|android|samsung|galaxy|huawei|xiaomi|redmi|motorola|moto|nokia|blackberry|windows|"
    r"outlook|yahoo|gmail|(?:proton|aol|gmx) ?mail|mail (?:for|para|pour)|correo (?:de|para|electrónico seguro)|tuta|"
    r"k-9|fairemail|thunderbird|courrier pour|e-?mail seguro|smartphone|mobile|device|phone|dispositivo|móvil|movil|"
    r"celular|tel[eé]fono|tel[eé]phone|appareil|portable|telem[óo]vel|aparelho|tablet|ordenador|computador)"
)
_SENT_FROM = re.compile(
    r"^[\s*_\[(]*(?:"
    rf"(?:sent|enviad[oa]|mandado|envoyé|inviato|gesendet) (?:from|with|via|using|by|desde|con|por|do|da|de|pelo|pela|"
    rf"a partir|através|usando|depuis|avec|à partir|dal|von)\b.{{0,80}}\b{_DEVICE}|"
    r"sent from my |enviado desde mi |enviado do meu |envoyé de mon |"
    r"(?:get|obtener|obtén|descargar|obter|baixar|télécharger|obtenir)(?: o)? outlook (?:for|para|pour) |"
    r"yahoo mail ?: |virus-free\.|libre de virus|sans virus|garanti sans virus|livre de vírus|"
    r"this email has been checked for viruses|el software de antivirus avast|"
    r"(?:please )?excuse my brevity|disculpa mi brevedad|disculpe mi brevedad)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^[\s*_]*[^\W\d_][\w .-]{0,24}[\s*_]*[:：]\s*\S")
_LINK_ONLY = re.compile(r"^\s*[<\[(]*(?:https?://|www\.|#[0-9a-f-]{30,40}>)\S*\s*$", re.IGNORECASE)


def may_end_attribution(line: str) -> bool:
    """Tell whether a line may be the last of those by which a client says who wrote when."""
    return len(line) <= MAX_LINE and line.rstrip(" \t\u00a0*_").endswith((":", "："))


def begins_with_date(words: str) -> bool:
    """Tell whether words, joined from a few lines, say who wrote when, the date first."""
    return (_DATE_FIRST.match(words) or _DATED.match(words)) is not None


def begins_with_name(words: str) -> bool:
    """Tell whether words, joined from a few lines, say who wrote when, the name first."""
    return _NAME_FIRST.match(words) is not None and _TIME.search(words) is not None


def tells_time(words: str) -> bool:
    """Tell whether words have a time or an address in them, as those of a client always have."""
    return _TIME.search(words) is not None


def names_quoted(words: str) -> bool:
    """Tell whether words just above a quotation say whose it is without a verb that is known."""
    return _ADDRESSED.search(words) is not None


def is_header(line: str) -> bool:
    """Tell whether a line has the form of a header, in whatever language."""
    return len(line) <= MAX_LINE and _HEADER.match(line) is not None


def label(line: str) -> str | None:
    """Return which header a line repeats, as Outlook does above what it quotes; None if none."""
    found = _LABEL.match(line[:MAX_LINE])
    return found.lastgroup if found else None


def is_separator(line: str) -> bool:
    """Tell whether a line says that another mail begins below it."""
    return len(line) <= MAX_LINE and any(each.match(line.strip()) for each in (_SEPARATOR, _FORWARD, _WROTE_BETWEEN))


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
