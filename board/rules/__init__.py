"""The rules: pure functions of (viewer facts, row facts, now). Standard library only."""
