"""What multiprocessing.Manager does."""

import multiprocessing
from time import perf_counter

from serving import Side, check

KEYS = 1024
ENTRIES = 10_000


class ManagerSide(Side):
    count = 10_000

    def __init__(self, divisor):
        super().__init__(divisor)
        self.manager = multiprocessing.Manager()
        self.entries = {i: i for i in range(ENTRIES)}
        self.dict = self.manager.dict(self.entries)
        self.queue = self.manager.Queue()
        self.times = self.scaled(self.count)

    def round(self):
        start = perf_counter()
        self.work()
        return self.times * self.each / (perf_counter() - start)

    each = 1

    def close(self):
        self.manager.shutdown()


class Get(ManagerSide):
    def work(self):
        proxy = self.dict
        total = 0
        for i in range(self.times):
            total += proxy[i % KEYS] - i % KEYS
        check("the sum of differences", 0, total)


class Set(ManagerSide):
    def work(self):
        proxy = self.dict
        for i in range(self.times):
            proxy[i % KEYS] = i % KEYS


class Update(ManagerSide):
    count = 20
    each = ENTRIES

    def work(self):
        for _ in range(self.times):
            self.dict.update(self.entries)
        check("the entries", ENTRIES, len(self.dict))


class PutGet(ManagerSide):
    count = 5_000

    def work(self):
        queue = self.queue
        for i in range(self.times):
            queue.put(i)
            check("the item", i, queue.get())


SIDES = {
    "manager.dict.get": Get,
    "manager.dict.set": Set,
    "manager.dict.bulk": Set,
    "manager.dict.update": Update,
    "manager.queue.putget": PutGet,
}
