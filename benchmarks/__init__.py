"""Measurements. Each prints a table made in one run on one machine."""
