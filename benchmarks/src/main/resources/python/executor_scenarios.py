"""What concurrent.futures does, and real work done with it."""

import functools
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from time import perf_counter

import tasks
from pool_scenarios import quickest_start
from serving import Side, check


class ExecutorSide(Side):
    workers = 2

    def __init__(self, divisor):
        super().__init__(divisor)
        self.executor = self.make()

    def make(self):
        raise NotImplementedError

    def close(self):
        self.executor.shutdown()


class ThreadSide(ExecutorSide):
    def make(self):
        return ThreadPoolExecutor(self.workers)


class ProcessSide(ExecutorSide):
    def make(self):
        return ProcessPoolExecutor(self.workers, mp_context=quickest_start())


class Submit(ThreadSide):
    """Tasks a second, of many at once."""

    def round(self):
        count = self.scaled(100_000)
        start = perf_counter()
        submit = self.executor.submit
        pending = [submit(tasks.increment, i) for i in range(count)]
        total = sum(future.result() for future in pending)
        took = perf_counter() - start
        check("the sum of all results", count * (count + 1) // 2, total)
        return count / took


def round_trip(side):
    """Microseconds of the middle one of many tasks that are waited for one by one."""
    times = []
    for i in range(side.scaled(5000)):
        start = perf_counter()
        result = side.executor.submit(tasks.increment, i).result()
        times.append(perf_counter() - start)
        check("the result", i + 1, result)
    times.sort()
    return times[len(times) // 2] * 1e6


class ThreadRoundTrip(ThreadSide):
    workers = 1
    round = round_trip


class ProcessRoundTrip(ProcessSide):
    workers = 1
    round = round_trip


class Map(ProcessSide):
    """Tasks a second, each sent by itself."""

    def __init__(self, divisor):
        super().__init__(divisor)
        self.items = list(range(self.scaled(20_000)))
        self.expected = [item + 1 for item in self.items]

    def round(self):
        start = perf_counter()
        results = list(self.executor.map(tasks.increment, self.items))
        took = perf_counter() - start
        check("whether all results are right", True, results == self.expected)
        return len(self.items) / took


class Echo(ProcessSide):
    """Megabytes of payload a second, counted once for the way there and back."""

    def __init__(self, divisor, count, size):
        super().__init__(divisor)
        self.payloads = [bytes([i % 251]) * size for i in range(self.scaled(count))]

    def round(self):
        start = perf_counter()
        echoes = list(self.executor.map(tasks.echo, self.payloads))
        took = perf_counter() - start
        check("whether all echoes are right", True, echoes == self.payloads)
        return sum(map(len, self.payloads)) / took / 1e6


class Echo1MiB(Echo):
    def __init__(self, divisor):
        super().__init__(divisor, 64, 1 << 20)


class Echo16MiB(Echo):
    def __init__(self, divisor):
        super().__init__(divisor, 16, 16 << 20)


class MatmulSpeedup(ProcessSide):
    """How many times as fast two processes multiply matrices as one."""

    parts = 12

    def __init__(self, divisor):
        super().__init__(divisor)
        # A fifth of Java's size: an interpreter needs longer for this than Java for all of it.
        self.size = max(self.parts, int(120 / divisor ** (1 / 3)) // self.parts * self.parts)

    def round(self):
        size = self.size
        left = [[float((row * size + column) % 11) for column in range(size)] for row in range(size)]
        columns = [[float((row * size + column) % 7) for row in range(size)] for column in range(size)]
        each = size // self.parts
        blocks = [left[i * each : (i + 1) * each] for i in range(self.parts)]
        start = perf_counter()
        alone = [tasks.rows_times(block, columns) for block in blocks]
        took_alone = perf_counter() - start
        start = perf_counter()
        work = functools.partial(tasks.rows_times, columns=columns)
        together = list(self.executor.map(work, blocks))
        took_together = perf_counter() - start
        check("whether both products are the same", True, alone == together)
        return took_alone / took_together


class SleepEfficiency(ThreadSide):
    """The ideal time for tasks that wait, as a part of what they took."""

    workers = 16

    def round(self):
        sleeps = max(1, self.scaled(64) // self.workers) * self.workers
        start = perf_counter()
        pending = [self.executor.submit(time.sleep, 0.02) for _ in range(sleeps)]
        for future in pending:
            future.result()
        took = perf_counter() - start
        return sleeps / self.workers * 0.02 / took


SIDES = {
    "executor.thread.submit": Submit,
    "executor.thread.submit.p50": ThreadRoundTrip,
    "executor.process.submit.p50": ProcessRoundTrip,
    "executor.process.map.chunk1": Map,
    "executor.process.echo.1MiB": Echo1MiB,
    "executor.process.echo.16MiB": Echo16MiB,
    "work.matmul.speedup": MatmulSpeedup,
    "work.sleep.efficiency": SleepEfficiency,
}
