"""The interface: the same tests for a real Apertium and for a server that speaks LibreTranslate's protocol."""

from __future__ import annotations

import html

import pytest

from board.config import Settings
from board.engines import Engine, Unsupported, engine_for
from board.engines.http import EngineError
from board.engines.paragraphs import draft
from board.text import blocks
from tests.engines import corpus
from tests.support import libretranslate
from tests.test_config import read


@pytest.fixture
def engine(engine_url: str) -> Engine:
    found = engine_for(read(TRANSLATION_ENGINE_URL=engine_url))
    assert found is not None
    return found


def test_there_is_no_engine_unless_an_address_is_set() -> None:
    assert engine_for(read()) is None


def test_each_text_is_translated_in_its_place(engine: Engine) -> None:
    said = engine.translate(["La ley", "El agua y la casa"], "es", "en")
    assert len(said) == 2
    assert said in (["The law", "The water and the house"], ["LA LEY", "EL AGUA Y LA CASA"])


def test_our_marks_come_back_as_they_were(engine: Engine) -> None:
    said = engine.translate(["La ley, según XQZ1 y (XQZ12), permite XQZ3.", "XQZ1 y XQZ5: ¿XQZ7?"], "es", "en")
    assert [word for word in ("XQZ1", "XQZ12", "XQZ3") if word not in said[0]] == []
    assert [word for word in ("XQZ1", "XQZ5", "XQZ7") if word not in said[1]] == []


def test_a_pair_that_it_does_not_have_is_said_to_be_so(engine: Engine) -> None:
    for source, target in (("es", "qu"), ("gn", "en"), ("xx", "yy")):
        with pytest.raises(Unsupported):
            engine.translate(["La ley"], source, target)


def test_markup_links_code_and_numbers_survive(engine: Engine) -> None:
    source = "Según **la ley** de 2005, [el plazo](https://example.org/a_b) es de `15` días[^1]: escriba a @ana."
    made = draft(engine, source, f"{source}\n\n[^1]: Nota.", "es", "en")
    for kept in ("**", "2005", "](https://example.org/a_b)", "`15`", "[^1]", "@ana"):
        assert made.count(kept) == source.count(kept)


def test_a_title_is_plain_text_in_which_nothing_is_escaped(engine: Engine) -> None:
    assert "C_1 * 2 [12] <b>" in draft(engine, "La casa C_1 * 2 [12] <b>", "", "es", "en", inline=True)


def test_code_alone_needs_no_engine(engine: Engine) -> None:
    fenced = "```\nla casa\n```"
    assert draft(engine, fenced, fenced, "es", "en") == fenced


# LibreTranslate


def libre_engine(libre: libretranslate.Engine, key: str | None = None) -> Engine:
    settings = Settings.from_env(
        {
            "SECRET_KEY": "a secret that is long enough to be one",
            "TRANSLATION_ENGINE_URL": f"libretranslate+{libre.address}",
            "TRANSLATION_ENGINE_KEY": key or "",
        }
    )
    found = engine_for(settings)
    assert found is not None
    return found


def test_its_key_is_sent_where_there_is_one(libre: libretranslate.Engine) -> None:
    libre.key = "hunter2"
    assert libre_engine(libre, "hunter2").translate(["La ley"], "es", "en") == ["LA LEY"]
    with pytest.raises(EngineError, match="status 403") as refused:
        libre_engine(libre, "wrong key").translate(["La ley"], "es", "en")
    assert "wrong key" not in str(refused.value)
    libre.key = None
    libre_engine(libre).translate(["La ley"], "es", "en")
    assert ["api_key" in question for question in libre.asked] == [True, True, False]


def test_all_texts_go_in_one_request(libre: libretranslate.Engine) -> None:
    libre_engine(libre).translate(["uno", "dos", "tres"], "es", "en")
    assert [question["q"] for question in libre.asked] == [["uno", "dos", "tres"]]


def test_it_may_live_below_a_path(libre: libretranslate.Engine) -> None:
    below = engine_for(read(TRANSLATION_ENGINE_URL=f"libretranslate+{libre.address}/mt/"))
    assert below is not None
    with pytest.raises(EngineError):
        below.translate(["uno"], "es", "en")
    assert libre.seen[0] == "/mt/translate"


def test_a_mistake_of_ours_is_not_taken_for_a_missing_pair(libre: libretranslate.Engine) -> None:
    libre.trouble = lambda asked: asked.say(400, {"error": "request (9) exceeds text limit (5)"})
    with pytest.raises(EngineError) as refused:
        libre_engine(libre).translate(["uno"], "es", "en")
    assert not isinstance(refused.value, Unsupported)


def test_escaped_markup_does_not_come_back_alive(libre: libretranslate.Engine) -> None:
    """It undoes the escaping of its own answer: what it is given has none to undo."""
    source = "Escriban &lt;script&gt; y <b>hola</b> &amp; adiós."
    made = draft(libre_engine(libre), source, source, "es", "en")
    assert made == "ESCRIBAN &lt;script&gt; Y <b>HOLA</b> &amp; ADIÓS."
    assert [text for question in libre.asked for text in question["q"] if html.unescape(text) != text] == []


def test_no_markup_is_ever_sent(libre: libretranslate.Engine) -> None:
    engine = libre_engine(libre)
    for source in corpus.ALL.values():
        for block in blocks(source, anchor="p"):
            draft(engine, block.source, source, "es", "en")
    sent = [text for question in libre.asked for text in question["q"]]
    assert sent
    assert [text for text in sent if any(mark in text for mark in "`*[]<>|\\_&\n") or "://" in text] == []
