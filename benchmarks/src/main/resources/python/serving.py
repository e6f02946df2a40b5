"""The conversation: orders come line by line on standard input, answers go to standard output."""

import sys
import traceback
from time import perf_counter


class WrongOutcome(Exception):
    """The work was done, and done wrong."""


class Side:
    """Does a scenario's work; the figure of a round is in the scenario's unit."""

    def __init__(self, divisor):
        self.divisor = divisor

    def scaled(self, count):
        return max(2, count // self.divisor)

    def round(self):
        raise NotImplementedError

    def close(self):
        pass

    def filled(self, block):
        """Repeats a block of work, which says how long it took, until a tenth of a second is full."""
        total = 0.0
        blocks = 0
        while blocks == 0 or total < 0.1 / self.divisor:
            total += block()
            blocks += 1
        return total / blocks


def check(what, expected, actual):
    if expected != actual:
        raise WrongOutcome("%s is %r and should be %r" % (what, actual, expected))


def find(name):
    if name.startswith("thread."):
        import thread_scenarios as scenarios
    elif name.startswith("pipe."):
        import pipe_scenarios as scenarios
    elif name.startswith(("queue.", "simplequeue.", "joinablequeue")):
        import queue_scenarios as scenarios
    elif name.startswith("manager."):
        import manager_scenarios as scenarios
    elif name.startswith("process."):
        import process_scenarios as scenarios
    elif name.startswith("executor.") or name in ("work.matmul.speedup", "work.sleep.efficiency"):
        import executor_scenarios as scenarios
    elif name.startswith(
        ("lock.", "rlock.", "semaphore.", "value.", "array.", "event.", "barrier.", "condition.", "sharedmemory.")
    ):
        import shared_scenarios as scenarios
    else:
        import pool_scenarios as scenarios
    return scenarios.SIDES[name]


def obey(side, order):
    words = order.split()
    if words[0] == "warm":
        end = perf_counter() + int(words[1]) / 1000
        side.round()
        while perf_counter() < end:
            side.round()
        return "ok"
    if words[0] == "round":
        return "figure %r" % side.round()
    if words[0] == "verify":
        return "ok"
    raise ValueError("no such order: %s" % order)


def answer_failure(failure):
    traceback.print_exc()
    answer("error %s: %s" % (type(failure).__name__, " ".join(str(failure).split())))


def answer(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def serve(name, divisor):
    try:
        side = find(name)(divisor)
    except Exception as failure:
        answer_failure(failure)
        return
    try:
        answer("ready " + sys.version.split()[0])
        for order in sys.stdin:
            try:
                answer(obey(side, order))
            except Exception as failure:
                answer_failure(failure)
    finally:
        side.close()
