"""What can be searched of an officer's account, ready to be compared.

A table of its own, because the account keeps a history of every column; and kept ready, because
making it from the text takes the database a hundred times as long as reading it.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from records.models.encounter import Encounter
from records.models.handcuff_use import HandcuffUse


class SearchText(models.Model):
    """Kept by a trigger on the accounts, so nothing can forget it."""

    use = models.OneToOneField(
        HandcuffUse, on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    encounter = models.ForeignKey(Encounter, on_delete=models.CASCADE, related_name="search_texts")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="search_text_words")]

    def __str__(self):
        return f"words of {self.use_id}"
