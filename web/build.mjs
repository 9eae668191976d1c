/* Copies the map, what it looks like, and the three things it needs from npm into dist/. Nothing is
 * bundled or rewritten: what the browser reads is what lies in source/. */
import {cp, mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const from = (...parts) => path.join(here, ...parts);
const made = from(`dist.${process.pid}`);
const to = (...parts) => path.join(made, ...parts);

/* weight → family name. The map's labels ask for a font by its family alone, hence two families. */
const faces = [[400, 'Be Vietnam Pro'], [600, 'Be Vietnam Pro'], [700, 'Be Vietnam Pro'], [600, 'Be Vietnam Pro SemiBold']];
const subsets = ['latin', 'latin-ext', 'vietnamese'];

async function fonts() {
  const home = from('node_modules', '@fontsource', 'be-vietnam-pro');
  const ranges = JSON.parse(await readFile(path.join(home, 'unicode.json'), 'utf8'));
  const rules = [];
  for (const [weight, family] of faces) {
    for (const subset of subsets) {
      const file = `be-vietnam-pro-${subset}-${weight}-normal.woff2`;
      await cp(path.join(home, 'files', file), to('fonts', file));
      rules.push(`@font-face { font-family: '${family}'; font-style: normal; font-weight: ${weight}; font-display: swap;\n`
        + `  src: url('../fonts/${file}') format('woff2'); unicode-range: ${ranges[subset]}; }`);
    }
  }
  await writeFile(to('style', 'fonts.css'), `${rules.join('\n')}\n`);
}

async function library() {
  const home = from('node_modules', 'maplibre-gl', 'dist');
  for (const file of ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css']) {
    const text = await readFile(path.join(home, file), 'utf8');
    /* The source maps stay behind, so the line that names them goes too. */
    await mkdir(to('maplibre'), {recursive: true});
    await writeFile(to('maplibre', file), text.replace(/\n?(\/\/|\/\*)# sourceMappingURL=\S+( \*\/)?\s*$/, '\n'));
  }
}

async function licences() {
  const parts = [];
  for (const [name, file] of [['maplibre-gl', 'LICENSE.txt'], ['@fontsource/be-vietnam-pro', 'LICENSE']]) {
    const about = JSON.parse(await readFile(from('node_modules', name, 'package.json'), 'utf8'));
    parts.push(`${name} ${about.version} (${about.license})\n\n${await readFile(from('node_modules', name, file), 'utf8')}`);
  }
  await writeFile(to('licences.txt'), parts.join(`\n${'-'.repeat(72)}\n\n`));
}

await rm(made, {recursive: true, force: true});
/* Types are for those who write it. */
await cp(from('source'), made, {recursive: true, filter: (name) => !/\.d\.m?ts$/.test(name)});
for (const file of ['map-style.json', 'colours.json']) await cp(from('..', 'tiles', file), to(file));
await fonts();
await library();
await licences();
/* A half-made dist is never served: it is put in place whole. */
await rm(from('dist'), {recursive: true, force: true});
await rename(made, from('dist'));
