"""The trace's beginning and end: all of the port that writes into it, told at once."""

import json
import sys

from . import kernel, queues, tasks


def start(acquire_code, release_code, events, now_us):
    """Begin to write rows: of locks, of tasks and of queues, at most `events` each; the rest is counted. `now_us` is the trace's clock now."""
    kernel.start_tracing(acquire_code, release_code, events, now_us)
    monitoring = sys.monitoring
    tool = next((tool for tool in (4, 3) if monitoring.get_tool(tool) is None), None)
    if tool is not None:
        monitoring.use_tool_id(tool, "interleave")
        tasks.start(events, tool)
        queues.start(events, tool)


def omitted_counts():
    """JSON of [actor, resource, count] of what was counted and not listed; without a resource (-1) it is steps of tasks."""
    return json.dumps(kernel.omitted_counts() + tasks.omitted_counts() + queues.omitted_counts())
