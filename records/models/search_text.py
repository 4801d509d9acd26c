"""What can be searched of an officer's account, ready to be compared.

A table of its own, because the account keeps a history of every column; and kept ready, because
making it from the text takes the database a hundred times as long as reading it.
"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from records.models.encounter import Encounter
from records.models.handcuff_use import HandcuffUse

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


class SearchText(models.Model):
    """Kept by a trigger on the accounts, so nothing can forget it."""

    use = models.OneToOneField(
        HandcuffUse, on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    encounter = models.ForeignKey(
        Encounter, on_delete=models.CASCADE, related_name="search_texts"
    )
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="search_text_words")]

    def __str__(self):
        return f"words of {self.use_id}"
