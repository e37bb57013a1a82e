"""The limits of the server: how long, how much and how many. Every wait has an end. Seconds and bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of each server process. Tests use shorter times."""

    connections: int = 4000
    """Open at one time; further connections wait until one of these ends."""
    headers_within: float = 10.0
    """For all headers of a request; an idle connection is closed after the same time."""
    largest_headers: int = 64 * 1024

    body_within: float = 10.0
    """For the body of a request, plus a second for each ``body_speed`` bytes that arrived."""
    body_speed: int = 1024
    body_longest: float = 600.0
    bodies: int = 256
    """Bodies arriving at one time: a further one replaces the slowest."""
    body_in_memory: int = 256 * 1024
    """A larger body goes to a temporary file."""
    bytes_of_bodies: int = 256 * 1024 * 1024
    """Memory and files for all bodies together, complete or arriving."""

    waits: float = 10.0
    """For a free thread: a request that would wait longer is told to come back."""
    waiting: int = 200
    """Requests that wait for a thread at one time."""

    part_within: float = 30.0
    """For passing each part of a large answer to the system."""
    taken_within: float = 60.0
    """A connection ends if its client takes no data for so long (Linux)."""
    refused_reads: float = 2.0
    """How long to go on reading from a refused client, so that it sees the answer rather than a broken connection."""

    leaves: float = 0.5
    """When stopping: the minimum time for answering everybody connected, with no new connections accepted."""
    bodies_leave: float = 4.0
    """When stopping: how long to wait for bodies that are arriving."""
    leaves_within: int = 30
    """When stopping: how long an answer may take before it is cut."""
