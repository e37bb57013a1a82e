"""What the index of the search holds besides words: the forum of a text, so that a search reads one forum alone."""

from __future__ import annotations


def forum_token(forum_id: int, *, titles: bool = False) -> str:
    """Return the token of a forum's texts, or of those that are written in one line. No token of a word begins so:
    those begin with the code of a language.
    """
    return f"0{forum_id}t" if titles else f"0{forum_id}"


def place_tokens(forum_id: int, *, inline: bool) -> tuple[str, ...]:
    """Return the tokens of a text's place."""
    tokens = (forum_token(forum_id), forum_token(forum_id, titles=True))
    return tokens if inline else tokens[:1]
