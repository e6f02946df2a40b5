"""What processes share."""

import multiprocessing
from multiprocessing import shared_memory
from time import perf_counter

import tasks
from pool_scenarios import quickest_start
from serving import Side, check


class Uncontended(Side):
    """Nanoseconds for one acquire and release that nobody else wants."""

    def __init__(self, divisor, kind):
        super().__init__(divisor)
        self.kind = kind

    def round(self):
        count = self.scaled(200_000)
        return self.filled(lambda: self.block(count)) / count * 1e9

    def block(self, count):
        lock = self.kind()
        start = perf_counter()
        for _ in range(count):
            lock.acquire()
            lock.release()
        took = perf_counter() - start
        check("whether it is free", True, lock.acquire(block=False))
        return took


class ValueAdd(Side):
    """Nanoseconds to count a shared value up under its lock, which nobody else wants."""

    def round(self):
        count = self.scaled(100_000)
        return self.filled(lambda: self.block(count)) / count * 1e9

    def block(self, count):
        value = multiprocessing.Value("i", 0)
        start = perf_counter()
        for _ in range(count):
            with value.get_lock():
                value.value += 1
        took = perf_counter() - start
        check("the count", count, value.value)
        return took


class ArraySet(Side):
    """Nanoseconds to write an element of a shared array under its lock."""

    length = 1000

    def __init__(self, divisor):
        super().__init__(divisor)
        self.array = multiprocessing.Array("d", self.length)

    def round(self):
        passes = self.scaled(200)
        return self.filled(lambda: self.block(passes)) / passes / self.length * 1e9

    def block(self, passes):
        array = self.array
        start = perf_counter()
        for turn in range(passes):
            for i in range(self.length):
                array[i] = float(turn + i)
        took = perf_counter() - start
        check("the elements", [float(passes - 1 + i) for i in range(self.length)], array[:])
        return took


class PairSide(Side):
    """Two processes that begin together; the seconds of the one that took longer."""

    def __init__(self, divisor):
        super().__init__(divisor)
        context = quickest_start()
        self.shared = self.share(context)
        self.pool = context.Pool(2, tasks.keep, ((context.Barrier(2), self.shared),))

    def together(self, work, times):
        return max(self.pool.starmap(tasks.begin_together, [(work, 0, times), (work, 1, times)], 1))

    def close(self):
        self.pool.terminate()
        self.pool.join()


class CountUp(PairSide):
    """Additions a second of both together, each under a lock."""

    def round(self):
        each = self.scaled(500_000)
        self.number().value = 0
        took = self.together(self.work, each)
        check("the count", 2 * each, self.number().value)
        return 2 * each / took


class ValueContended(CountUp):
    work = staticmethod(tasks.count_value)

    def share(self, context):
        return context.Value("q", 0)

    def number(self):
        return self.shared


class LockContended(CountUp):
    work = staticmethod(tasks.count_beside_lock)

    def share(self, context):
        return context.Lock(), context.RawValue("q", 0)

    def number(self):
        return self.shared[1]


class Meeting(PairSide):
    """Two processes wait for each other, turn by turn; turns a second."""

    def round(self):
        turns = self.scaled(10_000)
        done = self.shared[0]
        for number in done:
            number.value = 0
        took = self.together(self.work, turns)
        check("the turns of both", 2 * turns, sum(number.value for number in done))
        return self.figure(turns, took)

    def share(self, context):
        return ((context.RawValue("q", 0), context.RawValue("q", 0)), *self.meet(context))

    def figure(self, turns, took):
        return turns / took


class BarrierMeeting(Meeting):
    work = staticmethod(tasks.cross)

    def meet(self, context):
        return (context.Barrier(2),)


class ConditionMeeting(Meeting):
    work = staticmethod(tasks.throw)

    def meet(self, context):
        return (context.Condition(),)


class EventWake(Meeting):
    """Microseconds from setting an event to its waiter's next step: half of the way there and back."""

    work = staticmethod(tasks.wake)

    def meet(self, context):
        return context.Event(), context.Event()

    def figure(self, turns, took):
        return took / turns / 2 * 1e6


class EventWakeSoon(Meeting):
    """Microseconds from a waiter's word that it begins to wait, over the setting of the event, to its next word."""

    work = staticmethod(tasks.wake_soon)

    def meet(self, context):
        return (context.Event(),)

    def figure(self, turns, took):
        return took / turns * 1e6


class CreateSharedMemory(Side):
    """Microseconds to make a block, touch its ends, and remove it."""

    size = 1 << 20

    def round(self):
        count = self.scaled(100)
        return self.filled(lambda: self.block(count)) / count * 1e6

    def block(self, count):
        total = 0
        start = perf_counter()
        for _ in range(count):
            memory = shared_memory.SharedMemory(create=True, size=self.size)
            memory.buf[0] = 1
            total += memory.buf[0] + memory.buf[self.size - 1]
            memory.close()
            memory.unlink()
        took = perf_counter() - start
        check("the sum of what was read", count, total)
        return took


SIDES = {
    "lock.uncontended": lambda divisor: Uncontended(divisor, multiprocessing.Lock),
    "rlock.uncontended": lambda divisor: Uncontended(divisor, multiprocessing.RLock),
    "semaphore.uncontended": lambda divisor: Uncontended(divisor, multiprocessing.Semaphore),
    "lock.contended2": LockContended,
    "value.add.locked": ValueAdd,
    "value.add.contended2": ValueContended,
    "array.set": ArraySet,
    "event.wake": EventWake,
    "event.wake.spinning": EventWakeSoon,
    "barrier.2": BarrierMeeting,
    "condition.pingpong": ConditionMeeting,
    "sharedmemory.create.1MiB": CreateSharedMemory,
}
