/* The files of source/, for the checks. */
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const home = fileURLToPath(new URL('../source/', import.meta.url));

/* Map of name → text of the files with an ending; names are relative to source/, with slashes. */
export async function filesOf(...endings) {
  const names = (await readdir(home, {recursive: true})).map((name) => name.split(path.sep).join('/'));
  const wanted = names.filter((name) => endings.some((ending) => name.endsWith(ending)) && !name.endsWith('.d.ts') && !name.endsWith('.d.mts')).sort();
  return new Map(await Promise.all(wanted.map(async (name) => [name, await readFile(path.join(home, name), 'utf8')])));
}
