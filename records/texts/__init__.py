"""Free text: what writers and reviewers are told. Only `free_text` and `repeats` know models."""
