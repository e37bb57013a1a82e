"""A form with files, which survive when the form is refused. Forms of any area inherit from this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from board.actions import refused_files
from board.actions.files import Upload
from board.actions.refused_files import MAX_KEPT, KeptFile
from board.web.field_rules import whole_number
from board.web.frame.uploads import check_upload
from board.web.viewer import myself


class KeepsFiles(FlaskForm):  # type: ignore[misc]
    """A form that keeps the files that were sent with it, for their sender, until it is sent again.

    The form's own validation calls ``take``: ``sent`` are then the files that were found to be good. ``kept`` is what
    earlier sendings left. With ``several``, files add up, and each kept one can be unticked; otherwise a file that is
    sent replaces the kept one. The template shows them with the macro ``kept_files``.
    """

    several: ClassVar[bool] = False
    kept_file = SelectMultipleField(choices=[], validate_choice=False)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.sent: list[Upload] = []
        numbers = dict.fromkeys(map(whole_number, (self.kept_file.data or [])[:MAX_KEPT]))
        found = (refused_files.kept_file(myself(), number) for number in numbers if number)
        self.kept: list[KeptFile] = [kept for kept in found if kept is not None]

    @property
    def chosen(self) -> Sequence[Upload | KeptFile]:
        """All files of the form, in the order in which they were chosen."""
        return [*self.kept, *self.sent] if self.several else (self.sent or self.kept)[:1]

    def take(self, files: Sequence[FileStorage]) -> None:
        """Read the files that were sent. Raises ValidationError with a sentence for each that is not taken."""
        troubles = []
        for file in files:
            try:
                self.sent.append(check_upload(file))
            except ValidationError as trouble:
                troubles.append(str(trouble))
        if troubles:
            raise ValidationError(" ".join(troubles))

    def keep_files(self, now: datetime) -> None:
        """Keep the good files for the next try, because a browser does not send a refused file again by itself."""
        kept = [refused_files.keep_for_now(myself(), upload, now) for upload in self.sent]
        self.kept = [*self.kept, *kept] if self.several else (kept or self.kept)
