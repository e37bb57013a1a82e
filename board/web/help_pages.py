"""Which page of the handbook helps with which page of the site."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for
from flask_babel import get_locale

from board import handbook
from board.text import Parts

FOR_ENDPOINTS = {
    "accounts.profile": "you#profile",
    "accounts.setup": "apply#come-in",
    "accounts.sign_in": "you#sign-in",
    "forums.programme": "start#weeks",
    "forums.week": "start#weeks",
    "forums.reading": "start#weeks",
    "forums.preview": "begin#try",
    "forums.home": "start",
    "call.call": "apply#apply",
    "call.edit": "people#call",
    "call.edit_text": "people#call",
    "announcements.announcements": "start#home",
    "questions.unanswered": "run#overview",
    "questions.questions": "respond#week",
    "questions.answer": "respond#week",
    "cockpit.acts": "run#log",
    "leaving.leave": "you#leave",
    "leaving.close": "you#leave",
    "leaving.data": "you#data",
    "search.search": "start#search",
    "welcome.privacy": "you#data",
    "welcome.conduct": "write#report",
    "welcome.welcome": "start",
}
"""Pages that have a section of their own."""
FOR_BLUEPRINTS = {
    "abstracts": "practice#summary",
    "accounts": "you",
    "addresses": "you#sign-in",
    "again": "apply",
    "agreement": "finish#themes",
    "announcements": "run#announcements",
    "applying": "apply",
    "backlog": "run#overview",
    "call": "people#call",
    "call_versions": "people#call",
    "beginning": "begin#make",
    "cells": "synthesis#matrix",
    "checking": "finish#check",
    "cloning": "finish#again",
    "cockpit": "run#overview",
    "codebook": "synthesis#themes",
    "codebook_files": "finish#data",
    "coding": "finish#themes",
    "data": "finish#data",
    "desk": "translate#queue",
    "discussion": "write",
    "editions": "finish#edition",
    "elements": "synthesis#elements",
    "excerpts": "synthesis#place",
    "feed_addresses": "start#home",
    "flags": "write#translation",
    "forums": "start",
    "glossary": "translate#glossary",
    "home": "start#home",
    "inviting": "finish#again",
    "intake": "people#applications",
    "kit": "respond#before",
    "leaving": "you#leave",
    "matrix": "synthesis#matrix",
    "mail_choices": "mail#choose",
    "members": "people#add",
    "memory": "translate#glossary",
    "moderation": "people#suspend",
    "owner": "site",
    "owner_mail": "site#mail",
    "own_mail": "mail#choose",
    "passages": "synthesis#place",
    "pasting": "prepare#outline",
    "people": "start",
    "preparing": "prepare",
    "publishing": "prepare#case-studies",
    "questions": "respond#week",
    "quoted": "you#quoted",
    "reading_languages": "start#languages",
    "readings": "prepare#readings",
    "recovering": "you#sign-in",
    "reporting": "people#suspend",
    "roster": "people#add",
    "rewording": "write#translation",
    "schedule": "run#opening",
    "search": "start#search",
    "selection": "people#applications",
    "mail_stop": "mail#stop",
    "suspending": "people#suspend",
    "themes": "synthesis#themes",
    "together": "synthesis#matrix",
    "translate": "translate#editor",
    "translation_history": "translate#editor",
    "unsent": "write#kept",
    "welcome": "start",
    "writing": "write",
}
"""All others, by the part of the site that they belong to."""


def help_for(endpoint: str | None) -> str:
    """Return the page of the handbook that helps with a page, mostly with a section: ``write#ask``; "" if none does."""
    if not endpoint:
        return ""
    return FOR_ENDPOINTS.get(endpoint) or FOR_BLUEPRINTS.get(endpoint.split(".")[0], "")


class Help(NamedTuple):
    """The help with a page, as it stands beside it: the heading and the first words of a section."""

    title: str
    words: Parts


def help_address() -> str:
    """Return the address of the help with the page that is being shown."""
    name, _, anchor = help_for(request.endpoint).partition("#")
    if not name:
        return url_for("handbook.contents")
    return url_for("handbook.page", chapter=name, _anchor=anchor or None)


def help_beside() -> Help | None:
    """Return the first words of the help with the page that is being shown; None if no section is about it."""
    name, _, anchor = help_for(request.endpoint).partition("#")
    page = handbook.page(str(get_locale()), name)
    section = next((section for section in page.sections if section.anchor == anchor), None) if page else None
    return Help(section.title, handbook.beginning(section)) if section else None
