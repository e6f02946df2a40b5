"""What the worker processes run."""

from time import perf_counter

import operator


def nothing():
    pass


def increment(number):
    return number + 1


def echo(payload):
    return payload


def rows_times(rows, columns):
    """Some rows of a matrix times all columns of another."""
    return [[sum(map(operator.mul, row, column)) for column in columns] for row in rows]


class Particle:
    def __init__(self, number, x, y, label):
        self.number = number
        self.x = x
        self.y = y
        self.label = label


def move(particle):
    return Particle(particle.number, particle.x + 1.0, particle.y - 1.0, particle.label)


def primes_between(start, end):
    count = 0
    for candidate in range(max(start, 2), end):
        if candidate % 2 == 0:
            count += candidate == 2
            continue
        divisor = 3
        while divisor * divisor <= candidate and candidate % divisor:
            divisor += 2
        count += divisor * divisor > candidate
    return count


def primes_in_slice(slice_of):
    index, slices, limit = slice_of
    return primes_between(index * limit // slices, (index + 1) * limit // slices)


kept = None


def keep(shared):
    global kept
    kept = shared


def begin_together(work, mine, times):
    """The seconds of the work, from when both processes are there."""
    gate, shared = kept
    gate.wait()
    start = perf_counter()
    work(shared, mine, times)
    return perf_counter() - start


def count_value(value, mine, times):
    for _ in range(times):
        with value.get_lock():
            value.value += 1


def count_beside_lock(shared, mine, times):
    lock, number = shared
    for _ in range(times):
        lock.acquire()
        number.value += 1
        lock.release()


def cross(shared, mine, times):
    done, barrier = shared
    for _ in range(times):
        barrier.wait()
        done[mine].value += 1


def throw(shared, mine, times):
    (ball, unused), condition = shared
    for _ in range(times):
        with condition:
            while ball.value % 2 != mine:
                condition.wait()
            ball.value += 1
            condition.notify()


def wake_soon(shared, mine, times):
    """The waiter says that it is about to wait, and the other one sets the event at once."""
    done, there = shared
    for i in range(times):
        if mine == 1:
            while done[0].value != i:
                pass
            done[1].value = i + 1
            there.wait()
            there.clear()
        else:
            while done[1].value != i + 1:
                pass
            there.set()
            done[0].value = i + 1


def wake(shared, mine, times):
    done, there, back = shared
    own, other = (back, there) if mine == 0 else (there, back)
    for _ in range(times):
        if mine == 0:
            other.set()
        own.wait()
        own.clear()
        done[mine].value += 1
        if mine == 1:
            other.set()
