"""What shared memory does."""

from multiprocessing import shared_memory
from time import perf_counter

from serving import Side, check


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
    "sharedmemory.create.1MiB": CreateSharedMemory,
}
