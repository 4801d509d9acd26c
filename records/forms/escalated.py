"""What the address of the list of escalated records asks for; nonsense asks for everything."""

from collections.abc import Mapping

from records.vocabulary import EscalationCategory

NEWEST = "newest"


class EscalatedFilter:
    """One concern or all, the longest waiting first or the newest."""

    def __init__(self, query: Mapping[str, str]) -> None:
        concern = query.get("concern", "")
        self.category = EscalationCategory(concern) if concern in EscalationCategory.values else ""
        self.newest_first = query.get("sort") == NEWEST

    @property
    def order(self) -> str:
        return "-escalated_at" if self.newest_first else "escalated_at"
