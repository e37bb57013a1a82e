"""How long, how much and how many: each wait of the server has an end. Seconds and bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What the server bears, in each of its processes. Tests give shorter ones."""

    connections: int = 4000
    """Open at one time; further ones wait until one of these ends."""
    headers_within: float = 10.0
    """For all headers of a request; a connection that asks for nothing is closed after the same time."""
    largest_headers: int = 64 * 1024

    body_within: float = 10.0
    """For a request's body, and a second more for each ``body_speed`` bytes that came."""
    body_speed: int = 1024
    body_longest: float = 600.0
    bodies: int = 256
    """On their way at one time: a further one takes the place of the slowest."""
    body_in_memory: int = 256 * 1024
    """A larger body goes to a temporary file."""
    bytes_of_bodies: int = 256 * 1024 * 1024
    """Of all bodies together that came or are on their way."""

    waits: float = 10.0
    """For a free thread: whoever would wait longer is told to come back."""
    waiting: int = 200
    """Requests that wait for a thread at one time."""

    part_within: float = 30.0
    """For each part of a large answer to be handed to the system."""
    taken_within: float = 60.0
    """A connection ends when its client takes nothing for so long (Linux)."""
    refused_reads: float = 2.0
    """A refused sender is listened to for so long, so that it sees the answer instead of a broken line."""

    leaves: float = 0.5
    """When told to stop: nobody new comes in, and everybody inside is still answered, for so long at least."""
    bodies_leave: float = 4.0
    """So long it waits then for bodies that are on their way."""
    leaves_within: int = 30
    """Answers that take longer are cut when the server is told to stop."""
