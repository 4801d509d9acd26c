"""Which account repeats which: a short signature of every justification that was given.

The signatures are derived from the texts and kept beside them, in our own database; nothing can
be read from them. `actions.flagging` writes them when an account is given or changed.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from records.models.handcuff_use import HandcuffUse


class TextSignature(models.Model):
    """The bands of one text of a given account; texts that share a band may be nearly the same.

    `question` is empty for all answers of the account together.
    """

    use = models.ForeignKey(HandcuffUse, on_delete=models.CASCADE, related_name="signatures")
    question = models.CharField(max_length=40, blank=True)
    bands = ArrayField(models.IntegerField())

    class Meta:
        indexes = [
            # Without a list of pending entries, which every search would have to read as well.
            GinIndex(fields=["bands"], name="text_signature_bands", fastupdate=False)
        ]
        constraints = [
            models.UniqueConstraint(fields=["use", "question"], name="text_signature_one_each")
        ]

    def __str__(self):
        return f"{self.question} of {self.use_id}"


class TextSimilarity(models.Model):
    """An account was, when it was given, nearly the same as one given before.

    As a whole, or, where `question` names one, in a single long answer.
    """

    use = models.ForeignKey(HandcuffUse, on_delete=models.CASCADE, related_name="similarities")
    other_use = models.ForeignKey(HandcuffUse, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=40, blank=True)
    # How many of the five-word sequences of both texts stand in both.
    percent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["use", "other_use", "question"], name="text_similarity_once"
            ),
            models.CheckConstraint(
                name="text_similarity_percent_possible", condition=Q(percent__lte=100)
            ),
            models.CheckConstraint(name="text_similarity_of_two", condition=~Q(use=F("other_use"))),
        ]

    def __str__(self):
        return f"{self.question} of {self.use_id} as of {self.other_use_id}: {self.percent}%"
