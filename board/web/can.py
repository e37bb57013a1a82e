"""Permissions for templates: ``can.write(…)`` is True or False, ``why_not.write(…)`` is the refusal or None."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import SimpleNamespace

from board.rules import (
    case_studies,
    closing,
    further,
    moderating,
    permissions,
    proceedings,
    quoted,
    scheduling,
    selection,
    synthesis,
)
from board.rules.permissions import Refusal

Rule = Callable[..., Refusal | None]

RULES: dict[str, Rule] = {
    "administer": permissions.administer,
    "answer_quotes": quoted.answer_quotes,
    "ask_about_cell": synthesis.ask_about_cell,
    "ask_authors": quoted.ask_authors,
    "ask_to_code": synthesis.ask_to_code,
    "begin_case_study": case_studies.begin,
    "change_edition": proceedings.change_edition,
    "change_excerpt": synthesis.change_excerpt,
    "choose_further": further.choose_further,
    "close_forum": closing.close_forum,
    "close_week": scheduling.close_week,
    "code": synthesis.code,
    "correct_language": permissions.correct_language,
    "decide_application": selection.decide,
    "delete_post": permissions.delete_post,
    "drop_objection": quoted.drop_objection,
    "edit_case_study": case_studies.edit,
    "erase_post": permissions.erase_post,
    "export_further": further.export_further,
    "flag": permissions.flag,
    "follow": permissions.follow,
    "hide_post": permissions.hide_post,
    "keep_codebook": synthesis.keep_codebook,
    "lift_suspension": moderating.lift_suspension,
    "make_edition": proceedings.make_edition,
    "object_to_quote": quoted.object_to_quote,
    "override_week": scheduling.override_week,
    "place_excerpt": synthesis.place_excerpt,
    "propose_theme": synthesis.propose_theme,
    "publish_edition": proceedings.publish_edition,
    "remove_week": scheduling.remove_week,
    "remove_element": synthesis.remove_element,
    "reopen_forum": closing.reopen_forum,
    "report": moderating.report,
    "restore_post": permissions.restore_post,
    "send_back_case_study": case_studies.send_back,
    "set_check_deadline": quoted.set_deadline,
    "settle_objection": quoted.settle_objection,
    "settle_question": permissions.settle_question,
    "submit_case_study": case_studies.submit,
    "suspend": moderating.suspend,
    "take_back_withdrawal": quoted.take_back_withdrawal,
    "undo_decision": selection.undo,
    "withdraw_case_study": case_studies.withdraw,
    "withdraw_quote": quoted.withdraw_quote,
    "write": permissions.write,
    "write_abstract": synthesis.write_abstract,
    "write_element": synthesis.write_element,
}
"""The rules that templates may ask, each under the name of the action."""


def _allows(rule: Rule) -> Callable[..., bool]:
    """Turn a rule into a predicate."""

    @wraps(rule)
    def allows(*facts: object, **more: object) -> bool:
        return rule(*facts, **more) is None

    return allows


CAN = SimpleNamespace(**{name: _allows(rule) for name, rule in RULES.items()})
WHY_NOT = SimpleNamespace(**RULES)
