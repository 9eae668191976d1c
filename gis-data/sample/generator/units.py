"""Communes of two vintages, districts, and which became which."""
import heapq
import numpy as np
from chance import fractal, speckle


def grow(cost, seed_cells, allowed=None):
    """The seed that each cell is nearest to over the cost, by steps to the four neighbours."""
    rows, columns = cost.shape
    label = [-1] * (rows * columns)
    costs = cost.ravel().tolist()
    ok = None if allowed is None else allowed.ravel().tolist()
    heap = [(0.0, r * columns + c, i) for i, (r, c) in enumerate(seed_cells)]
    heapq.heapify(heap)
    while heap:
        d, cell, seed = heapq.heappop(heap)
        if label[cell] >= 0:
            continue
        label[cell] = seed
        r, c = divmod(cell, columns)
        for rr, cc in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
            if 0 <= rr < rows and 0 <= cc < columns:
                other = rr * columns + cc
                if label[other] < 0 and (ok is None or ok[other]):
                    heapq.heappush(heap, (d + costs[other], other, seed))
    return np.array(label).reshape(rows, columns)


def border_cost(height, above, slope, area):
    """Borders come to lie on ridges and large rivers: both are dear to cross."""
    y, x = np.mgrid[0:height.shape[0], 0:height.shape[1]] / 10.0
    rough = np.clip(fractal(x / 2.2, y / 2.2, 'border', 4) + 0.45, 0, 2) * (0.4 + 1.2 * speckle(height.shape, 'hedges'))
    return 0.5 + above / 32 + slope / 8 + 14 * (area > 120) + 3.2 * rough


def heart(shape):
    """The places that the province is made of: a rough oval well inside the map."""
    y, x = np.mgrid[0:shape[0], 0:shape[1]] / 10.0
    wobble = 0.20 * fractal(x / 14, y / 14, 'outline', 2)
    return ((x - 31) / 23.0) ** 2 + ((y - 27.2) / 19.5) ** 2 + wobble < 1


def majority(labels, inside, values, count):
    """The value that most cells of each label have, and the share of the second."""
    most, second, share = [], [], []
    for k in range(count):
        here = values[inside & (labels == k)]
        tally = np.bincount(here[here >= 0])
        order = np.argsort(-tally, kind='stable')
        most.append(int(order[0]))
        second.append(int(order[1]) if tally.size > 1 and tally[order[1]] else -1)
        share.append(tally[order[1]] / tally.sum() if tally.size > 1 else 0.0)
    return most, second, share
