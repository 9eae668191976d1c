#!/usr/bin/env python3
"""Makes the sample province: every file of this folder that datasets.csv names.

    python3 generate.py [FOLDER]      (needs python3-gdal and python3-numpy)

Everything is invented from one seed (generator/chance.py): the same relief, borders, roads,
people and figures on every run. Run it again only to change the province, then commit the result."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, 'generator'))
os.environ['OGR_CURRENT_DATE'] = '2026-12-31T00:00:00.000Z'  # GeoPackages carry the date they were written

import province  # noqa: E402

if __name__ == '__main__':
    province.make(sys.argv[1] if len(sys.argv) > 1 else HERE)
