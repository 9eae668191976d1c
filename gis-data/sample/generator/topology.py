"""Polygons from a raster of labels: neighbours share every border exactly.

The edges between cells of different labels are chained to arcs from node to node, each arc is
smoothed once with its ends kept, and every polygon is put together from the same arcs."""
import numpy as np


def no_corners(labels):
    """Removes checkerboards, where two labels would cross at a corner of four cells."""
    labels = labels.copy()
    while True:
        a, b, c, d = labels[:-1, :-1], labels[:-1, 1:], labels[1:, :-1], labels[1:, 1:]
        rows, columns = np.nonzero((a == d) & (b == c) & (a != b))
        if not rows.size:
            return labels
        for r, k in zip(rows.tolist(), columns.tolist()):
            if labels[r, k] == labels[r + 1, k + 1] and labels[r, k + 1] == labels[r + 1, k]:
                labels[r, k + 1] = labels[r, k]


def _edges(labels):
    """Directed unit edges (from, to) -> (label on the left, on the right); rows grow downwards."""
    padded = np.pad(labels, 1, constant_values=-1)
    edges = {}
    rows, columns = labels.shape
    up, down = padded[:-1, 1:-1], padded[1:, 1:-1]
    for r, c in np.argwhere(up != down).tolist():  # horizontal edge, drawn eastwards: north is on the left
        edges[(r, c), (r, c + 1)] = (int(up[r, c]), int(down[r, c]))
    left, right = padded[1:-1, :-1], padded[1:-1, 1:]
    for r, c in np.argwhere(left != right).tolist():  # vertical edge, drawn southwards: east is on the left
        edges[(r, c), (r + 1, c)] = (int(right[r, c]), int(left[r, c]))
    return edges


def _walk(start, following, edges, used, nodes):
    def sides(a, b):
        return edges[a, b] if (a, b) in edges else edges[b, a][::-1]

    points, pair = [start[0], start[1]], sides(*start)
    used.add(frozenset(start))
    while points[-1] not in nodes and points[-1] != points[0]:
        for candidate in following[points[-1]]:
            if frozenset((points[-1], candidate)) not in used:
                used.add(frozenset((points[-1], candidate)))
                points.append(candidate)
                break
        else:
            break
    return points, pair


def arcs_of(labels):
    """[(points as (row, column) corners, left label, right label)]; -1 is outside."""
    edges = _edges(labels)
    following = {}
    for a, b in edges:
        following.setdefault(a, []).append(b)
        following.setdefault(b, []).append(a)
    nodes = {p for p, others in following.items() if len(others) != 2}
    used, arcs = set(), []
    for starts in (sorted(nodes), sorted(following)):
        for p in starts:
            for q in sorted(following[p]):
                if frozenset((p, q)) not in used:
                    points, (left, right) = _walk((p, q), following, edges, used, nodes)
                    arcs.append((points, left, right))
    return arcs


def smooth(points, closed, passes=3):
    line = np.array(points, float)
    for _ in range(passes):
        if closed:
            ring = line[:-1]
            ring = (np.roll(ring, 1, 0) + 2 * ring + np.roll(ring, -1, 0)) / 4
            line = np.vstack([ring, ring[:1]])
        elif len(line) > 2:
            line[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
    return line


def thin(line, tolerance):
    """Douglas and Peucker's rule; ends are kept."""
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    if len(line) > 3 and np.all(line[0] == line[-1]):
        middle = len(line) // 2
        keep.add(middle)
        stack = [(0, middle), (middle, len(line) - 1)]
    while stack:
        a, b = stack.pop()
        if b - a < 2:
            continue
        base, inner = line[b] - line[a], line[a + 1:b] - line[a]
        length = np.hypot(*base)
        away = np.hypot(*inner.T) if length == 0 else np.abs(inner[:, 0] * base[1] - inner[:, 1] * base[0]) / length
        far = int(np.argmax(away))
        if away[far] > tolerance:
            keep.add(a + 1 + far)
            stack += [(a, a + 1 + far), (a + 1 + far, b)]
    return line[sorted(keep)]


def smooth_arcs(arcs, tolerance):
    return [(thin(smooth(points, points[0] == points[-1]), tolerance), left, right) for points, left, right in arcs]


def rings_of(arcs, group):
    """Rings of every group of labels: group maps a label to a key, or to None for outside.
    {key: [ring]}, each closed, the area on its left when rows grow downwards."""
    directed = {}
    for points, left, right in arcs:
        a, b = group(left), group(right)
        if a == b:
            continue
        if a is not None:
            directed.setdefault(a, []).append(points)
        if b is not None:
            directed.setdefault(b, []).append(points[::-1])
    return {key: _chain(lines) for key, lines in directed.items()}


def _chain(lines):
    begins = {}
    for i, line in enumerate(lines):
        begins.setdefault(tuple(line[0]), []).append(i)
    left, rings = set(range(len(lines))), []
    for first in range(len(lines)):
        if first not in left:
            continue
        left.discard(first)
        ring = list(map(tuple, lines[first]))
        while ring[-1] != ring[0]:
            following = next(i for i in begins[ring[-1]] if i in left)
            left.discard(following)
            ring += list(map(tuple, lines[following]))[1:]
        rings.append(ring)
    return rings
