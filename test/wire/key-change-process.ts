// A process that changes the key of a station and stops for good at one step, to be killed there: the folder of the keys, and
// the step. It says which key the station was told.

import { openStationKeys } from '../../adapters/files/station-keys.ts';
import { changeKeyOf } from '../../src/cli/station-key-change.ts';
import type { StationId } from '../../src/model/ids.ts';

const [dir = '', step = ''] = process.argv.slice(2);
const forever = new Promise<never>(() => setInterval(() => undefined, 1000));
const keys = openStationKeys(dir);
let told = '';
const stop = (): Promise<never> => {
  console.log(JSON.stringify({ told }));
  return forever;
};

await changeKeyOf(
  step === 'answered' || step === 'refused' ? { ...keys, settle: stop } : keys,
  async (question) => {
    told = (question as { key: string }).key;
    if (step === 'told') await stop();
    return { status: step === 'refused' ? 'Rejected' : 'Accepted' };
  },
  'CP-01' as StationId,
);
await stop();
