"""Search in the justifications: what is kept of them, and the trigger that keeps it."""

import pgtrigger

# Words of accounts that were given; an unfinished one is nobody else's to search.
WORDS_OF_ACCOUNTS = """
    INSERT INTO records_searchtext (use_id, encounter_id, words)
    SELECT id, encounter_id, to_tsvector('english', concat_ws(' ', justification_what_happened,
        justification_necessity, justification_alternatives, justification_continued))
    FROM records_handcuffuse WHERE status = 'submitted'
"""
FOLLOW_ACCOUNT = pgtrigger.Trigger(
    name="search_text",
    when=pgtrigger.After,
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf(
        "status",
        "justification_what_happened",
        "justification_necessity",
        "justification_alternatives",
        "justification_continued",
    ),
    condition=pgtrigger.Q(new__status="submitted"),
    func=f"""
        {WORDS_OF_ACCOUNTS.strip()} AND id = NEW.id
        ON CONFLICT (use_id) DO UPDATE SET words = EXCLUDED.words;
        RETURN NULL;
    """,
)
