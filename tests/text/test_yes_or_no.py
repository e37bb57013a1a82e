"""A person agrees in so many words; a program that answers by itself never does."""

from __future__ import annotations

import pytest

from board.text.yes_or_no import says

YES = [
    "YES",
    "yes",
    "Yes.",
    "Yes please!",
    "Yes, I confirm.",
    "> YES",
    "SÍ",
    "si",
    "Sí, confirmo.",
    "Sí, gracias",
    "¡Sí, claro!",
    "Confirmo mi postulación.",
    "OUI",
    "Oui, je confirme. Merci !",
    "Oui, je confirme ma candidature.",
    "Je confirme mon inscription",
    "Bonjour,\n\nOui, je souhaite participer. Merci beaucoup !\n\nInès",
    "Sim, obrigada",
    "SIM",
    "sim!",
    "Sim, confirmo minha inscrição.",
    "Confirmo a minha participação",
    "Olá!\n\nSim, quero participar, com certeza.\n\nAbraços,\nInês",
    "*Yes*",
    "Hello,\n\nYES\n\nThanks for asking, and see you in March.\n\nInés Pardo\n+55 11 555 0100",
    "Buenos días:\n\nSí, quiero participar.\n\nSaludos,\nInés",
    "I confirm 👍",
]
NO = [
    "NO",
    "No.",
    "No, thanks.",
    "No, gracias",
    "Non, merci",
    "Je ne peux pas participer cette fois.",
    "Je retire ma candidature. Merci",
    "Arrêter",
    "Não, obrigado.",
    "NÃO",
    "nao",
    "Não posso participar desta vez",
    "Não vou poder participar.",
    "Olá,\n\nNão, não fui eu.",
    "Cancelo minha inscrição. Obrigada",
    "Parar",
    "Hola:\n\nNo puedo esta vez.\nGracias",
    "No podré participar",
    "Withdraw",
    "Retiro mi postulación.",
]
NEITHER = [
    "",
    "\n\n",
    "OK",
    "Confirmed.",
    "Received, thank you.",
    "Recibido, gracias.",
    "Confirmado",
    "Thank you",
    "Gracias por su mensaje.",
    "Merci",
    "1",
    "Oui-Logistics",
    "Thanks for your mail. I am out of the office until 3 March.",
    "I am away. In urgent cases please write to yes@example.org.",
    "Yes, we have received your message and will answer within two working days. Your ticket is 4711.",
    "Si necesita algo urgente, llame a mi colega.",
    "No estaré en la oficina hasta el lunes.",
    "No reply is needed.",
    "Estaré ausente hasta el 3 de marzo.\nNo tendré acceso al correo.",
    "Je suis absent du bureau. Si c'est urgent, appelez ma collègue.",
    "Cancelar inscrição",
    "Sim, recebemos sua mensagem e responderemos em até dois dias úteis.",
    "Não estarei no escritório até segunda-feira.",
    "Não responda a este e-mail.",
    "Confirmada",
    "Obrigado",
    "Ne pas répondre à ce courriel.",
    "Annuler l’inscription",
    "Non-working day: I answer tomorrow.",
    "Sim card orders: please use the shop.",
    "Okay Logistics has received your request.",
    "YES\nNO",
    "Yes or no?",
    "I will say yes when I know the dates.",
    "a\nb\nc\nd\ne\nYES",
    "x" * 100_000,
    "yes " * 20_000,
    "\n" * 10_000 + "YES",
]


@pytest.mark.parametrize("source", YES)
def test_a_line_that_says_yes_and_nothing_else_is_a_yes(source: str) -> None:
    assert says(source) is True


@pytest.mark.parametrize("source", NO)
def test_a_line_that_says_no_and_nothing_else_is_a_no(source: str) -> None:
    assert says(source) is False


@pytest.mark.parametrize("source", NEITHER)
def test_nothing_else_is_an_answer(source: str) -> None:
    assert says(source) is None
