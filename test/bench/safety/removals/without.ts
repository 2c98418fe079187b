// Runs of the bench without a protection, until one fails: `node without.ts PROTECTION '[["SCENARIO", "FAULT", 1]]'` says its outcome
// as JSON. The source is edited as it is loaded, so that many can run at once; without a protection of this name, nothing is.

import { registerHooks } from 'node:module';
import type { Outcome } from '../run.ts';
import type { Removal } from './removal.ts';
import { removals } from './removals.ts';

const [protection, text] = process.argv.slice(2);
const places = JSON.parse(text!) as Removal['shows'];
const home = new URL('../../../../', import.meta.url).href;
const edits = removals.find((one) => one.protection === protection)?.edits ?? [];
const left = new Set(edits);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const mine = edits.filter(({ file }) => url === home + file);
    if (mine.length === 0) return loaded;
    let source = new TextDecoder().decode(loaded.source as Uint8Array);
    for (const edit of mine) {
      const { file, find, put } = edit;
      if (source.split(find).length !== 2) throw new Error(`"${find}" is not once in ${file}`);
      source = source.replace(find, () => put);
      left.delete(edit);
    }
    return { ...loaded, source };
  },
});

const [{ runOnce }, { hasFailed }, { scenarios }, { faults }] = await Promise.all([
  import('../run.ts'),
  import('../search.ts'),
  import('../scenarios.ts'),
  import('../faults.ts'),
]);
let outcome: Outcome | undefined;
for (const [scenario, fault, seed] of places) {
  outcome = runOnce(
    scenarios.find(({ name }) => name.includes(scenario))!,
    faults.find(({ name }) => name === fault)!,
    seed,
    true,
  );
  if (outcome !== undefined && hasFailed(outcome)) break;
  outcome = undefined;
}
if (left.size > 0) throw new Error(`not loaded: ${[...left].map(({ file }) => file).join(', ')}`);
console.log(JSON.stringify(outcome ?? null));
