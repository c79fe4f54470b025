"""Asks CPython itself whether the programs in programs/ are right: `python3 run_programs.py [PATTERN...]`.

What their first lines mean is told in authoring/port-programs.ts, which runs them in the page.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "programs")

CHOOSE = """
import os, sys
import multiprocessing.context as context
context._default_context._default_context = context._concrete_contexts[os.environ["INTERLEAVE_START"]]
"""
"""Run before the program: says how processes start, without having chosen it as `set_start_method` does."""


def expectation(source):
    said = {"stdout": [], "stderr": [], "sorted": "no", "status": "0", "start": "fork", "args": "", "native": "3.0"}
    for line in source.split("\n"):
        if line and not line.startswith("#"):
            break
        found = re.match(r"# (stdout|stderr|sorted|status|start|args|native):(?: (.*))?$", line)
        if found:
            name, value = found[1], found[2] or ""
            if isinstance(said[name], list):
                said[name].append(value)
            else:
                said[name] = value
    return said


def run(name):
    """What is wrong with a program, in words; None when it is about a later Python."""
    with open(os.path.join(PROGRAMS, name), encoding="utf-8") as file:
        expected = expectation(file.read())
    if sys.version_info < tuple(int(part) for part in expected["native"].split(".")):
        return None
    folder = tempfile.mkdtemp()
    try:
        for other in os.listdir(PROGRAMS):
            if other.endswith(".py"):
                shutil.copy(os.path.join(PROGRAMS, other), folder)
        site = os.path.join(folder, "site")
        os.mkdir(site)
        with open(os.path.join(site, "sitecustomize.py"), "w", encoding="utf-8") as file:
            file.write(CHOOSE)
        path = os.pathsep.join(part for part in (site, os.environ.get("PYTHONPATH")) if part)
        done = subprocess.run(
            [sys.executable, name, *expected["args"].split()],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": path, "INTERLEAVE_START": expected["start"], "PYTHONWARNINGS": "ignore"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    wrong = []
    if done.returncode != int(expected["status"]):
        wrong.append(f"it ended with {done.returncode}")
    order = sorted if expected["sorted"] == "yes" else list
    if order(done.stdout.splitlines()) != order(expected["stdout"]):
        wrong.append(f"stdout was\n{done.stdout}")
    start = 0
    for words in expected["stderr"]:
        at = done.stderr.find(words, start)
        if at < 0:
            wrong.append(f"stderr lacks {words!r}")
            break
        start = at + len(words)
    if not expected["stderr"] and done.stderr.strip():
        wrong.append("stderr was expected to be empty")
    if wrong:
        wrong.append(f"stderr was\n{done.stderr}")
    return wrong


def main(patterns):
    passed = failed = skipped = 0
    for name in sorted(os.listdir(PROGRAMS)):
        if not name.endswith(".py") or name.startswith("_"):
            continue
        if patterns and not any(pattern in name for pattern in patterns):
            continue
        wrong = run(name)
        if wrong is None:
            skipped += 1
        elif wrong:
            failed += 1
            print(f"FAILED {name}", *wrong, sep="\n    ")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
