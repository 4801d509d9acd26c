"""A fictional force and its encounters, to look at the service with and to try it on.

Nothing here describes a real person or event. Shares follow published tables (`shares`); people
and teams are in `force`; what happened is drawn in `occasion`, `handcuffing` and `aftermath` and
told by `words` and `justification`; `stories` says what became of each record, `life` and
`decisions` what that left behind, and `loading` stores it.
"""
