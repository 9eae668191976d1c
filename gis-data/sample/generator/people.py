"""Where people live: suitability of the ground, villages, towns, and the grid of people."""
import numpy as np
from chance import Stream, fractal, speckle
from relief import blur

PEOPLE = 338000


def slope_degrees(height):
    dy, dx = np.gradient(height, 100.0)
    return np.degrees(np.arctan(np.hypot(dx, dy)))


def suitability(height, above, slope, area, lake):
    y, x = np.mgrid[0:height.shape[0], 0:height.shape[1]] / 10.0
    near_river = blur(np.log1p(np.minimum(area, 800)), 7)
    near_river /= near_river.max()
    s = np.exp(-(slope / 9) ** 2) * np.exp(-above / 60) * np.exp(-height / 420) * (0.25 + near_river)
    s *= np.clip(0.75 + 0.8 * fractal(x / 4, y / 4, 'settle', 3), 0.1, 2)
    s[lake | (area > 120)] = 0
    return s


def seats(score, count, apart_cells, chosen=()):
    """Places of the highest score, each at least apart_cells from those before."""
    score, found = score.copy(), []
    y, x = np.mgrid[0:score.shape[0], 0:score.shape[1]]

    def clear(r, c, apart):
        score[np.hypot(y - r, x - c) < apart] = 0

    for r, c in chosen:
        clear(r, c, apart_cells)
    while len(found) < count:
        cell = int(np.argmax(score))
        r, c = divmod(cell, score.shape[1])
        if score[r, c] <= 0:
            break
        found.append((r, c))
        clear(r, c, apart_cells)
    return found


def villages(s, count, apart_cells):
    """Cells drawn by suitability (the exponential trick of weighted sampling), kept apart."""
    keys = np.where(s > 0.004, -np.log(np.clip(speckle(s.shape, 'villages'), 1e-12, 1)) / np.maximum(s, 1e-9) ** 0.8, np.inf)
    taken, found = np.zeros(s.shape, bool), []
    for cell in np.argsort(keys.ravel(), kind='stable').tolist():
        r, c = divmod(cell, s.shape[1])
        if not np.isfinite(keys[r, c]) or len(found) == count:
            break
        if not taken[r, c]:
            found.append((r, c))
            taken[max(0, r - apart_cells):r + apart_cells + 1, max(0, c - apart_cells):c + apart_cells + 1] = True
    return found


def stamp(grid, r, c, spread, weight):
    reach = int(3.2 * spread) + 1
    top, left = max(0, r - reach), max(0, c - reach)
    y, x = np.mgrid[top:min(grid.shape[0], r + reach + 1), left:min(grid.shape[1], c + reach + 1)]
    bump = np.exp(-0.5 * ((y - r) ** 2 + (x - c) ** 2) / spread ** 2)
    grid[top:top + bump.shape[0], left:left + bump.shape[1]] += bump * weight / (2 * np.pi * spread ** 2)


def people_grid(s, slope, lake, area, village_cells, towns, inside):
    """People a cell, in steps of 1/8: villages along the valleys, towns, and scattered farms."""
    chance = Stream('people')
    grid = np.zeros(s.shape)
    for r, c in village_cells:
        stamp(grid, r, c, chance.between(1.6, 3.6), chance.between(90, 480) * (0.5 + s[r, c] / s.max()))
    for r, c, spread, weight in towns:
        stamp(grid, r, c, spread, weight)
        stamp(grid, r, c, spread / 2.4, weight * 0.5)
    y, x = np.mgrid[0:s.shape[0], 0:s.shape[1]] / 10.0
    grid *= np.clip(0.7 + 1.1 * fractal(x * 1.6, y * 1.6, 'blocks', 2), 0.05, 2) * np.exp(-(slope / 14) ** 2)
    grid += 0.35 * np.clip(s / s.max(), 0, 1)
    grid[lake | (area > 120)] = 0
    grid *= PEOPLE / grid[inside].sum()
    return np.floor(grid * 8 + 0.35) / 8


def children_grid(people):
    """Children under 5 a cell, in steps of 1/16: 5 to 11 of 100 people, fewer where people live densely, more in some valleys than in others."""
    y, x = np.mgrid[0:people.shape[0], 0:people.shape[1]] / 10.0
    part = 0.105 - 0.035 * np.clip(blur(people, 5) / 6, 0, 1) + 0.02 * np.clip(fractal(x / 5, y / 5, 'children', 2), -1, 1)
    return np.floor(people * np.clip(part, 0.05, 0.11) * 16 + 0.5) / 16
