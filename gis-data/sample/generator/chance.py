"""Chance that is the same on every machine: integer hashes, no numpy.random.

A stream draws numbers one after the other; noise gives a smooth field over the plane."""
import numpy as np

SEED = 20261231
MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))


def _hash(values):
    """splitmix64 of an array of uint64 (Steele, Lea, Flood 2014)."""
    with np.errstate(over='ignore'):
        z = values + MIX[2]
        z = (z ^ (z >> np.uint64(30))) * MIX[0]
        z = (z ^ (z >> np.uint64(27))) * MIX[1]
        return z ^ (z >> np.uint64(31))


class Stream:
    """Numbers in [0, 1), one after the other, for one purpose."""

    def __init__(self, purpose):
        state = SEED
        for letter in purpose:
            state = int(_hash(np.array([(state * 257 + ord(letter)) % 2 ** 64], np.uint64))[0])
        self.state = state

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2 ** 64
        return int(_hash(np.array([self.state], np.uint64))[0]) / 2.0 ** 64

    def between(self, low, high):
        return low + (high - low) * self.next()

    def whole(self, low, high):
        """A whole number from low to high, both included."""
        return low + int(self.next() * (high - low + 1))

    def choice(self, items):
        return items[int(self.next() * len(items))]

    def normal(self):
        return sum(self.next() for _ in range(12)) - 6.0


def noise(x, y, purpose):
    """Smooth noise in [-1, 1]; one bump a unit of x and y."""
    salt = np.uint64(int(Stream(purpose).next() * 2 ** 62))
    x0, y0 = np.floor(x), np.floor(y)
    fx, fy = x - x0, y - y0
    sx, sy = fx * fx * fx * (fx * (fx * 6 - 15) + 10), fy * fy * fy * (fy * (fy * 6 - 15) + 10)

    def corner(dx, dy):
        i = (x0.astype(np.int64) + dx + 100000).astype(np.uint64)
        j = (y0.astype(np.int64) + dy + 100000).astype(np.uint64)
        with np.errstate(over='ignore'):
            h = _hash(_hash(i + salt) + j * MIX[0])
        gx = (h >> np.uint64(40)).astype(float) / 2 ** 23 - 1
        gy = ((h >> np.uint64(16)) & np.uint64(0xFFFFFF)).astype(float) / 2 ** 23 - 1
        return gx * (fx - dx) + gy * (fy - dy)

    top = corner(0, 0) * (1 - sx) + corner(1, 0) * sx
    bottom = corner(0, 1) * (1 - sx) + corner(1, 1) * sx
    return np.clip((top * (1 - sy) + bottom * sy) * 1.4, -1, 1)


def fractal(x, y, purpose, octaves, gain=0.5):
    total, weight = np.zeros_like(x), 1.0
    for k in range(octaves):
        total += weight * noise(x * 2 ** k, y * 2 ** k, f'{purpose}{k}')
        weight *= gain
    return total


def ridged(x, y, purpose, octaves, gain=0.5):
    """Ridged noise in about 0..1: crests where the noise changes sign (Musgrave 1993)."""
    total, weight, sum_of_weights, before = np.zeros_like(x), 1.0, 0.0, 1.0
    for k in range(octaves):
        ridge = (1 - np.abs(noise(x * 2 ** k, y * 2 ** k, f'{purpose}{k}'))) ** 2
        total += weight * ridge * before
        before = np.clip(ridge * 1.4, 0, 1)
        sum_of_weights += weight
        weight *= gain
    return total / sum_of_weights


def speckle(shape, purpose):
    """White noise in [0, 1), one number a cell."""
    salt = np.uint64(int(Stream(purpose).next() * 2 ** 62))
    index = np.arange(shape[0] * shape[1], dtype=np.uint64)
    with np.errstate(over='ignore'):
        return ((_hash(index + salt) >> np.uint64(11)).astype(float) / 2 ** 53).reshape(shape)
