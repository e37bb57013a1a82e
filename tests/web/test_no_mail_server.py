"""Where no mail server is set, no page claims that somebody gets an e-mail: it says where e-mail waits."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from board.models import User
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
CLAIMS = re.compile(r"gets? (?:an|one) e-mail|is on its way|have sent|You get by e-mail:|we write to", re.I)
BASE = "/f/social-economy"
PAGES = {
    "ana": ["/", BASE, f"{BASE}/welcome", f"{BASE}/mail", "/profile", "/profile/address"],
    "rosa": [BASE, f"{BASE}/welcome", f"{BASE}/kit"],
    "alma": [
        f"{BASE}/admin/people", f"{BASE}/admin/people/many", f"{BASE}/admin/again", f"{BASE}/admin/check",
        f"{BASE}/admin/applications", f"{BASE}/admin/announcements/new",
    ],
    "olga": ["/owner/forums", "/owner/mail", f"{BASE}/admin/people"],
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
def test_no_page_claims_that_somebody_gets_an_e_mail(cast: Cast, sign_in: SignIn, who: str) -> None:
    client = sign_in(getattr(cast, who))
    for address in PAGES[who]:
        answer = client.get(address, follow_redirects=True)
        found = CLAIMS.search(shown(answer).words) if answer.status_code == 200 else None
        assert found is None, (address, found)


def test_the_owner_is_led_to_the_page_that_tells_how_to_set_one(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.olga).get("/f/social-economy/admin/people"))
    assert "It waits on the page “E-mail and other tasks”, which also says how to set one." in page.words
    assert page.links.count("/owner/mail") > 0


def test_where_there_is_one_the_pages_say_who_gets_an_e_mail(cast: Cast, sign_in: SignIn, mail_server: None) -> None:
    words = shown(sign_in(cast.alma).get("/f/social-economy/admin/people")).words
    assert "gets an e-mail with a link to choose a password" in words
    assert "No mail server" not in words
