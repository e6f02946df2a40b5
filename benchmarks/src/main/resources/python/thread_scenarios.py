"""What threading and queue do."""

import queue
import threading
from time import perf_counter

from serving import Side, check


def together(*targets):
    """Runs targets in threads of their own that begin together; the seconds until the last one ends."""
    gate = threading.Barrier(len(targets) + 1)
    failures = []

    def run(target):
        gate.wait()
        try:
            target()
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    start = perf_counter()
    gate.wait()
    for thread in threads:
        thread.join()
    took = perf_counter() - start
    if failures:
        raise failures[0]
    return took


class QueueSide(Side):
    """Items a second from one thread to another, in order."""

    kind = queue.Queue
    messages = 200_000

    def round(self):
        count = self.scaled(self.messages)
        return count / self.filled(lambda: self.block(count))

    def block(self, count):
        items = self.kind()
        last = None

        def produce():
            put = items.put
            for i in range(count):
                put(i)

        def consume():
            nonlocal last
            get = items.get
            for _ in range(count):
                last = get()

        took = together(produce, consume)
        check("the last item", count - 1, last)
        check("the number of items left", 0, items.qsize())
        return took


class SimpleQueueSide(QueueSide):
    kind = queue.SimpleQueue
    messages = 1_000_000


class QueueOfMany(Side):
    """Items a second from four threads to four others."""

    def round(self):
        each = self.scaled(50_000)
        return 4 * each / self.filled(lambda: self.block(each))

    def block(self, each):
        items = queue.Queue()
        sums = []

        def produce():
            put = items.put
            for i in range(each):
                put(i)

        def consume():
            get = items.get
            total = 0
            for _ in range(each):
                total += get()
            sums.append(total)

        took = together(*([produce] * 4 + [consume] * 4))
        check("the sum of all items", 4 * (each * (each - 1) // 2), sum(sums))
        return took


class Uncontended(Side):
    """Nanoseconds for one acquire and release that nobody else wants."""

    kind = threading.Lock
    pairs = 1_000_000

    def round(self):
        count = self.scaled(self.pairs)
        return self.filled(lambda: self.block(count)) / count * 1e9

    def block(self, count):
        lock = self.kind()
        start = perf_counter()
        for _ in range(count):
            lock.acquire()
            lock.release()
        took = perf_counter() - start
        check("whether it is free", True, lock.acquire(blocking=False))
        return took


class UncontendedRLock(Uncontended):
    kind = threading.RLock


class UncontendedSemaphore(Uncontended):
    kind = threading.Semaphore
    pairs = 200_000


class Contended(Side):
    """Acquires and releases a second by two threads that want the same lock."""

    def round(self):
        each = self.scaled(500_000)
        return 2 * each / self.filled(lambda: self.block(each))

    def block(self, each):
        lock = threading.Lock()
        held = 0

        def work():
            nonlocal held
            for _ in range(each):
                lock.acquire()
                held += 1
                lock.release()

        took = together(work, work)
        check("how often it was held", 2 * each, held)
        return took


class ConditionPingPong(Side):
    """Turns a second, there and back, of two threads that wait for each other."""

    def round(self):
        turns = self.scaled(10_000)
        return turns / self.filled(lambda: self.block(turns))

    def block(self, turns):
        condition = threading.Condition()
        ball = 0

        def player(mine):
            nonlocal ball
            for _ in range(turns):
                with condition:
                    while ball % 2 != mine:
                        condition.wait()
                    ball += 1
                    condition.notify()

        took = together(lambda: player(0), lambda: player(1))
        check("the number of throws", 2 * turns, ball)
        return took


class Barrier(Side):
    """Crossings a second of two threads."""

    def round(self):
        crossings = self.scaled(10_000)
        return crossings / self.filled(lambda: self.block(crossings))

    def block(self, crossings):
        barrier = threading.Barrier(2)
        reached = [0, 0]
        ahead = []

        def party(mine):
            for i in range(crossings):
                reached[mine] = i + 1
                barrier.wait()
                if reached[1 - mine] <= i:
                    ahead.append(i)

        took = together(lambda: party(0), lambda: party(1))
        check("the crossings without the other", [], ahead)
        check("the crossings", [crossings, crossings], reached)
        return took


class StartJoin(Side):
    """Microseconds to start a thread and wait for its end."""

    def round(self):
        count = self.scaled(500)
        return self.filled(lambda: self.block(count)) / count * 1e6

    def block(self, count):
        runs = 0

        def work():
            nonlocal runs
            runs += 1

        start = perf_counter()
        for _ in range(count):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        took = perf_counter() - start
        check("the number of runs", count, runs)
        return took


SIDES = {
    "thread.queue.1p1c": QueueSide,
    "thread.queue.4p4c": QueueOfMany,
    "thread.simplequeue.1p1c": SimpleQueueSide,
    "thread.lock.uncontended": Uncontended,
    "thread.rlock.uncontended": UncontendedRLock,
    "thread.semaphore.uncontended": UncontendedSemaphore,
    "thread.lock.contended2": Contended,
    "thread.condition.pingpong": ConditionPingPong,
    "thread.barrier.2": Barrier,
    "thread.start_join": StartJoin,
}
