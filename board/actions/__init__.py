"""Doing: each function asks its rule, changes rows that were found visible, and commits once."""
