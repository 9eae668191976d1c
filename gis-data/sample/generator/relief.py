"""Relief with ranges and valleys, and the water that follows it."""
import heapq
import numpy as np
from chance import fractal, ridged, speckle

STEPS = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]
LENGTHS = [2 ** 0.5, 1, 2 ** 0.5, 1, 1, 2 ** 0.5, 1, 2 ** 0.5]
BASE_METRES = 28.0  # where the main river leaves


def blur(grid, cells):
    """Gaussian blur; edges repeat the outermost cell."""
    reach = max(1, int(3 * cells))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / cells) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        width = [(0, 0), (0, 0)]
        width[axis] = (reach, reach)
        padded = np.pad(grid, width, mode='edge')
        grid = sum(k * np.take(padded, np.arange(i, i + grid.shape[axis]), axis=axis) for i, k in enumerate(kernel))
    return grid


def uplift(columns, rows, cell_km):
    """How fast the ground rises: ranges from north-west to south-east, lowlands in the south-east."""
    y, x = np.mgrid[0:rows, 0:columns].astype(float)
    x, y = (x + 0.5) * cell_km, (y + 0.5) * cell_km
    wx = x + 4.5 * fractal(x / 14, y / 14, 'warp x', 4)
    wy = y + 4.5 * fractal(x / 14, y / 14, 'warp y', 4)
    along, across = (wx + wy) / 2 ** 0.5, (wy - wx) / 2 ** 0.5
    crest = ridged(along / 26, across / 11, 'ranges', 4, 0.5)
    ramp = np.clip(1.12 - 0.62 * (wx / 62) - 0.5 * (wy / 54), 0.03, 1)
    return ramp * (0.10 + 1.5 * np.clip(crest - 0.25, 0, 1) ** 1.3), 0.55 + 0.45 * fractal(wx / 5, wy / 5, 'rock', 3)


def drain(height, cell_km):
    """Fills hollows so that all water leaves by the gap in the east (Barnes, Lehman, Mulla 2014).
    Returns the filled relief, the cell each cell drains to (-1: out), and the cells from the
    outlet upwards."""
    rows, columns = height.shape
    filled = height.ravel().tolist()
    target = [-2] * (rows * columns)
    order, heap = [], []
    for r in range(int(45.0 / cell_km), int(47.0 / cell_km)):
        target[r * columns + columns - 1] = -1
        heapq.heappush(heap, (filled[r * columns + columns - 1], r * columns + columns - 1))
    while heap:
        level, cell = heapq.heappop(heap)
        order.append(cell)
        r, c = divmod(cell, columns)
        for dr, dc in STEPS:
            rr, cc = r + dr, c + dc
            if 0 <= rr < rows and 0 <= cc < columns and target[rr * columns + cc] == -2:
                other = rr * columns + cc
                target[other] = cell
                filled[other] = max(filled[other], level + 0.02)
                heapq.heappush(heap, (filled[other], other))
    return np.array(filled).reshape(rows, columns), np.array(target), np.array(order)


def steepest(filled, target):
    """The steepest way down of each cell instead of the one the filling found first."""
    rows, columns = filled.shape
    padded = np.pad(filled, 1, constant_values=1e9)
    best, where = np.zeros(filled.shape), np.full(filled.shape, -1)
    index = np.arange(rows * columns).reshape(rows, columns)
    for (dr, dc), length in zip(STEPS, LENGTHS):
        drop = (filled - padded[1 + dr:1 + dr + rows, 1 + dc:1 + dc + columns]) / length
        better = drop > best
        best[better] = drop[better]
        where[better] = (index + dr * columns + dc)[better]
    inner = target != -1
    out = target.copy()
    out[inner & (where.ravel() >= 0)] = where.ravel()[inner & (where.ravel() >= 0)]
    return out


def accumulate(filled, target):
    """Cells that drain through each cell, itself included."""
    count = [1] * filled.size
    targets = target.tolist()
    for cell in np.argsort(-filled.ravel(), kind='stable').tolist():
        if targets[cell] >= 0:
            count[targets[cell]] += count[cell]
    return np.array(count).reshape(filled.shape)


def erode(height, rounds, cell_km, rise, hardness):
    """Uplift against rivers that cut by the square root of their drained area, solved implicitly
    from the outlet upwards (Braun and Willett 2013), with creep on the slopes."""
    for k in range(rounds):
        if k < rounds // 2:  # so that rivers do not keep to the eight directions of the grid
            height = height + 12 * (speckle(height.shape, f'speckle{k}') - 0.5)
        filled, target, _ = drain(height, cell_km)
        target = steepest(filled, target)
        area = accumulate(filled, target) * cell_km ** 2
        bite = (0.055 / hardness * area ** 0.5 / cell_km).ravel().tolist()
        new = (filled + rise * 24).ravel().tolist()
        targets = target.tolist()
        for cell in np.argsort(filled.ravel(), kind='stable').tolist():
            below = targets[cell]
            if below < 0:
                new[cell] = BASE_METRES
            else:
                new[cell] = max((new[cell] + bite[cell] * new[below]) / (1 + bite[cell]), new[below] + 0.02)
        height = np.array(new).reshape(height.shape)
        height = 0.82 * height + 0.18 * blur(height, 0.8)
    return height


def enlarge(grid, times):
    """Bilinear enlargement."""
    rows, columns = grid.shape
    y = np.clip((np.arange(rows * times) + 0.5) / times - 0.5, 0, rows - 1)
    x = np.clip((np.arange(columns * times) + 0.5) / times - 0.5, 0, columns - 1)
    y0, x0 = np.minimum(y.astype(int), rows - 2), np.minimum(x.astype(int), columns - 2)
    fy, fx = (y - y0)[:, None], (x - x0)[None, :]
    a, b = grid[y0][:, x0], grid[y0][:, x0 + 1]
    c, d = grid[y0 + 1][:, x0], grid[y0 + 1][:, x0 + 1]
    return (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy


def flood_plains(height, cell_km):
    """Lays sediment along the larger rivers: ground a little above its river is drawn down to it."""
    filled, target, order = drain(height, cell_km)
    target = steepest(filled, target)
    area = accumulate(filled, target) * cell_km ** 2
    river = filled.copy().ravel()
    reach = np.zeros(height.size)
    targets, areas = target.tolist(), area.ravel().tolist()
    for cell in np.argsort(filled.ravel(), kind='stable').tolist():
        if targets[cell] >= 0 and areas[cell] < 12:
            river[cell] = river[targets[cell]]
            reach[cell] = reach[targets[cell]]
        else:
            reach[cell] = 9 * min(areas[cell], 900) ** 0.32
    river, reach = river.reshape(height.shape), blur(reach.reshape(height.shape), 3)
    above = np.maximum(filled - river, 0)
    low = reach * np.log1p((above / np.maximum(reach, 1)) ** 2) / np.log(2)
    return river + np.where(above < reach, np.minimum(above, 0.25 * above + 0.75 * low * 0.5), above - 0.375 * reach * np.exp(-(above / np.maximum(reach, 1) - 1)))


def make_relief(columns, rows):
    """Metres above the sea at 100 m: grown coarsely at first, then finely."""
    rise, rock = uplift(columns // 2, rows // 2, 0.2)
    y, x = np.mgrid[0:rows // 2, 0:columns // 2] / 5.0
    start = 60 + 120 * rise + 30 * fractal(x / 6, y / 6, 'start', 4)
    height = erode(start, 60, 0.2, rise, np.clip(rock + 0.35, 0.35, 2))
    height = enlarge(flood_plains(height, 0.2), 2)
    y, x = np.mgrid[0:rows, 0:columns] / 10.0
    steep = np.hypot(*np.gradient(blur(height, 3))) / 100
    height = height + np.clip(steep * 2, 0, 1) * (45 * fractal(x / 1.2, y / 1.2, 'fine', 3))
    rise, rock = enlarge(rise, 2), enlarge(rock, 2)
    return erode(height, 4, 0.1, rise * 0.3, np.clip(rock + 0.35, 0.35, 2) * 2.5)
