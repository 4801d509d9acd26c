"""The project: settings, its own PostgreSQL, pages that belong to no other floor."""
