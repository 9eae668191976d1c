"""Rivers and the reservoir, read off the relief."""
import numpy as np
from relief import accumulate, blur, drain, steepest

RIVER_KM2 = 5.0     # drained area where a river begins
BARRIER_KM2 = 120.0  # and where there is no way across but a bridge


def network(height):
    filled, target, _ = drain(height, 0.1)
    target = steepest(filled, target)
    return filled, target, accumulate(filled, target) * 0.01


def upstream(target, cell):
    """All cells that drain through a cell."""
    order = upstream.cache.setdefault(id(target), None)
    if order is None:
        order = [[] for _ in range(target.size)]
        for source, below in enumerate(target.tolist()):
            if below >= 0:
                order[below].append(source)
        upstream.cache[id(target)] = order
    found, stack = [], [cell]
    while stack:
        c = stack.pop()
        found.append(c)
        stack.extend(order[c])
    return np.array(found)


upstream.cache = {}


def best_reservoir(height, target, area, inside):
    """The dam that floods nearest to 11 km² behind it; returns the flooded cells and their level."""
    best, flat = None, height.ravel()
    candidates = np.flatnonzero((area.ravel() > 60) & (area.ravel() < 260) & inside.ravel())
    for cell in candidates[::6].tolist():
        basin = upstream(target, cell)
        for rise in (18, 26, 34):
            level = flat[cell] + rise
            wet = basin[flat[basin] < level]
            square_km = wet.size * 0.01
            score = abs(square_km - 11) + rise / 20
            if best is None or score < best[0]:
                best = (score, wet, level)
    return best[1], best[2]


def flood(height, wet, level):
    """The lake as a mask: the largest body of the flooded cells, smoothed at its shore."""
    mask = np.zeros(height.shape, bool)
    mask.ravel()[wet] = True
    mask = (blur(mask.astype(float), 0.8) > 0.42) & (height < level + 6)
    return largest(mask)


def largest(mask):
    """The largest 4-connected part of a mask."""
    seen, best = np.zeros(mask.shape, bool), []
    rows, columns = mask.shape
    for start in np.flatnonzero(mask.ravel()).tolist():
        if seen.ravel()[start]:
            continue
        part, stack = [], [start]
        seen.ravel()[start] = True
        while stack:
            cell = stack.pop()
            part.append(cell)
            r, c = divmod(cell, columns)
            for rr, cc in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
                if 0 <= rr < rows and 0 <= cc < columns and mask[rr, cc] and not seen[rr, cc]:
                    seen[rr, cc] = True
                    stack.append(rr * columns + cc)
        if len(part) > len(best):
            best = part
    out = np.zeros(mask.shape, bool)
    out.ravel()[best] = True
    return out


def rivers(target, area):
    """Lines from junction to junction as lists of cells with the drained area at the lower end."""
    flat = area.ravel()
    is_river = flat >= RIVER_KM2
    feeders = np.zeros(flat.size, int)
    below = target[is_river]
    np.add.at(feeders, below[below >= 0], 1)
    lines = []
    for head in np.flatnonzero(is_river & (feeders != 1)).tolist():
        line, cell = [head], head
        while target[cell] >= 0:
            cell = int(target[cell])
            line.append(cell)
            if feeders[cell] != 1:
                break
        # a line through a change of order is cut there, so that each has one order
        start = 0
        for i in range(1, len(line)):
            if order_of(flat[line[i]]) != order_of(flat[line[start]]) and i < len(line) - 1:
                lines.append((line[start:i + 1], flat[line[i - 1]]))
                start = i
        if len(line) - start > 1:
            lines.append((line[start:], flat[line[-2]]))
    return lines


def barrier_cells(target, area):
    """Cells of the rivers that cannot be crossed, closed at their diagonal steps."""
    rows, columns = area.shape
    out = area >= BARRIER_KM2
    for cell in np.flatnonzero(out.ravel()).tolist():
        below = int(target[cell])
        if below >= 0:
            out[cell // columns, below % columns] = True
    return out


def order_of(km2):
    return 1 + int(km2 >= 25) + int(km2 >= BARRIER_KM2) + int(km2 >= 500)


def height_above_river(filled, target, area):
    """Metres above the river that a cell drains to."""
    river = filled.ravel().copy()
    targets, flat = target.tolist(), area.ravel().tolist()
    for cell in np.argsort(filled.ravel(), kind='stable').tolist():
        if targets[cell] >= 0 and flat[cell] < RIVER_KM2:
            river[cell] = river[targets[cell]]
    return np.maximum(filled - river.reshape(filled.shape), 0)
