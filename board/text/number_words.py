"""Numbers in words, months, Roman numerals and the names of large numbers, in the languages of our forums.

The words only excuse: a digit that the other language writes as a word is not missing. So knowing too many words is
better than knowing too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from board.text.folding import WORD, fold

LONGEST = 12  # words in one number
ROMAN = re.compile(r"\b[IVXLCDM]{1,12}\b")
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
HALF = Decimal("0.5")

COUNTED = {  # from 0
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis "
    "veintisiete veintiocho veintinueve",
    "pt": "zero um dois tres quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis "
    "dezessete dezoito dezenove",
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
}
TENS = {  # from 20
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "fr": "vingt trente quarante cinquante soixante",
}
HUNDREDS = {  # from 100
    "es": "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
    "pt": "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
}
ORDINALS = {  # from 1
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
    "es": "primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo",
    "pt": "primeiro segundo terceiro quarto quinto sexto setimo oitavo nono decimo",
    "fr": "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme",
}
OTHERS = {
    "en": "once=1 twice=2 both=2 pair=2 couple=2 thrice=3 decade=10 half=0.5 quarter=0.25 "
    "nineties=90 eighties=80 seventies=70 sixties=60 fifties=50 twentieth=20",
    "es": "un=1 una=1 unica=1 unico=1 primer=1 tercer=3 veintiun=21 veintiuna=21 ambos=2 ambas=2 par=2 decada=10 "
    "decenio=10 cien=100 medio=0.5 media=0.5 mitad=0.5",
    "pt": "uma=1 duas=2 catorze=14 dezasseis=16 dezassete=17 dezanove=19 ambos=2 ambas=2 par=2 decada=10 cem=100 "
    "meio=0.5 meia=0.5 metade=0.5",
    "fr": "une=1 premiere=1 second=2 seconde=2 paire=2 decennie=10 demi=0.5 demie=0.5 moitie=0.5",
}
TIMES = {
    "en": "dozen=12 hundred=100 thousand=1e3 million=1e6 billion=1e9 trillion=1e12",
    "es": "docena=12 decena=10 centena=100 centenar=100 mil=1e3 millon=1e6 millones=1e6 billon=1e12 billones=1e12",
    "pt": "duzia=12 dezena=10 centena=100 mil=1e3 milhao=1e6 milhoes=1e6 bilhao=1e9 bilhoes=1e9",
    "fr": "douzaine=12 dizaine=10 quinzaine=15 vingtaine=20 centaine=100 cent=100 mille=1e3 million=1e6 milliard=1e9",
}
MONTHS = {
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
}
ARTICLES = {"en": {"a", "an"}}
JOINING = {"en": {"and"}, "es": {"y", "e"}, "pt": {"e"}, "fr": {"et"}}

SCALES = {
    "en": (
        (12, r"thousand\s+billions?|trillions?"),
        (9, r"thousand\s+millions?|billions?|bn"),
        (6, r"millions?"),
        (3, r"thousand"),
    ),
    "es": (
        (18, r"trill[oó]n(?:es)?"),
        (12, r"bill[oó]n(?:es)?"),
        (9, r"mil(?:es\s+de)?\s+millones|millardos?"),
        (6, r"mill[oó]n(?:es)?"),
        (3, r"mil"),
    ),
    "pt": (
        (18, r"triliões|trilião"),
        (12, r"trilh(?:ão|ões)|bilião|biliões"),
        (9, r"mil(?:hares\s+de)?\s+milhões|bilh(?:ão|ões)"),
        (6, r"milh(?:ão|ões)"),
        (3, r"mil"),
    ),
    "fr": (
        (18, r"trillions?"),
        (12, r"mille\s+milliards?|billions?"),
        (9, r"milliards?"),
        (6, r"millions?"),
        (3, r"mille"),
    ),
}
"""Language → powers of ten and their names. The same word names different powers: a billón is a thousand billions."""


@lru_cache(maxsize=16)
def scale_pattern(language: str) -> re.Pattern[str] | None:
    """Return a pattern for the names of large numbers; a group is named "e" and the power of ten."""
    if language not in SCALES:
        return None
    names = "|".join(f"(?P<e{exponent}>{names})" for exponent, names in SCALES[language])
    return re.compile(rf"\b(?:{names})\b", re.IGNORECASE)


def power(match: re.Match[str]) -> int:
    return int((match.lastgroup or "e0")[1:])


def plain(value: Decimal) -> str:
    """Return the only spelling of a value used here: no exponent, no zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def values_in_words(text: str, language: str) -> frozenset[str]:
    """Return every number that a word of `text` may mean, as `plain` writes it."""
    found = {plain(value) for value in _written_out(text, language)}
    if plain(HALF) in found:
        found.add("50")  # half is 50 %
    months = MONTHS.get(language, "").split()
    named = {str(months.index(word) + 1) for word in map(fold, WORD.findall(text)) if word in months}
    return frozenset(found | named | {str(_roman(match)) for match in ROMAN.findall(text)})


def _written_out(text: str, language: str) -> Iterator[Decimal]:
    """Yield the words one by one ("two" of "two hundred") and the numbers that they form together."""
    for run in _runs(text, language):
        yield from (value for value, _ in run)
        if len(run) > 1:
            yield _together(run)


Step = tuple[Decimal, str]  # a value, and "add", "times" or "article"


def _runs(text: str, language: str) -> Iterator[list[Step]]:
    """Yield sequences of adjacent number words."""
    table, joining = _table(language), JOINING.get(language, set())
    run: list[Step] = []
    end = 0
    for word in WORD.finditer(text):
        folded = fold(word[0])
        step = table.get(folded)
        apart = text[end : word.start()].strip(" -\n\t") != ""
        if run and (apart or len(run) >= LONGEST or not (step or folded in joining)):
            yield run
            run = []
        if step:
            run.append(step)
        end = word.end()
    yield run


def _together(run: Iterable[Step]) -> Decimal:
    total, current, scale = Decimal(0), Decimal(0), Decimal(1)
    for value, how in run:
        if how == "article":
            current = current or value
        elif how == "times" and value < 1000:
            current = (current or 1) * value
        elif how == "times":
            scale = value
            total = total + current * value if current else (total or 1) * value
            current = Decimal(0)
        elif value == 20 and current % 10 == 4:
            current += 76  # quatre-vingts
        else:
            current += value * scale if value == HALF and not current else value
    return total + current


@lru_cache(maxsize=16)
def _table(language: str) -> dict[str, Step]:
    steps = {word: (value, "add") for word, value in _added(language)}
    steps |= {word: (value, "times") for word, value in _given(TIMES.get(language, ""))}
    plurals = {word + "s": step for word, step in steps.items()}
    return plurals | steps | {word: (Decimal(1), "article") for word in ARTICLES.get(language, ())}


def _added(language: str) -> Iterator[tuple[str, Decimal]]:
    for table, first, step in ((COUNTED, 0, 1), (TENS, 20, 10), (HUNDREDS, 100, 100), (ORDINALS, 1, 1)):
        for place, word in enumerate(table.get(language, "").split()):
            yield from ((form, Decimal(first + place * step)) for form in _genders(word))
    yield from _given(OTHERS.get(language, ""))


def _genders(word: str) -> set[str]:
    if word.endswith("o"):
        return {word, word[:-1] + "a"}
    return {word, word[:-2] + "as"} if word.endswith("tos") else {word}


def _given(pairs: str) -> Iterator[tuple[str, Decimal]]:
    return ((word, Decimal(value)) for word, _, value in (pair.partition("=") for pair in pairs.split()))


def _roman(numeral: str) -> int:
    digits = [ROMAN_DIGITS[letter] for letter in numeral]
    return sum(-digit if digit < after else digit for digit, after in zip(digits, [*digits[1:], 0], strict=True))
