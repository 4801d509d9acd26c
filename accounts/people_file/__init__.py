"""People by CSV: what a file may look like, what it would do line by line, and the file we write.

A cell left empty, or a column left out, keeps what there is; the word "none" empties it. Days of
training are added to those kept, so that a file of the last course takes nothing away.
"""

from accounts.training import COLUMNS as TRAINING_COLUMNS

COLUMNS = ("warrant_number", "name", "email", "team", "roles", "active", *TRAINING_COLUMNS)
NONE = "none"
MOST_LINES = 2_000
MOST_BYTES = 2_000_000
