/* Joins the modules of source/ into the two files that a browser asks for: page.js, and page-map.js with what needs the map's
 * library. Seventy requests take longer than all the rest of a first view. Each module stays as it is written, in a function of
 * its own; what this does not know is an error. Two modules stay files: the library, and api/book.js, which `vungphu export`
 * writes anew. */
import path from 'node:path';

const apart = /^(?:maplibre\/.*|api\/book\.js)$/;
const imported = /^import (?:\{([^}]*)\}|\* as (\w+)) from '([^']+)';$/gm;
const exported = /^export (?:const|async function|function|class) (\w+)/gm;
const later = /\bawait import\('([^']+)'\)/g;

const types = /^[ \t]*\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n/gm; /* for those who write it */

const at = (name, target) => path.posix.join(path.posix.dirname(name), target);

/* Those a module needs, itself last. */
function reached(files, name, found = new Set()) {
  if (found.has(name) || apart.test(name)) return found;
  for (const [, , , target] of files.get(name).matchAll(imported)) reached(files, at(name, target), found);
  return found.add(name);
}

/* "a, b as c" as a pattern takes it. */
const names = (list) => list.replace(/\s+as\s+/g, ': ').trim();

function wrapped(files, name) {
  const text = files.get(name);
  const own = [...text.matchAll(exported)].map(([, one]) => one);
  const from = (target) => (apart.test(target) ? `apart[${JSON.stringify(target)}]` : `modules[${JSON.stringify(target)}]`);
  const code = text.replace(imported, (_, list, all, target) => `const ${list ? `{${names(list)}}` : all} = ${from(at(name, target))};`)
    .replace(exported, (words) => words.slice('export '.length)).replace(later, "await import('./page-map.js')")
    .replace(types, '');
  const strange = code.replace(/\/\*[\s\S]*?\*\//g, '').match(/^(?:import|export|await)\b.*$/m);
  if (strange) throw new Error(`${name}: the bundle does not know “${strange[0]}”`);
  return `/* ---- ${name} */\nmodules[${JSON.stringify(name)}] = (() => {\n${code.trimEnd()}\nreturn {${own.join(', ')}};\n})();\n`;
}

/* The names that stay files, as those of a list import them. */
function others(files, list) {
  const targets = new Set(list.flatMap((name) => [...files.get(name).matchAll(imported)].map(([, , , target]) => at(name, target))).filter((target) => apart.test(target)));
  return [...targets].map((target, i) => `import * as apart${i} from './${target}';\n`).join('') + `const apart = {${[...targets].map((target, i) => `${JSON.stringify(target)}: apart${i}`).join(', ')}};\n`;
}

/* files: Map of name → text of the modules. Map of file → text. */
export function bundle(files) {
  const first = [...reached(files, 'main.js')];
  const entries = first.flatMap((name) => [...files.get(name).matchAll(later)].map(([, target]) => at(name, target)));
  if (entries.length !== 1) throw new Error(`one module is asked for later, not ${entries}`);
  const second = [...reached(files, entries[0])].filter((name) => !first.includes(name));
  const left = [...files.keys()].filter((name) => !apart.test(name) && !first.includes(name) && !second.includes(name));
  if (left.length) throw new Error(`nobody imports ${left}`);
  const given = [...files.get(entries[0]).matchAll(exported)].map(([, one]) => one);
  return new Map([
    ['page.js', `${others(files, first)}export const modules = {};\n\n${first.map((name) => wrapped(files, name)).join('\n')}`],
    ['page-map.js', `${others(files, second)}import {modules} from './page.js';\n\n${second.map((name) => wrapped(files, name)).join('\n')}\nexport const {${given.join(', ')}} = modules[${JSON.stringify(entries[0])}];\n`],
  ]);
}
