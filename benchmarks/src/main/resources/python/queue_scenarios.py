"""What multiprocessing's queues do."""

import multiprocessing
from time import perf_counter

from serving import Side, check


def produce(orders, items):
    """Puts as many numbers as each order says, until one says none."""
    while True:
        count = orders.get()
        if count == 0:
            return
        put = items.put
        for i in range(count):
            put(i)


def consume(items, sums):
    """Tells all numbers done, and their sum at each negative one, until None comes."""
    total = 0
    while True:
        item = items.get()
        if item is None:
            items.task_done()
            return
        if item < 0:
            sums.put(total)
            total = 0
        else:
            total += item
        items.task_done()


def echo(there, back):
    while True:
        item = there.get()
        if item is None:
            return
        back.put(item)


class QueueSide(Side):
    """Has processes that do the other part."""

    def __init__(self, divisor):
        super().__init__(divisor)
        methods = multiprocessing.get_all_start_methods()
        self.context = multiprocessing.get_context("fork" if "fork" in methods else methods[0])
        self.processes = []

    def start(self, target, *args):
        process = self.context.Process(target=target, args=args, daemon=True)
        process.start()
        self.processes.append(process)

    def join(self):
        for process in self.processes:
            process.join()


class Belt(QueueSide):
    """Items a second from other processes."""

    kind = "Queue"
    producers = 1
    items = 100_000

    def __init__(self, divisor):
        super().__init__(divisor)
        self.orders = self.context.SimpleQueue()
        self.belt = getattr(self.context, self.kind)()
        for _ in range(self.producers):
            self.start(produce, self.orders, self.belt)

    def round(self):
        each = self.scaled(self.items // self.producers)
        start = perf_counter()
        for _ in range(self.producers):
            self.orders.put(each)
        total = 0
        get = self.belt.get
        for _ in range(self.producers * each):
            total += get()
        took = perf_counter() - start
        check("the sum of all items", self.producers * (each * (each - 1) // 2), total)
        return self.producers * each / took

    def close(self):
        for _ in range(self.producers):
            self.orders.put(0)
        self.join()


class SimpleBelt(Belt):
    kind = "SimpleQueue"


class BeltOfTwo(Belt):
    producers = 2


class Joinable(QueueSide):
    """Items a second until another process has told all done."""

    items = 100_000

    def __init__(self, divisor):
        super().__init__(divisor)
        self.queue = self.context.JoinableQueue()
        self.sums = self.context.Queue()
        self.start(consume, self.queue, self.sums)

    def round(self):
        count = self.scaled(self.items)
        start = perf_counter()
        put = self.queue.put
        for i in range(count):
            put(i)
        self.queue.join()
        took = perf_counter() - start
        self.queue.put(-1)
        check("the sum of all items", count * (count - 1) // 2, self.sums.get())
        self.queue.join()
        return count / took

    def close(self):
        self.queue.put(None)
        self.join()


class PingPong(QueueSide):
    """Microseconds of the middle round trip."""

    turns = 5_000

    def __init__(self, divisor):
        super().__init__(divisor)
        self.there = self.context.Queue()
        self.back = self.context.Queue()
        self.start(echo, self.there, self.back)

    def round(self):
        times = []
        for i in range(self.scaled(self.turns)):
            start = perf_counter()
            self.there.put(i)
            item = self.back.get()
            times.append(perf_counter() - start)
            check("the echo", i, item)
        return sorted(times)[len(times) // 2] * 1e6

    def close(self):
        self.there.put(None)
        self.join()


SIDES = {
    "queue.1p1c": Belt,
    "simplequeue.1p1c": SimpleBelt,
    "queue.2p1c": BeltOfTwo,
    "joinablequeue": Joinable,
    "queue.pingpong": PingPong,
}
