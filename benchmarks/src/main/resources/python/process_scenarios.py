"""What multiprocessing.Process does."""

import multiprocessing
from time import perf_counter

import tasks
from serving import Side, check


class StartJoin(Side):
    """Milliseconds from the start of a process that does nothing to its end."""

    def __init__(self, divisor, method):
        super().__init__(divisor)
        self.context = multiprocessing.get_context(method)

    def round(self):
        process = self.context.Process(target=tasks.nothing)
        start = perf_counter()
        process.start()
        process.join()
        took = perf_counter() - start
        check("the exit code", 0, process.exitcode)
        return took * 1e3


class SpawnJoin(StartJoin):
    def __init__(self, divisor):
        super().__init__(divisor, "spawn")


class ForkJoin(StartJoin):
    def __init__(self, divisor):
        super().__init__(divisor, "fork")


SIDES = {
    "process.start.cold": SpawnJoin,
    "process.start.spare": ForkJoin,
}
