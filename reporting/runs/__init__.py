"""What reads too much for a page is worked out once, stored, and shown with its date (ADR 19)."""
