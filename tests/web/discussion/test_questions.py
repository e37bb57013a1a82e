"""Questions to key respondents: their tray, the admins' list of unanswered questions, and badges."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from board.actions import enrolling, posting, scheduling
from board.extensions import db
from board.models import Assignment, Post, User
from tests.support.cast import END, OPENING, START, Cast, membership_of, sight_for, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown, words_of

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
TRAY, UNANSWERED = f"{FORUM}/questions", f"{FORUM}/admin/questions"
SECOND = timedelta(seconds=1)


def section(client: Client, name: str, url: str = TRAY) -> str:
    """Return the text of the section with the open or the answered questions."""
    return words_of(shown(client.get(url)).one(f"section[@aria-labelledby='{name}']"))


def thread_url(cast: Cast) -> str:
    return f"{FORUM}/thread/{cast.question_thread.key}"


def ask(client: Client, cast: Cast, body: str) -> Any:
    page = shown(client.get(thread_url(cast)))
    return page.form("/reply").send(client, body=body, language="en", ask=cast.rosa.key)


def tools_url(cast: Cast) -> str:
    return f"{FORUM}/post/{cast.question.key}/tools"


def settle_url(cast: Cast) -> str:
    return f"{FORUM}/post/{cast.question.key}/settle"


# ---- the tray


def test_a_question_asked_on_the_page_is_in_the_tray(cast: Cast, sign_in: SignIn) -> None:
    assert ask(sign_in(cast.jorge), cast, "How long did it take?").status_code == 303
    rosa = sign_in(cast.rosa)
    tray = section(rosa, "open")
    assert tray.startswith("Open 2")
    assert tray.index("¿Quién firmó el contrato?") < tray.index("How long did it take?")  # the oldest question is first
    assert "Week 2 Question of the week" in tray
    strip = shown(rosa.get(f"{FORUM}/")).one("nav[@class='links']")
    assert "Questions to you 2, 2 open questions" in words_of(strip)


def test_the_thread_says_whom_a_question_asks(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.jorge).get(thread_url(cast)))
    assert "Question to Rosa. Not answered yet." in page.words


def test_a_question_is_answered_from_the_tray(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    [answer] = [link for link in shown(rosa.get(TRAY)).links if link.endswith("#reply")]
    page = shown(rosa.get(answer))
    assert "Reply to Ana" in page.words
    assert page.form("/reply").send(rosa, body="The mayor did.").status_code == 303
    assert "Nobody is waiting." in section(rosa, "open")
    assert "¿Quién firmó el contrato?" in section(rosa, "answered")
    assert "Question to Rosa. Answered in this post" in shown(sign_in(cast.ana).get(thread_url(cast))).words
    assert "1 open question" not in shown(rosa.get(f"{FORUM}/week/2")).words


def test_a_reply_by_somebody_else_answers_nothing(cast: Cast, sign_in: SignIn) -> None:
    jorge = sign_in(cast.jorge)
    page = shown(jorge.get(f"{thread_url(cast)}?reply={cast.question.key}"))
    page.form("/reply").send(jorge, body="I think the mayor did.")
    assert "¿Quién firmó el contrato?" in section(sign_in(cast.rosa), "open")


def test_a_post_that_is_no_reply_answers_nothing(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    shown(rosa.get(thread_url(cast))).form("/reply").send(rosa, body="Good morning.")
    assert "¿Quién firmó el contrato?" in section(rosa, "open")


@pytest.mark.parametrize("person", ["rosa", "ana", "alma"])
def test_a_question_is_marked_as_answered_and_opened_again(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    form = shown(client.get(tools_url(cast))).form(settle_url(cast))
    assert form.send(client, settled="1").status_code == 303
    assert "Nobody is waiting." in section(sign_in(cast.rosa), "open")
    form = shown(client.get(tools_url(cast))).form(settle_url(cast))
    form.send(client, settled="0")
    assert "¿Quién firmó el contrato?" in section(sign_in(cast.rosa), "open")


def test_marking_in_the_tray_leads_back_to_the_tray(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    response = shown(rosa.get(TRAY)).form(settle_url(cast)).send(rosa, settled="1")
    assert (response.status_code, response.location) == (303, TRAY)


@pytest.mark.parametrize("person", ["jorge", "bento", "tess"])
def test_other_people_cannot_settle_a_question(cast: Cast, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    assert client.post(settle_url(cast), data={"settled": "1"}).status_code == 403
    assert settle_url(cast) not in shown(client.get(tools_url(cast))).actions()


def test_a_post_that_asks_nobody_is_not_settled(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.alma).post(f"{FORUM}/post/{cast.answer.key}/settle", data={"settled": "1"})
    assert response.status_code == 403
    assert "This post asks nobody a question." in shown(response).words


@pytest.mark.parametrize("how", ["deleted", "hidden", "locked"])
def test_a_removed_or_locked_question_leaves_the_tray(cast: Cast, sign_in: SignIn, how: str) -> None:
    if how == "deleted":
        posting.delete_post(sight_for(cast, cast.ana), cast.question)
    elif how == "hidden":
        posting.hide_post(sight_for(cast, cast.alma), cast.question, "Off topic")
    else:
        scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")
    rosa = sign_in(cast.rosa)
    assert "Nobody is waiting." in section(rosa, "open")
    assert "contrato" not in rosa.get(TRAY).text
    assert "1 open" not in words_of(shown(rosa.get(f"{FORUM}/")).one("nav[@class='links']"))


def test_people_cannot_ask_themselves(cast: Cast, sign_in: SignIn) -> None:
    form = shown(sign_in(cast.rosa).get(thread_url(cast))).form("/reply")
    values = [option.get("value") for option in form.element.iter("option")]
    assert cast.rosa.key not in values
    assert cast.bento.key in values


def test_a_question_under_a_case_study_asks_its_presenter(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    assert cast.case_study is not None
    clock.move_to(OPENING)
    client = sign_in(cast.jorge)
    url = f"{FORUM}/reading/{cast.case_study.key}"
    page = shown(client.get(url))
    [ask_bento] = [link for link in page.links if "ask=" in link]
    page = shown(client.get(url + ask_bento.partition("#")[0]))
    assert page.form("/reply").fields["ask"] == cast.bento.key
    page.form("/reply").send(client, body="How did you begin?")
    assert "How did you begin?" in section(sign_in(cast.bento), "open")
    assert "Week 3 Caso LOCKED" in section(sign_in(cast.bento), "open")


def test_thanks_under_a_case_study_are_no_question(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    assert cast.case_study is not None
    clock.move_to(OPENING)
    client = sign_in(cast.jorge)
    form = shown(client.get(f"{FORUM}/reading/{cast.case_study.key}")).form("/reply")
    assert form.fields["ask"] == ""
    form.send(client, body="Thank you for this case.")
    assert "Nobody is waiting." in section(sign_in(cast.bento), "open")


def test_the_presenter_is_not_offered_to_ask_themselves(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    assert cast.case_study is not None
    clock.move_to(OPENING)
    page = shown(sign_in(cast.bento).get(f"{FORUM}/reading/{cast.case_study.key}"))
    assert not [link for link in page.links if "ask=" in link]


# ---- the admins' list


def test_the_admin_sees_everything_that_is_unanswered(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    waiting = section(alma, "open", UNANSWERED)
    assert "to Rosa" in waiting
    assert "¿Quién firmó el contrato?" in waiting
    shown(alma.get(UNANSWERED)).form(settle_url(cast)).send(alma, settled="1")
    assert "Nobody is waiting." in section(alma, "open", UNANSWERED)
    assert "¿Quién firmó el contrato?" in section(alma, "answered", UNANSWERED)


@pytest.mark.parametrize("person", ["ana", "rosa", "tess", "omar", "olga"])
def test_only_admins_see_everybodys_questions(cast: Cast, sign_in: SignIn, person: str) -> None:
    assert sign_in(getattr(cast, person)).get(UNANSWERED).status_code == 403


def test_the_week_says_how_many_questions_are_open(cast: Cast, sign_in: SignIn) -> None:
    week = shown(sign_in(cast.jorge).get(f"{FORUM}/week/2"))
    assert "Rosa Quebec · 1 open question" in week.words


def test_a_question_stays_open_after_the_respondents_role_is_gone(cast: Cast, sign_in: SignIn) -> None:
    """The question stays in the admins' list."""
    rosa = membership_of(cast.rosa, cast.forum)
    assert rosa is not None
    enrolling.set_roles(sight_for(cast, cast.alma), rosa, frozenset({"participant"}), "")
    assert "¿Quién firmó el contrato?" in section(sign_in(cast.alma), "open", UNANSWERED)


# ---- badges

BADGE = "Key respondent · week 2 · Quebec"


def badge(page: Shown) -> list[str]:
    return page.texts("span[@class='badge amber']")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (START - timedelta(days=3), BADGE),  # before their week
        (START, f"{BADGE} · answering now"),
        (OPENING - SECOND, f"{BADGE} · answering now"),
        (OPENING, BADGE),  # the next week's key respondents answer now
        (END, BADGE),
    ],
)
def test_the_badge_says_whether_a_key_respondent_is_answering_now(
    cast: Cast, sign_in: SignIn, clock: Any, now: Any, words: str
) -> None:
    clock.move_to(now)
    client = sign_in(cast.jorge)
    assert badge(shown(client.get(f"{FORUM}/people/{cast.rosa.key}"))) == [words]
    assert words in badge(shown(client.get(f"{FORUM}/people")))


def test_the_badge_is_beside_posts_and_in_the_list_of_people_to_ask(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    shown(rosa.get(thread_url(cast))).form("/reply").send(rosa, body="Good morning.")
    page = shown(sign_in(cast.jorge).get(thread_url(cast)))
    assert badge(page) == [f"{BADGE} · answering now"]
    assert f"Rosa · {BADGE} · answering now" in page.texts("option")
    assert "Bento · Key respondent · week 3 · Brazil · answers from Mon 9 Mar, 09:00 Toronto time" in page.texts(
        "option"
    )


def test_a_badge_without_a_region_has_no_stray_separator(cast: Cast, sign_in: SignIn) -> None:
    [assignment] = [a for a in db.session.query(Assignment) if a.user_id == cast.rosa.id]
    assignment.region = ""
    client = sign_in(cast.jorge)
    assert badge(shown(client.get(f"{FORUM}/people/{cast.rosa.key}"))) == ["Key respondent · week 2 · answering now"]
    assignment.region = ""
    assert "Rosa 1 open question" in shown(client.get(f"{FORUM}/week/2")).words


def test_one_person_can_be_key_respondent_of_two_weeks(cast: Cast, sign_in: SignIn) -> None:
    rosa = membership_of(cast.rosa, cast.forum)
    assert rosa is not None
    enrolling.assign(sight_for(cast, cast.alma), rosa, cast.week(3), "Brazil")
    found = badge(shown(sign_in(cast.jorge).get(f"{FORUM}/people/{cast.rosa.key}")))
    assert found == [f"{BADGE} · answering now", "Key respondent · week 3 · Brazil"]


def test_a_reply_after_other_posts_still_answers_the_question(cast: Cast, sign_in: SignIn) -> None:
    for number in range(3):
        posting.reply(sight_for(cast, cast.jorge), cast.question_thread, cast.jorge, typed(f"Aside {number}", "en"))
    rosa = sign_in(cast.rosa)
    page = shown(rosa.get(f"{thread_url(cast)}?reply={cast.question.key}"))
    page.form("/reply").send(rosa, body="The mayor.")
    post = db.session.get_one(Post, cast.question.id)
    assert post.answered_at is not None
    assert post.answer_id is not None


# ---- several questions in one post


def another_question(cast: Cast, body: str = "How long did it take?", in_thread: str = "question_thread") -> Post:
    sight, thread = sight_for(cast, cast.jorge), getattr(cast, in_thread)
    asked = frozenset({"key_respondent"})
    return posting.reply(sight, thread, cast.jorge, typed(body, "en"), asked=cast.rosa, asked_roles=asked)


def answered(*questions: Post) -> list[int | None]:
    return [db.session.get_one(Post, question.id).answer_id for question in questions]


def boxes(page: Shown) -> list[str]:
    return [box.get("value", "") for box in page.all("input[@name='answers']")]


def test_one_post_answers_the_ticked_questions(cast: Cast, sign_in: SignIn) -> None:
    second, rosa = another_question(cast), sign_in(cast.rosa)
    page = shown(rosa.get(thread_url(cast)))
    assert boxes(page) == [cast.question.key, second.key]
    ticked = [cast.question.key, second.key]
    assert page.form("/reply").send(rosa, body="The mayor, in a year.", answers=ticked).status_code == 303
    one, other = answered(cast.question, second)
    assert one is not None
    assert one == other
    assert "Nobody is waiting." in section(rosa, "open")
    assert section(rosa, "answered").count("Answered in this post") == 2
    answer = db.session.get_one(Post, one)
    thread = shown(sign_in(cast.jorge).get(thread_url(cast)))
    assert thread.links.count(f"{FORUM}/post/{answer.key}") > 2
    assert "answers Ana, Jorge" in thread.words
    posting.delete_post(sight_for(cast, cast.rosa), answer)
    assert answered(cast.question, second) == [None, None]
    assert section(rosa, "open").startswith("Open 2")


def test_a_person_who_asked_several_questions_is_named_once(cast: Cast, sign_in: SignIn) -> None:
    asked = {"asked": cast.rosa, "asked_roles": frozenset({"key_respondent"})}
    sight = sight_for(cast, cast.ana)
    second = posting.reply(sight, cast.question_thread, cast.ana, typed("How long did it take?", "en"), **asked)
    rosa = sign_in(cast.rosa)
    form = shown(rosa.get(thread_url(cast))).form("/reply")
    form.send(rosa, body="The mayor, in a year.", answers=[cast.question.key, second.key])
    page = shown(rosa.get(thread_url(cast)))
    assert "answers Ana (question 2)" in page.words
    assert "Ana, Ana" not in page.words
    assert {f"#p-{cast.question.key}", f"#p-{second.key}"} <= set(page.links)


def test_questions_that_are_not_ticked_stay_open(cast: Cast, sign_in: SignIn) -> None:
    second, rosa = another_question(cast), sign_in(cast.rosa)
    shown(rosa.get(thread_url(cast))).form("/reply").send(rosa, body="A year.", answers=[second.key])
    assert answered(cast.question) == [None]
    assert answered(second) != [None]


def test_ticked_questions_lead_from_the_tray_to_one_form(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    assert boxes(shown(rosa.get(TRAY))) == []  # a single question needs no box to tick
    second = another_question(cast, in_thread="thread")  # in another week
    page = shown(rosa.get(TRAY))
    assert boxes(page) == [cast.question.key, second.key]
    leads = rosa.get(f"{TRAY}/answer", query_string={"answers": boxes(page)})
    assert leads.location.endswith("#reply")
    composer = shown(rosa.get(leads.location))
    form = composer.form("/reply")
    assert form.fields["answers"] == [cast.question.key, second.key]
    assert "Week 1 · Selling to the municipality" in composer.words
    form.send(rosa, body="The mayor, in a year.")
    assert None not in answered(cast.question, second)
    there = shown(sign_in(cast.jorge).get(f"{FORUM}/thread/{cast.thread.key}"))
    assert "Answered in this post" in there.words


def test_nothing_ticked_leads_back_to_the_tray(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    assert rosa.get(f"{TRAY}/answer").location == TRAY
    assert rosa.get(f"{TRAY}/answer?answers=zzzzzzzzzzzzzz").location == TRAY
    assert "Tick the questions" in shown(rosa.get(TRAY)).words


def test_replying_to_a_question_answers_it_and_the_ticked_ones(cast: Cast, sign_in: SignIn) -> None:
    second, rosa = another_question(cast), sign_in(cast.rosa)
    page = shown(rosa.get(f"{thread_url(cast)}?reply={cast.question.key}"))
    assert "Posting this answers Ana’s question." in page.words
    assert boxes(page) == [second.key]
    page.form("/reply").send(rosa, body="The mayor, in a year.", answers=[second.key])
    assert None not in answered(cast.question, second)
    assert "also answers Jorge" in shown(rosa.get(thread_url(cast))).words


def test_a_forged_tick_is_refused_and_the_text_is_kept(cast: Cast, sign_in: SignIn) -> None:
    to_bento = posting.reply(
        sight_for(cast, cast.jorge), cast.thread, cast.jorge, typed("And you?", "en"),
        asked=cast.bento, asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip
    rosa = sign_in(cast.rosa)
    for forged in ("zzzzzzzzzzzzzz", to_bento.key, cast.post.key):
        form = shown(rosa.get(thread_url(cast))).form("/reply")
        response = form.send(rosa, body="The mayor.", answers=[cast.question.key, forged])
        assert response.status_code == 422
        page = shown(response)
        assert "One of the questions that you ticked is not there any more" in page.words
        again = page.form("/reply")
        assert (again.fields["body"], again.fields["answers"]) == ("The mayor.", cast.question.key)
    assert answered(to_bento) == [None]
    assert again.send(rosa).status_code == 303
    assert answered(cast.question) != [None]


def test_a_participant_has_nothing_to_tick(cast: Cast, sign_in: SignIn) -> None:
    jorge = sign_in(cast.jorge)
    page = shown(jorge.get(thread_url(cast)))
    assert boxes(page) == []
    assert page.form("/reply").send(jorge, body="I know.", answers=[cast.question.key]).status_code == 422
    assert answered(cast.question) == [None]


def test_an_admin_marks_open_questions_in_the_thread(cast: Cast, sign_in: SignIn) -> None:
    alma = sign_in(cast.alma)
    page = shown(alma.get(thread_url(cast)))
    assert boxes(page) == [cast.question.key]
    assert "to Rosa" in page.words
    page.form("/reply").send(alma, body="Rosa told me: the mayor.", answers=[cast.question.key])
    assert answered(cast.question) != [None]


def test_a_question_answered_meanwhile_keeps_its_first_answer(cast: Cast, sign_in: SignIn) -> None:
    rosa = sign_in(cast.rosa)
    form = shown(rosa.get(thread_url(cast))).form("/reply")
    first = form.send(rosa, body="The mayor.", answers=[cast.question.key])
    later = shown(rosa.get(thread_url(cast))).form("/reply").send(rosa, body="Again.", answers=[cast.question.key])
    assert (first.status_code, later.status_code) == (303, 303)
    [answer] = answered(cast.question)
    assert first.location.endswith(db.session.get_one(Post, answer).key)


def test_the_tray_links_to_a_reply_under_a_case_study(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    assert cast.case_study is not None
    clock.move_to(OPENING)
    jorge = sign_in(cast.jorge)
    asking = f"{FORUM}/reading/{cast.case_study.key}?ask={cast.bento.key}"
    shown(jorge.get(asking)).form("/reply").send(jorge, body="How did you begin?")
    bento = sign_in(cast.bento)
    [answer] = [link for link in shown(bento.get(TRAY)).links if link.endswith("#reply")]
    page = shown(bento.get(bento.get(answer).location))
    assert "Reply to Jorge" in page.words


# ---- when answers can be expected

LATE = "Week 2 is over: an answer may take longer, or come from somebody else."


@pytest.mark.parametrize(
    ("now", "said"),
    [(OPENING - SECOND, ""), (OPENING, "week over: an answer may take longer")],
)
def test_before_asking_people_read_when_answers_can_be_expected(
    cast: Cast, sign_in: SignIn, clock: Any, now: Any, said: str
) -> None:
    clock.move_to(now)
    [option] = [words for words in shown(sign_in(cast.jorge).get(thread_url(cast))).texts("option") if "Rosa" in words]
    assert option == " · ".join(filter(None, [BADGE if said else f"{BADGE} · answering now", said])).join(
        ["Rosa · ", ""]
    )


@pytest.mark.parametrize(("now", "said"), [(OPENING - SECOND, False), (OPENING, True)])
def test_after_the_week_people_read_that_answers_may_not_come(
    cast: Cast, sign_in: SignIn, clock: Any, now: Any, said: bool
) -> None:
    client = sign_in(cast.jorge)
    clock.move_to(OPENING - timedelta(days=1))
    # this caches the HTML of the post, which must not keep the sentence out later
    assert LATE not in shown(client.get(thread_url(cast))).words
    clock.move_to(now)
    assert (LATE in shown(client.get(thread_url(cast))).words) is said


def test_before_the_week_its_public_time_is_shown(cast: Cast, sign_in: SignIn) -> None:
    jorge = sign_in(cast.jorge)
    form = shown(jorge.get(thread_url(cast))).form("/reply")
    form.send(jorge, body="What will you tell us?", language="en", ask=cast.bento.key)
    said = "Question to Bento. Not answered yet. Bento answers in week 3, from Mon 9 Mar, 09:00 Toronto time."
    assert said in shown(jorge.get(thread_url(cast))).words


def test_for_a_held_week_no_date_is_promised(cast: Cast, sign_in: SignIn) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(3), "held")
    jorge = sign_in(cast.jorge)
    page = shown(jorge.get(thread_url(cast)))
    assert "Bento · Key respondent · week 3 · Brazil · no date yet" in page.texts("option")
    page.form("/reply").send(jorge, body="What will you tell us?", language="en", ask=cast.bento.key)
    assert "Bento answers in week 3, which has no date yet." in shown(jorge.get(thread_url(cast))).words


# ---- setting a question, as an admin prepares a week


def test_setting_a_question_leads_back_to_the_page_that_prepares_the_week(cast: Cast, sign_in: SignIn) -> None:
    alma, readings = sign_in(cast.alma), f"{FORUM}/admin/week/2/readings"
    [link] = [link for link in shown(alma.get(readings)).links if "new-thread" in link]
    form = shown(alma.get(link)).form("/new-thread")
    refused = form.send(alma, title="")
    assert refused.status_code == 422
    answer = shown(refused).form("/new-thread").send(alma, title="What helps?", body="Tell us.")
    assert answer.location == f"{readings}#questions"
    page = shown(alma.get(answer.location)).words
    assert "The question is set." in page
    assert "What helps?" in page


def test_a_new_thread_leads_to_its_page(cast: Cast, sign_in: SignIn) -> None:
    ticked: dict[str, str] = {"question": "1"}
    for person, address, more in [(cast.alma, "new-thread", ticked), (cast.ana, "new-thread?question=1", {})]:
        client = sign_in(person)
        form = shown(client.get(f"{FORUM}/week/2/{address}")).form("/new-thread")
        answer = form.send(client, title="What helps?", body="Tell us.", language="en", **more)
        assert "/thread/" in answer.location


def test_the_admins_view_has_the_tabs_of_organisers(cast: Cast, sign_in: SignIn) -> None:
    tabs = shown(sign_in(cast.alma).get(UNANSWERED)).one("nav[@aria-label='Organise']")
    [current] = [link for link in tabs if link.get("aria-current") == "page"]
    assert current.get("href") == UNANSWERED
    assert not shown(sign_in(cast.rosa).get(TRAY)).all("nav[@aria-label='Organise']")
