/* Files of tests one after another, in one process and one browser (describe: Node 18 has no suite):
 * node tests/run_files.mjs plan.mjs unit/csv.test.mjs …
 * Each is a suite, and runs alone as well: node --test tests/plan.mjs */
import {after, describe} from 'node:test';
import {startBrowser} from './browser.mjs';

const {stop} = await startBrowser();
after(stop);
for (const file of process.argv.slice(2)) describe(file, async () => { await import(`./${file}`); });
