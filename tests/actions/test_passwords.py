"""Which passwords are refused."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from board.actions.passwords import OURS, Weakness, own_words, weakness
from tests.support.steps import calls_in

OWN = own_words(
    "ana.quispe@cooperativasur.example.org", "Ana Mamani Quispe", "Semana", "https://foro.semana.example.org"
)
COMMON = [
    "password123", "Password1!", "P@ssw0rd2026", "1234567890", "0987654321", "1111111111", "qwertyuiop", "Qwerty123!",
    "1q2w3e4r5t", "asdfghjkl1", "abcdefghij", "aaaaaaaaaa", "iloveyou123", "letmein123", "Welcome2024", "admin12345",
    "contraseña1", "Contrasena1", "Contraseña123!", "Contraseña2026", "hola123456", "bienvenido1", "teamomucho",
    "mexico2024", "cooperativa1", "invierno2026", "senha123456", "abc123abc123", "12345678901234567890",
    "trustno1trustno1", "a" * 200, "password" * 25,
]  # fmt: skip
MINE = [
    "ana.quispe@cooperativasur.example.org", "AnaMamani1987", "ana mamani", "quispe2026!", "1987-mamani",
    "QuispeQuispe",    "cooperativasur", "Cooperativasur9", "semana2026", "Semana2026!", "semanaforo12", "anaquispe12",
]  # fmt: skip
GOOD = [
    "chosen by myself", "something quite new", "verde mesa lluvia", "MiPerroSeLlama7", "gkzYq1Zz0P", "casa roja 1987",
    "Xk4-tram-oso", "mañana verde sin ana", "ñandú y quirquincho", "пароль для меня лично", "語 " * 9 + "秘密の言葉",
    "x7" + "password" * 3 + "grifo lento", "a" * 24 + " cuatro mesas y un loro que canta",
]  # fmt: skip


@pytest.mark.parametrize("password", COMMON)
def test_what_many_have_is_refused(password: str) -> None:
    assert weakness(password, OWN) is Weakness.COMMON


@pytest.mark.parametrize("password", MINE)
def test_what_is_made_of_who_one_is_is_refused(password: str) -> None:
    assert weakness(password, OWN) is Weakness.OWN


@pytest.mark.parametrize("password", GOOD)
def test_what_nobody_would_try_is_taken(password: str) -> None:
    assert weakness(password, OWN) is None


def test_a_name_among_others_is_no_harm() -> None:
    assert weakness("la abuela de ana canta", OWN) is None


def test_no_password_takes_long_to_judge() -> None:
    """Signs that may stand for letters are what the library takes longest over."""
    worst = ["{!9@$7<<{[+(431{6<+7(6{64<7171+@|{7!%49{" * 5, "4@8({[<3691!|1705$+7%2" * 9, "a1" * 100, "🙂4@8" * 50]
    for password in worst:
        assert calls_in(partial(weakness, password, OWN)) < 200_000, password  # twice what the dearest takes


def test_nothing_of_a_password_or_of_anybody_stays_behind(caplog: pytest.LogCaptureFixture) -> None:
    """The library keeps the words it was given where all threads find them: only ours may be there."""
    from zxcvbn.matching import RANKED_DICTIONARIES

    with caplog.at_level(logging.DEBUG):
        weakness("mamani se va lejos", OWN)
    assert set(RANKED_DICTIONARIES["user_inputs"]) == set(OURS)
    assert "mamani" not in caplog.text


def test_many_at_once_are_judged_as_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    alone = [weakness(one, OWN) for one in COMMON + MINE + GOOD]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda one: weakness(one, OWN), (COMMON + MINE + GOOD) * 4))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone * 4
