"""What multiprocessing.Pipe does."""

import multiprocessing
from time import perf_counter

from serving import Side, check


def answer(connection):
    """Sends everything back, until an empty message comes."""
    while True:
        message = connection.recv_bytes()
        if not message:
            return
        connection.send_bytes(message)


def swallow(connection):
    """Says how long each train of messages was, which a short message ends, until an empty one comes."""
    total = 0
    while True:
        message = connection.recv_bytes()
        if not message:
            return
        total += len(message)
        if len(message) == 1:
            connection.send_bytes(b"%d" % total)
            total = 0


class PipeSide(Side):
    target = None

    def __init__(self, divisor):
        super().__init__(divisor)
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if "fork" in methods else methods[0])
        self.parent, child = context.Pipe()
        self.process = context.Process(target=self.target, args=(child,), daemon=True)
        self.process.start()
        child.close()

    def close(self):
        self.parent.send_bytes(b"")
        self.process.join()


class PingPong(PipeSide):
    """Microseconds of the middle round trip."""

    target = staticmethod(answer)
    size = 64

    def round(self):
        message = bytes(self.size)
        times = []
        for _ in range(self.scaled(5_000)):
            start = perf_counter()
            self.parent.send_bytes(message)
            echo = self.parent.recv_bytes()
            times.append(perf_counter() - start)
            check("the echo's length", self.size, len(echo))
        return sorted(times)[len(times) // 2] * 1e6


class Train(PipeSide):
    """Megabytes a second, one way."""

    target = staticmethod(swallow)

    def __init__(self, divisor, count, size):
        super().__init__(divisor)
        self.count = self.scaled(count)
        self.message = bytes([7]) * size

    def round(self):
        start = perf_counter()
        for _ in range(self.count):
            self.parent.send_bytes(self.message)
        self.parent.send_bytes(b"x")
        total = int(self.parent.recv_bytes())
        took = perf_counter() - start
        check("what arrived", self.count * len(self.message) + 1, total)
        return total / took / 1e6


class Train64KiB(Train):
    def __init__(self, divisor):
        super().__init__(divisor, 4_000, 64 << 10)


class Train1MiB(Train):
    def __init__(self, divisor):
        super().__init__(divisor, 250, 1 << 20)


SIDES = {
    "pipe.pingpong.64B": PingPong,
    "pipe.64KiB": Train64KiB,
    "pipe.1MiB": Train1MiB,
}
