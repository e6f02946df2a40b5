"""What the worker processes run."""

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
