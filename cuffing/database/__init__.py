"""The database: PostgreSQL everywhere, also one that the project starts by itself.

Django loads its engine from `cuffing.database.base`, hence the ENGINE name `cuffing.database`.
"""
