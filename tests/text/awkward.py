"""Posts that are hard to split, to render or to pair, each in Spanish with its translation into English.

`source` and `translation` are Markdown as typed. Where the number of paragraphs differs, that is the point.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Awkward:
    name: str
    source: str
    translation: str


NESTED_LISTS = Awkward(
    "nested lists",
    """\
Tres puntos sobre la ley:
- La ley permite lotes pequeños:
  - hasta 10 000 bolivianos, sin concurso;
  - hasta 50 000, con tres ofertas:
    1. una local,
    2. dos de fuera.
- La ley calla sobre los plazos.

  Y los plazos, aquí, lo son todo.
- Nadie la conoce.
""",
    """\
Three points about the law:
- The law allows small lots:
  - up to 10,000 bolivianos, without a tender;
  - up to 50,000, with three bids:
    1. one local,
    2. two from outside.
- The law is silent on deadlines.

  And deadlines, here, are everything.
- Nobody knows it.
""",
)

CONTINUED_NUMBERS = Awkward(
    "numbered lists that continue after a paragraph",
    """\
1. ¿Quién decide qué se compra?
2. ¿Quién lo sabe?

La tercera pregunta merece un párrafo propio, porque nadie la ha contestado todavía.

3. ¿Quién lo controla?
4. ¿Y quién paga cuando llega tarde?
""",
    """\
1. Who decides what is bought?
2. Who knows it?

The third question deserves a paragraph of its own, since nobody has answered it yet.

3. Who controls it?
4. And who pays when it comes late?
""",
)

FOOTNOTES = Awkward(
    "footnotes",
    """\
El municipio compró el doble[^datos] en 2005, y no publicó nada[^ley].

Lo mismo pasó un año después[^datos].

[^datos]: Según la *contraloría*.
    La cifra no incluye obras.

    Véase también el anexo.
[^ley]: Aunque el decreto 29190 lo ordena.
""",
    """\
The municipality bought twice as much[^datos] in 2005, and published nothing[^ley].

The same happened a year later[^datos].

[^datos]: According to the *comptroller*.
    The figure does not include works.

    See also the annex.
[^ley]: Although decree 29190 orders it.
""",
)

REFERENCE_LINKS = Awkward(
    "reference links",
    """\
El [informe completo][informe] y su [anexo] están en línea; el [sitio de Ana][] también.

[informe]: https://example.org/informe_2005.pdf "Informe anual"
[anexo]: <https://example.org/anexo>
[sitio de Ana]: https://ana.example.org/

[Nota]: importante para todos.
""",
    """\
The [full report][informe] and its [annex][anexo] are online; so is [Ana's site][sitio de Ana].

[Note]: important for everybody.
""",
)

TABLE = Awkward(
    "a table",
    """\
Lo que compró cada alcaldía:
| Alcaldía | Compras | Parte local |
|:---------|:-------:|------------:|
| Sucre | `a|b` | 12 % |
| El Alto | **muchas** \\| pocas | 3 % |
Fuente: elaboración propia.
""",
    """\
What each town hall bought:
| Town hall | Purchases | Local share |
|:----------|:---------:|------------:|
| Sucre | `a|b` | 12% |
| El Alto | **many** \\| few | 3% |
Source: own work.
""",
)

CODE_WITH_BLANK_LINES = Awkward(
    "code with blank lines",
    """\
La consulta que usamos:

```sql
SELECT proveedor, sum(monto)   -- dos espacios:  aquí


FROM compras WHERE monto > 0 AND nombre <> '<b>'
# no es un título
- ni una lista
```

Con `monto > 0` basta.
""",
    """\
The query that we used:

```sql
SELECT proveedor, sum(monto)   -- dos espacios:  aquí


FROM compras WHERE monto > 0 AND nombre <> '<b>'
# no es un título
- ni una lista
```

`monto > 0` is enough.
""",
)

QUOTES = Awkward(
    "quotes",
    """\
Ana escribió:
> Nadie lee los pliegos.
> > Yo sí los leo, decía Luis.
>
> Y nadie los escribe para ser leídos,
por desgracia.

No estoy de acuerdo.

> Otra cita, de otra persona.
""",
    """\
Ana wrote:
> Nobody reads the tender documents.
> > I do read them, said Luis.
>
> And nobody writes them to be read,
unfortunately.

I disagree.

> Another quotation, from somebody else.
""",
)

EMOJI = Awkward(
    "emoji",
    "¡Bravo, compañeras! 👩🏽‍🌾👨‍👩‍👧 La feria de Tarija salió bien 🇧🇴 ✊🏽\nNos vemos el lunes 🙂\n",
    "Well done, comrades! 👩🏽‍🌾👨‍👩‍👧 The fair in Tarija went well 🇧🇴 ✊🏽\nSee you on Monday 🙂\n",
)

UNEQUAL_PARAGRAPHS = Awkward(
    "a translation with fewer paragraphs",
    """\
Estimadas colegas:

Gracias por sus preguntas.

Respondo a las dos juntas, porque son la misma: no, el convenio no obliga a nadie.

Saludos desde Sucre.
""",
    """\
Dear colleagues, thank you for your questions.

I answer both together, because they are the same one: no, the agreement binds nobody.
Greetings from Sucre.
""",
)

PARENTHESES_IN_ADDRESS = Awkward(
    "links with parentheses in the address",
    """\
Véase [la entrada](https://es.example.org/wiki/Compra_(derecho)) \
(también https://es.example.org/wiki/Licitación_(derecho)).
Otra: <https://example.org/a_b_c?x=1&y=2>, y escriban a ana@example.org.
""",
    """\
See [the entry](https://es.example.org/wiki/Compra_(derecho)) \
(also https://es.example.org/wiki/Licitación_(derecho)).
Another one: <https://example.org/a_b_c?x=1&y=2>, and write to ana@example.org.
""",
)

PASTED_FROM_WORD = Awkward(
    "pasted from Word",
    "Los\u00a0tres\u00a0criterios:\r\n\r\n•\tprecio\u200b;\r\no\tdel trans\u00adporte;\r\n§\tde ida;\r\n"
    "·\tcalidad;\r\n•\tplazo.\r\n\r\n\r\n\r\n\r\nFirmado:\vLuis\r\n",
    "The\u00a0three\u00a0criteria:\r\n\r\n•\tprice;\r\no\tof transport;\r\n§\tone way;\r\n"
    "·\tquality;\r\n•\tdeadline.\r\n\r\n\r\n\r\n\r\nSigned:\vLuis\r\n",
)

TYPED_MARKUP = Awkward(
    "markup typed as text",
    "Usen <b>negrita</b> & no <script>alert('hola')</script>; 3 < 5 > 2, <!-- nada --> AT&T y &amp;.\n",
    "Use <b>bold</b> & not <script>alert('hello')</script>; 3 < 5 > 2, <!-- nothing --> AT&T and &amp;.\n",
)

HEADINGS = Awkward(
    "headings",
    """\
## Antecedentes

Algo de historia. #compras no es un título.

#### Detalle ####

Y el resto.

Conclusión
----------

Fin.
***
P. D.: gracias.
""",
    """\
## Background

Some history. #purchases is not a heading.

#### Detail ####

And the rest.

Conclusion
----------

The end.
***
P.S.: thank you.
""",
)

IMAGES_AND_TRICKS = Awkward(
    "images and hostile links",
    "![La foto](https://example.org/foto.png) [pulse](javascript:alert(1)) [dato](data:text/html,x) ***¡ojo!***\n",
    "![The photo](https://example.org/foto.png) [click](javascript:alert(1)) [data](data:text/html,x) ***mind!***\n",
)

ALL = (
    NESTED_LISTS,
    CONTINUED_NUMBERS,
    FOOTNOTES,
    REFERENCE_LINKS,
    TABLE,
    CODE_WITH_BLANK_LINES,
    QUOTES,
    EMOJI,
    UNEQUAL_PARAGRAPHS,
    PARENTHESES_IN_ADDRESS,
    PASTED_FROM_WORD,
    TYPED_MARKUP,
    HEADINGS,
    IMAGES_AND_TRICKS,
)
