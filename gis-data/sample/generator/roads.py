"""Roads as least-cost paths over slope and water, joined where they meet, with bridges."""
import heapq
import numpy as np
from chance import Stream, speckle
from relief import STEPS, LENGTHS
from topology import smooth, thin

RANK = ['trunk', 'primary', 'secondary', 'tertiary', 'unclassified', 'track']


class Ground:
    """What a metre of new road costs, and the roads built so far."""

    def __init__(self, height, river, area, lake):
        self.rows, self.columns = height.shape
        self.height = height.ravel().tolist()
        near = np.zeros(height.shape, bool)
        big = river
        for dr, dc in STEPS:
            near |= np.roll(np.roll(big, dr, 0), dc, 1)
        rough = 0.75 + 0.5 * speckle(height.shape, 'road')
        cost = rough + 1.5 * (near & ~big) + 9 * big + 1.5 * ((area > 25) & ~big) + 400 * lake
        self.cost, self.big = cost.ravel().tolist(), big.ravel()
        self.built = {}   # (cell, cell) -> class, in the order of building
        self.on_road = [False] * height.size

    def path(self, start, goals):
        """The cheapest way from a cell to any of the goals, cheaper along roads."""
        best, before, heap = {start: 0.0}, {}, [(0.0, start)]
        while heap:
            d, cell = heapq.heappop(heap)
            if d > best[cell]:
                continue
            if cell in goals:
                way = [cell]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            r, c = divmod(cell, self.columns)
            for (dr, dc), length in zip(STEPS, LENGTHS):
                rr, cc = r + dr, c + dc
                if not (1 <= rr < self.rows - 1 and 1 <= cc < self.columns - 1):
                    continue
                other = rr * self.columns + cc
                if (cell, other) in self.built or (other, cell) in self.built:
                    step = 0.22 * length
                else:
                    rise = abs(self.height[other] - self.height[cell]) / (100 * length)
                    step = length * (1 + (rise / 0.07) ** 2) * (self.cost[cell] + self.cost[other]) / 2
                if d + step < best.get(other, 1e18):
                    best[other], before[other] = d + step, cell
                    heapq.heappush(heap, (d + step, other))
        return []

    def build(self, way, rank):
        for a, b in zip(way, way[1:]):
            if (a, b) not in self.built and (b, a) not in self.built:
                self.built[a, b] = rank
            self.on_road[a] = self.on_road[b] = True


def lines(ground):
    """Chains of one class between junctions and bridge heads: (points (row, column), class, bridge)."""
    neighbours = {}
    for a, b in ground.built:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)

    def kind(a, b):
        rank = ground.built[a, b] if (a, b) in ground.built else ground.built[b, a]
        return rank, bool(ground.big[a] or ground.big[b])

    ends = {p for p, others in neighbours.items() if len(others) != 2 or len({kind(p, q) for q in others}) > 1}
    used, chains = set(), []
    for starts in (sorted(ends), sorted(neighbours)):
        for p in starts:
            for q in sorted(neighbours[p]):
                if frozenset((p, q)) in used:
                    continue
                chain = [p, q]
                used.add(frozenset(chain))
                while chain[-1] not in ends and chain[-1] != p:
                    following = next((n for n in neighbours[chain[-1]] if frozenset((chain[-1], n)) not in used), None)
                    if following is None:
                        break
                    used.add(frozenset((chain[-1], following)))
                    chain.append(following)
                chains.append((chain,) + kind(p, q))
    surface = Stream('surface')
    paved = {'trunk': 1, 'primary': 1, 'secondary': 0.95, 'tertiary': 0.8, 'unclassified': 0.55, 'track': 0.1}
    out = []
    for chain, rank, bridge in chains:
        points = [tuple(v + 0.5 for v in divmod(cell, ground.columns)) for cell in chain]
        line = np.array(points) if bridge else thin(smooth(points, points[0] == points[-1], 3), 0.16)
        kind_of_surface = 'asphalt' if surface.next() < paved[rank] else ('ground' if rank == 'track' else 'unpaved')
        out.append((line, rank, bridge, kind_of_surface))
    return out


def network(height, river, area, lake, exits, towns, seats, older, villages):
    """Trunk road through the province, primary between towns, secondary between commune seats,
    tertiary to the older seats, tracks and lanes to the villages. Places are (row, column)."""
    ground = Ground(height, river, area, lake)
    cell = lambda place: place[0] * ground.columns + place[1]
    hub = cell(towns[0])
    for place in exits[:2]:
        ground.build(ground.path(cell(place), {hub}), 'trunk')
    for place in towns[1:] + exits[2:]:
        ground.build(ground.path(cell(place), {hub}), 'primary')
    for rank, places in (('secondary', seats), ('tertiary', older)):
        built = {p for edge in ground.built for p in edge}
        for place in sorted(places, key=lambda p: (p[0] - towns[0][0]) ** 2 + (p[1] - towns[0][1]) ** 2):
            way = ground.path(cell(place), built)
            ground.build(way, rank)
            built.update(way)
    for place in seats:  # a second way out for each seat, to the nearest seat that is not next on its road
        others = sorted(seats, key=lambda p: (p[0] - place[0]) ** 2 + (p[1] - place[1]) ** 2)[1:3]
        ground.build(ground.path(cell(place), {cell(others[1])}), 'tertiary')
    lane = Stream('lanes')
    built = {p for edge in ground.built for p in edge}
    for place in villages:
        if cell(place) in built:
            continue
        way = ground.path(cell(place), built)
        if len(way) < 60 and lane.next() < 0.82:
            ground.build(way, 'unclassified' if len(way) < 18 and lane.next() < 0.5 else 'track')
            built.update(way)
    return ground
