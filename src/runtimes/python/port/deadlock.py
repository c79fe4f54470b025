"""What there is to say when no thread can ever go on."""

import json

from .kernel import _Lock, records
from .threads import ThreadHandle
from .where import name_of, one


def blocked_threads():
    """For each living thread: what it waits for and who has that. Read when nothing can run any more.

    JSON of a list of objects with `actor`, `via`, `file`, `line`, `wants`, `holder`, `holder_file`, `holder_line`.
    """
    result = []
    for record in records.values():
        thing = record.waiting
        own = record.own
        entry = {
            "actor": record.name,
            "via": record.via,
            "file": own.f_code.co_filename if own is not None else None,
            "line": own.f_lineno if own is not None else 0,
            "wants": None,
            "holder": None,
            "holder_file": None,
            "holder_line": 0,
        }
        if isinstance(thing, ThreadHandle):
            entry["via"] = record.via or "Thread.join"
            entry["wants"] = f"the end of {thing._record.name}"
            entry["holder"] = thing._record.name
        elif isinstance(thing, _Lock):
            if thing._internal:
                subject = record.subject
                # Who holds a lock of the library's insides is the library's business: a thread that waits in Queue.get
                # waits for whoever might put, and nobody is left.
                if subject is not None:
                    entry["wants"] = name_of(subject, own) or one(type(subject).__name__)
            else:
                entry["wants"] = name_of(thing, own) or one(thing._kind)
                holder = thing._holder
                if holder is not None:
                    entry["holder"] = holder.name
                    entry["holder_file"] = thing._file
                    entry["holder_line"] = thing._line
        result.append(entry)
    return json.dumps(result)
