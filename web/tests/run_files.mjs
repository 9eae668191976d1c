/* Files of tests one after another, in one process and one browser: node tests/run_files.mjs plan.mjs unit/csv.test.mjs …
 * Each is a suite, and runs alone as well: node --test tests/plan.mjs */
import {after, suite} from 'node:test';
import {startBrowser} from './browser.mjs';

const {stop} = await startBrowser();
after(stop);
for (const file of process.argv.slice(2)) suite(file, async () => { await import(`./${file}`); });
