/* Tiles that the map asks of archives beside the page, as a protocol of MapLibre: archive://ADDRESS/z/x/y. */
import {createArchive} from '../api/archive.js';
import {archiveOf} from '../api/request.js';
import {addProtocol} from '../maplibre/maplibre-gl.mjs';

/* A picture of nothing: where an archive of pictures has no tile. */
const blank = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='), (letter) => letter.charCodeAt(0)).buffer;
/** @type {Map<string, ReturnType<typeof createArchive>>} by address */
const archives = new Map();

/** @param {string} address */
function archiveAt(address) {
  const archive = archives.get(address) ?? createArchive(address);
  archives.set(address, archive);
  return archive;
}

export function readArchives() {
  addProtocol('archive', async ({url, type}) => {
    const [, address, zoom, column, row] = /^archive:\/\/(.+)\/(\d+)\/(\d+)\/(\d+)$/.exec(url) ?? [];
    const place = /** @type {const} */ ([Number(zoom), Number(column), Number(row)]);
    const archive = address && archiveOf(address, ...place);
    const tile = archive ? await archiveAt(archive).tile(...place) : null;
    return {data: tile ?? (type === 'image' ? blank.slice(0) : new ArrayBuffer(0))};
  });
}
