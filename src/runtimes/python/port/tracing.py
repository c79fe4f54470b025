"""The trace's beginning and end: all of the port that writes into it, told at once."""

import json

from . import kernel, tasks


def start(acquire_code, release_code, events, now_us):
    """Begin to write rows: of locks, and of tasks, at most `events` each; the rest is counted. `now_us` is the trace's clock now."""
    kernel.start_tracing(acquire_code, release_code, events, now_us)
    tasks.start(events)


def omitted_counts():
    """JSON of [actor, resource, count] of what was counted and not listed; without a resource (-1) it is steps of tasks."""
    return json.dumps(kernel.omitted_counts() + tasks.omitted_counts())
