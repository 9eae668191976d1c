/* Tiles out of one file, PMTiles of version 3 as `vungphu export` writes it, of which a browser reads no more than the
 * parts it needs. */

/** @typedef {{number: number, offset: number, length: number, run: number}} Entry run 0: a directory of its own */
/** @typedef {{root: Entry[], leaves: number, data: number, tag: string | null, pages: Map<number, Promise<Entry[]>>}} Opened */

const HEAD = 16384; /* bytes that hold the header and the first directory */

/** @param {ArrayBuffer} bytes gzip */
const unzipped = (bytes) => new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();

/**
 * The tile's number along the Hilbert curves of all zooms, one after the other.
 * @param {number} zoom @param {number} column @param {number} row
 */
export function numberOf(zoom, column, row) {
  let [x, y, along] = [column, row, (4 ** zoom - 1) / 3];
  for (let side = 2 ** zoom / 2; side >= 1; side /= 2) {
    const [right, below] = [(x & side) > 0, (y & side) > 0];
    along += side * side * ((right ? 3 : 0) ^ (below ? 1 : 0));
    if (below) continue;
    if (right) [x, y] = [side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))];
    [x, y] = [y, x];
  }
  return along;
}

/** @param {ArrayBuffer} bytes @returns {Entry[]} */
export function directoryOf(bytes) {
  const list = new Uint8Array(bytes);
  let at = 0;
  function next() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = list[at];
      at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
  const column = () => Array.from({length: count}, next);
  const count = next();
  const [steps, runs, lengths, offsets] = [column(), column(), column(), column()];
  /** @type {Entry[]} */
  const entries = [];
  steps.forEach((step, i) => {
    const last = entries[i - 1];
    entries.push({
      number: step + (last?.number ?? 0), run: runs[i], length: lengths[i], offset: offsets[i] === 0 && last ? last.offset + last.length : offsets[i] - 1,
    });
  });
  return entries;
}

/** The last entry that does not begin behind the number. @param {Entry[]} entries @param {number} number */
function entryFor(entries, number) {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle].number <= number) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
}

/** The file is another than the one that was opened. */
class Replaced extends Error {}

/** @param {string} address of the file */
export function createArchive(address) {
  /** @type {Promise<ArrayBuffer> | null} of a host that sends no parts */
  let whole = null;
  /** @type {Promise<Opened> | null} */
  let opened = null;

  /** @param {number} first @param {number} length @param {string | null} [tag] that the file must still have */
  async function part(first, length, tag) {
    if (whole) return {bytes: (await whole).slice(first, first + length), tag: null};
    const response = await fetch(address, {headers: {Range: `bytes=${first}-${first + length - 1}`}, cache: 'no-cache'});
    if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
    const now = response.headers.get('ETag');
    if (tag && now !== tag) throw new Replaced(address);
    if (response.status === 206) return {bytes: await response.arrayBuffer(), tag: now};
    whole = response.arrayBuffer();
    return {bytes: (await whole).slice(first, first + length), tag: now};
  }

  /** @returns {Promise<Opened>} */
  async function open() {
    const {bytes, tag} = await part(0, HEAD);
    const view = new DataView(bytes);
    const place = (/** @type {number} */ at) => Number(view.getBigUint64(at, true));
    if (new TextDecoder().decode(bytes.slice(0, 7)) !== 'PMTiles' || view.getUint8(7) !== 3) throw new Error(`${address}: no PMTiles of version 3`);
    const root = directoryOf(await unzipped(bytes.slice(place(8), place(8) + place(16))));
    return {root, leaves: place(40), data: place(56), tag, pages: new Map()};
  }

  /** @param {Opened} from @param {Entry} entry */
  function page(from, {offset, length}) {
    const known = from.pages.get(offset);
    if (known) return known;
    const asked = part(from.leaves + offset, length, from.tag).then(({bytes}) => unzipped(bytes)).then(directoryOf);
    from.pages.set(offset, asked);
    return asked;
  }

  /** @param {number} number */
  async function find(number) {
    opened ??= open();
    const from = await opened;
    let entry = entryFor(from.root, number);
    while (entry && entry.run === 0) entry = entryFor(await page(from, entry), number);
    if (!entry || number >= entry.number + entry.run) return null;
    const {bytes} = await part(from.data + entry.offset, entry.length, from.tag);
    return new Uint8Array(bytes)[0] === 0x1f ? unzipped(bytes) : bytes;
  }

  return {
    /** Null where there is none. @param {number} zoom @param {number} column @param {number} row @returns {Promise<ArrayBuffer | null>} */
    async tile(zoom, column, row) {
      try {
        return await find(numberOf(zoom, column, row));
      } catch (error) {
        opened = null; /* what failed is asked anew the next time */
        if (!(error instanceof Replaced)) throw error;
        return find(numberOf(zoom, column, row));
      }
    },
  };
}
