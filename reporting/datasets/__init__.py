"""Published counts of handcuffing: officer reports, so that our method can be tried on them.

`home_office` reads the shipped national table, `use_of_force` a file of the Met's open data, and
`loading` keeps either.
"""
