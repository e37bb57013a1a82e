"""The demo: the forum of the call, with invented people, written through the same actions as everything else."""

from board.demo.accounts import Account, renew_passwords
from board.demo.anchoring import anchor
from board.demo.calendar import Calendar, archived, redated
from board.demo.clearing import clear
from board.demo.loading import AlreadyLoaded, ForeignData, is_archive, is_loaded, load
from board.demo.proceedings import publish_edition
from board.demo.trying import can_be_tried, opening_words
