"""The one door for seeing: everything that reads content starts from a select made here.

One module per model module, over ``gate.py``, which holds the only predicate on weeks.
"""

from board.visible.applications import application_notes, visible_applications
from board.visible.attachments import (
    attachments_by,
    attachments_named,
    attachments_of,
    attachments_within,
    bytes_of,
    readable_pictures,
    readable_text,
)
from board.visible.cells import cell_questions, texts_under, themes_together, voices_on_passages
from board.visible.coding import paragraphs_coded, texts_coded, texts_to_code
from board.visible.discussion import (
    in_thread,
    last_visits,
    marked_thread,
    marked_thread_of_reading,
    posts_naming,
    summarised_threads,
    visible_posts,
    visible_threads,
    visible_visits,
    waiting_by_thread,
)
from board.visible.editions import (
    contents_of,
    data_of_file,
    edition_files,
    forums_with_editions,
    parts_out_of_sight,
    published_editions,
    silent_authors,
    stopped_editions,
    visible_editions,
)
from board.visible.feeds import (
    changes_of_programme,
    feed_address_of,
    latest_posts,
    latest_readings,
    reader_by,
)
from board.visible.gate import Sight, look
from board.visible.listing import (
    every_unsent_text,
    first_unseen_posts,
    followed_thread_ids,
    followed_threads,
    last_posts_of_week,
    last_visit,
    my_unsent_texts,
    questions_open_in_week,
    replies_to_viewer,
    threads_of_week,
    threads_with_ids,
)
from board.visible.memory import memory_imports, memory_units, translation_memory, whole_memory
from board.visible.moderation import my_reports, open_reports, voice_counts
from board.visible.people import (
    Suspension,
    accounts,
    forum_assignments,
    forum_memberships,
    membership_of,
    my_memberships,
    named_by,
    names_of,
    number_of_members,
    picture_of,
    shown_key,
    shown_name,
    viewer_in,
    willing_members,
)
from board.visible.per_thread import per_thread
from board.visible.places import place_of_text, place_parameters, visible_places
from board.visible.proceedings import visible_elements
from board.visible.programme import (
    forum_acts,
    forum_named,
    forum_weeks,
    forums,
    latest_announcements,
    my_case_studies,
    published_readings,
    reading_marks,
    readings_marked,
    readings_of_week,
    summarised_weeks,
    visible_announcements,
    visible_readings,
    weeks_within,
    whole_readings,
    with_presenter,
)
from board.visible.queue import claim_of
from board.visible.quoted import (
    mails_to_quoted,
    my_quotable_texts,
    my_quote_answers,
    my_quoted_passages,
    my_withdrawn_passages,
    objections,
    passages_by_author,
    quotable_authors,
    quote_answers,
)
from board.visible.searching import (
    SearchQuery,
    approved_translations,
    matching_texts,
    places_found,
    plain_matches,
    visible_authors,
    words_asked,
)
from board.visible.sessions import account_in_session
from board.visible.signing import chosen_signatures
from board.visible.synthesis import (
    excerpt_counts,
    excerpts_of_posts,
    number_kept_back,
    quotable_text,
    quotable_texts,
    quoted_places,
    region_of_author,
    spans_of,
    visible_excerpts,
    visible_themes,
)
from board.visible.texts import (
    current_segments,
    texts_of,
    texts_with_segments,
    title_translations,
    titles_with_segments,
    unremoved_texts,
    visible_revisions,
    visible_terms,
    visible_texts,
    visible_translations,
    writing_terms,
)
from board.visible.translating import (
    all_translations,
    asked_of_viewer,
    desk_remarks,
    open_rewordings,
    posts_waited_for,
    texts_translated_lately,
    translated_segments,
    visible_flags,
    visible_rewordings,
    waiting_texts,
)
from board.visible.withdrawals import is_not_withdrawn, is_printable, texts_not_printable
from board.visible.work import held_mails
