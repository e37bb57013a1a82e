"""Taking the picture that was sent with a profile."""

from __future__ import annotations

from board.actions import profiles
from board.config import MAX_FILE_BYTES
from board.media.pictures import made_square
from board.media.refusals import Reason, Unusable
from board.web.attaching import refusal_words
from board.web.forms import ProfileForm
from board.web.viewer import myself


def take_picture(form: ProfileForm) -> str:
    """Keep the picture that was chosen, whatever else is wrong with the form; return what is wrong with it."""
    if form.without_picture.data and not form.portrait.data:
        profiles.set_picture(myself(), b"")
    if not form.portrait.data:
        return ""
    data = form.portrait.data.stream.read(MAX_FILE_BYTES + 1)
    try:
        if len(data) > MAX_FILE_BYTES:
            raise Unusable(Reason.TOO_LARGE)
        profiles.set_picture(myself(), made_square(data).data)
    except Unusable as refusal:
        return refusal_words(refusal)
    return ""
