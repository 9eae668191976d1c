/* Makes dist/: the modules of source/ joined (bundle.mjs) and the sheets one after the other, what the map looks like, glyphs
 * and a sprite of it for other renderers, and the three things it needs from npm. Nothing else is rewritten. */
import {cp, mkdir, readdir, readFile, rename, rm, rmdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {bundle} from './bundle.mjs';
import {writeGlyphs} from './glyphs.mjs';
import {writeSprite} from './sprite.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const from = (...parts) => path.join(here, ...parts);
const made = from(`dist.${process.pid}`);
const to = (...parts) => path.join(made, ...parts);

/* weight → family name. The map's labels ask for a font by its family alone, hence two families. */
const faces = [[400, 'Be Vietnam Pro'], [600, 'Be Vietnam Pro'], [600, 'Be Vietnam Pro SemiBold']];
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

/* Names of fonts in styles → weight. */
const labelFaces = {'Be Vietnam Pro': 400, 'Be Vietnam Pro SemiBold': 600};

/** What styles for other renderers are drawn with. */
async function forRenderers() {
  const home = from('node_modules', '@fontsource', 'be-vietnam-pro', 'files');
  for (const [name, weight] of Object.entries(labelFaces))
    {await writeGlyphs(to('glyphs'), name, subsets.map((subset) => path.join(home, `be-vietnam-pro-${subset}-${weight}-normal.woff`)));}
  await writeSprite(to('sprite'), JSON.parse(await readFile(to('colours.json'), 'utf8')));
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

/* Letters of both languages in the weights of every first view. */
const firstFaces = [400, 600].flatMap((weight) => ['latin', 'vietnamese'].map((subset) => `fonts/be-vietnam-pro-${subset}-${weight}-normal.woff2`));

/* Asked for at once and not as each names the next. */
const links = [...['api/book.js', 'maplibre/maplibre-gl.mjs', 'page-map.js'].map((name) => `<link rel="modulepreload" href="${name}">`),
  ...firstFaces.map((name) => `<link rel="preload" as="font" type="font/woff2" href="${name}" crossorigin>`)];

async function page() {
  const text = await readFile(to('index.html'), 'utf8');
  const sheets = [...text.matchAll(/ {2}<link rel="stylesheet" href="([^"]+)">\n/g)];
  const scripts = [...text.matchAll(/ {2}<script [^>]*src="[^"]+"[^>]*><\/script>\n/g)];
  await writeFile(to('style', 'page.css'), (await Promise.all(sheets.map(([, name]) => readFile(to(name), 'utf8')))).join('\n'));
  for (const [, name] of sheets) await rm(to(name));
  const without = [...sheets, ...scripts].reduce((rest, [line]) => rest.replace(line, ''), text);
  const head = ['<link rel="stylesheet" href="style/page.css">', '<script type="module" src="page.js"></script>', ...links];
  await writeFile(to('index.html'), without.replace('</head>', `${head.map((line) => `  ${line}\n`).join('')}</head>`));
}

async function modules() {
  const all = (await readdir(made, {recursive: true})).map((name) => name.split(path.sep).join('/')).filter((name) => name.endsWith('.js'));
  const files = new Map(await Promise.all(all.sort().map(async (name) => [name, await readFile(to(name), 'utf8')])));
  for (const [name, text] of bundle(files)) await writeFile(to(name), text);
  for (const name of all) if (name !== 'api/book.js') await rm(to(name));
  for (const name of new Set(all.map((one) => path.dirname(one)))) if (!(await readdir(to(name))).length) await rmdir(to(name));
}

await rm(made, {recursive: true, force: true});
/* Types are for those who write it. */
await cp(from('source'), made, {recursive: true, filter: (name) => !/\.d\.m?ts$/.test(name)});
for (const file of ['map-style.json', 'colours.json']) await cp(from('..', 'tiles', file), to(file));
await fonts();
await forRenderers();
await library();
await licences();
await page();
await modules();
/* A half-made dist is never served: it is put in place whole. */
await rm(from('dist'), {recursive: true, force: true});
await rename(made, from('dist'));
