"""Public figures: frozen once, audited once, and served for ever as the same bytes.

`periods` are those that a release can be of; `counts` decides what of the register it publishes;
`freezing` draws every page and file from that; `actions` make, publish and withdraw it.
"""
