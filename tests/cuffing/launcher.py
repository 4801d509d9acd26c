"""A process of its own that starts an embedded server; the launcher's tests run and kill it.

Started by root with a user to become, it becomes that user after its imports, because that user
may not be able to read this Python installation.
"""

import json
import os
import sys
from pathlib import Path


def main() -> None:
    state, programs, fallback, user = json.loads(sys.argv[1])
    import psycopg2

    from cuffing.database.embedded import EmbeddedPostgres
    from cuffing.database.location import EmbeddedPostgresError

    if user:
        uid, gid = user
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    try:
        server = EmbeddedPostgres(
            Path(state), programs=programs, durable=False, fallback=Path(fallback)
        )
        server.ensure_running()
    except EmbeddedPostgresError as error:
        sys.exit(str(error))
    with psycopg2.connect(
        host=str(server.socket_folder), port=5432, user="cuffing_web", dbname="cuffing"
    ) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("cuffing_web",)
    connection.close()
    print(server.pid(), flush=True)


if __name__ == "__main__":
    main()
