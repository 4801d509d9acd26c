"""Measurements that print ratios: `make bench`."""
