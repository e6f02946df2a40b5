"""What multiprocessing.Pool does."""

import multiprocessing
from time import perf_counter

import tasks
from serving import Side, check


def quickest_start():
    """Fork where there is one: it costs nothing but the start, which is not timed here."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else methods[0])


class PoolSide(Side):
    workers = 2

    def __init__(self, divisor):
        super().__init__(divisor)
        self.pool = quickest_start().Pool(self.workers)

    def close(self):
        self.pool.terminate()
        self.pool.join()


class MapBuiltin(PoolSide):
    """Tasks a second, each sent by itself."""

    count = 50_000
    chunk = 1

    def __init__(self, divisor):
        super().__init__(divisor)
        self.items = list(range(self.scaled(self.count)))
        self.expected = [item + 1 for item in self.items]

    def round(self):
        return len(self.items) / self.filled(self.block)

    def block(self):
        start = perf_counter()
        results = self.pool.map(tasks.increment, self.items, self.chunk)
        took = perf_counter() - start
        check("whether all results are right", True, results == self.expected)
        return took


class MapDefault(MapBuiltin):
    """Tasks a second, sent in Python's own choice of chunks."""

    count = 100_000
    chunk = None


class ImapUnordered(PoolSide):
    """Tasks a second, with the results taken as they come."""

    chunk = 1
    count = 50_000

    def __init__(self, divisor):
        super().__init__(divisor)
        self.items = list(range(self.scaled(self.count)))

    def round(self):
        return len(self.items) / self.filled(self.block)

    def block(self):
        start = perf_counter()
        total = 0
        count = 0
        for result in self.pool.imap_unordered(tasks.increment, self.items, self.chunk):
            total += result
            count += 1
        took = perf_counter() - start
        check("the number of results", len(self.items), count)
        check("the sum of the results", len(self.items) * (len(self.items) + 1) // 2, total)
        return took


class ImapUnordered64(ImapUnordered):
    chunk = 64
    count = 100_000


class MapUser(PoolSide):
    """Tasks a second, each sent by itself, with an object of a class of ours there and back."""

    def __init__(self, divisor):
        super().__init__(divisor)
        self.items = [tasks.Particle(i, i * 0.5, i * 0.25, "particle") for i in range(self.scaled(50_000))]

    def round(self):
        return len(self.items) / self.filled(self.block)

    def block(self):
        start = perf_counter()
        results = self.pool.map(tasks.move, self.items, 1)
        took = perf_counter() - start
        check("the number of results", len(self.items), len(results))
        for sent, got in zip(self.items, results):
            if (got.number, got.x, got.y, got.label) != (sent.number, sent.x + 1, sent.y - 1, sent.label):
                check("result %d" % sent.number, vars(sent), vars(got))
        return took


class Apply(PoolSide):
    """Microseconds of the middle one of many calls."""

    workers = 1

    def round(self):
        times = []
        for i in range(self.scaled(5000)):
            start = perf_counter()
            result = self.pool.apply(tasks.increment, (i,))
            times.append(perf_counter() - start)
            check("the result", i + 1, result)
        times.sort()
        return times[len(times) // 2] * 1e6


class ApplyAsync(PoolSide):
    """Calls a second, of many at once."""

    def round(self):
        count = self.scaled(20_000)
        start = perf_counter()
        pending = [self.pool.apply_async(tasks.increment, (i,)) for i in range(count)]
        results = [result.get() for result in pending]
        took = perf_counter() - start
        check("whether all results are right", True, results == list(range(1, count + 1)))
        return count / took


class Echo(PoolSide):
    """Megabytes of payload a second, counted once for the way there and back."""

    def __init__(self, divisor, count, size):
        super().__init__(divisor)
        self.payloads = [bytes([i % 251]) * size for i in range(self.scaled(count))]

    def round(self):
        start = perf_counter()
        echoes = self.pool.map(tasks.echo, self.payloads, 1)
        took = perf_counter() - start
        check("whether all echoes are right", True, echoes == self.payloads)
        return sum(map(len, self.payloads)) / took / 1e6


class Echo1MiB(Echo):
    def __init__(self, divisor):
        super().__init__(divisor, 64, 1 << 20)


class Echo16MiB(Echo):
    def __init__(self, divisor):
        super().__init__(divisor, 16, 16 << 20)


class FirstResult(Side):
    """Milliseconds from nothing to a result, with interpreters that are started for it."""

    method = "spawn"

    def round(self):
        start = perf_counter()
        pool = multiprocessing.get_context(self.method).Pool(2)
        try:
            result = pool.apply(tasks.increment, (41,))
            took = perf_counter() - start
            check("the result", 42, result)
        finally:
            pool.terminate()
            pool.join()
        return took * 1e3


class FirstResultOfFork(FirstResult):
    """The same with workers that are copies of this process."""

    method = "fork"


class PrimesSpeedup(PoolSide):
    """How many times as fast two processes count primes as one."""

    slices = 64

    def round(self):
        # Less far than Java counts: an interpreter needs longer for this than Java for all of it.
        limit = self.scaled(400_000)
        slices = [(i, self.slices, limit) for i in range(self.slices)]
        start = perf_counter()
        alone = sum(tasks.primes_in_slice(one) for one in slices)
        took_alone = perf_counter() - start
        start = perf_counter()
        together = sum(self.pool.map(tasks.primes_in_slice, slices, 1))
        took_together = perf_counter() - start
        check("the number of primes", alone, together)
        if limit == 400_000:
            check("the number of primes below 400000", 33860, alone)
        return took_alone / took_together


SIDES = {
    "pool.map.chunk1.builtin": MapBuiltin,
    "pool.map.chunk1.user": MapUser,
    "pool.imap_unordered.chunk1": ImapUnordered,
    "pool.imap_unordered.chunk64": ImapUnordered64,
    "pool.map.default": MapDefault,
    "pool.apply.p50": Apply,
    "pool.apply_async": ApplyAsync,
    "pool.echo.1MiB": Echo1MiB,
    "pool.echo.16MiB": Echo16MiB,
    "pool.first_result.cold": FirstResult,
    "pool.first_result.spare": FirstResultOfFork,
    "work.primes.speedup": PrimesSpeedup,
}
