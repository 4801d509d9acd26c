"""Field-level history, written by the database itself."""

import pghistory

from audit.append_only import APPEND_ONLY


def with_history(*, exclude: tuple[str, ...] = ()):
    """Keep every version of every row, with the context of the change in the same row.

    `exclude` names columns the database derives by itself.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        context_field=pghistory.ContextJSONField(),
        append_only=False,  # its own trigger would say nothing on TRUNCATE; ours does
        attrs={"append_only": True},
        meta={"triggers": [APPEND_ONLY]},
    )
