// Meters that are made of others: the sum of some, and a station that measures for its circuit.

import { describe, expect, it } from 'vitest';
import type { MeterView } from '../../src/local/site-view.ts';
import type { Evse, Meter, Site } from '../../src/model/config/site.ts';
import { smallDepot } from '../sim/site.ts';
import type { Harness } from './harness.ts';
import { createHarness } from './harness.ts';
import { newPost } from './post.ts';
import { gridMeter } from './yard.ts';

const of = (id: string, source: Meter['source']): Meter => ({ ...gridMeter, id, source });
const asked = (id: string): Meter => of(id, { kind: 'http', url: `http://10.0.0.5/${id}` });
const says = (depot: Harness, meter: string, amps: (number | null)[], powerW: number | null): void =>
  depot.offers({
    kind: 'meterValues',
    meter,
    values: { powerW, amps, volts: [230, 230, 230], energyImportWh: null, energyExportWh: null },
  });
const shown = (depot: Harness, id: string): MeterView =>
  (depot.asks({ kind: 'site' }) as { meters: MeterView[] }).meters.find((one) => one.id === id)!;

describe('the sum of meters', () => {
  const site: Site = {
    ...smallDepot(0, 60, []),
    meters: [asked('a'), asked('b'), of('both', { kind: 'sum', of: ['a', 'b'] })],
  };
  it('P16 a line that one of them does not say is not said by the sum: it is not 0', () => {
    const depot = createHarness({
      ...site,
      circuits: site.circuits.map((one) => ({ ...one, meter: 'both' })),
    });
    says(depot, 'a', [10, 11, 12], 7000);
    says(depot, 'b', [1, null, 3], null);
    expect(shown(depot, 'both')).toMatchObject({ quality: 'good', amps: [11, null, 15], powerW: null });
    // Other load is not known then: its worst case counts.
    expect(depot.gateway.state.bases.known.size).toBe(0);
    says(depot, 'b', [1, 2, 3], 1000);
    expect(shown(depot, 'both')).toMatchObject({ amps: [11, 13, 15], powerW: 8000 });
  });
});

describe('a station that measures for its circuit', () => {
  const read = (phases: Evse['phases'], amps: readonly number[]): MeterView => {
    const site = smallDepot(1, 60, []);
    const depot = createHarness({
      ...site,
      authorization: { ...site.authorization, mode: 'free' },
      stations: site.stations.map((one) => ({ ...one, evses: [{ ...one.evses[0]!, phases }] })),
      meters: [of('post', { kind: 'station', station: site.stations[0]!.id })],
    });
    const post = newPost(depot, 'CP-01').connects().boots();
    depot.sleep(5000, () => void post.attends());
    const transactionId = post.starts();
    const sampledValue = amps.map((value, at) => ({
      value: String(Math.abs(value)),
      measurand: value < 0 ? 'Current.Export' : 'Current.Import',
      phase: `L${at + 1}`,
      unit: 'A',
    }));
    const timestamp = new Date(depot.utc()).toISOString();
    post.says('MeterValues', { connectorId: 1, transactionId, meterValue: [{ timestamp, sampledValue }] });
    return shown(depot, 'post');
  };

  it.each<[string, Evse['phases'], number[], (number | null)[]]>([
    ['as it is wired', 'L2L3L1', [1, 2, 3], [3, 1, 2]],
    ['one line of the site', 'L3', [7], [0, 0, 7]],
    ['P16 a phase that it does not say', 'L1L2L3', [1, 2], [1, 2, null]],
    ['P16 nobody knows its lines', 'unknown', [1, 2, 3], [null, null, null]],
    ['E58 what its vehicle feeds in', 'L1L2L3', [-10, 2, 0], [-10, 2, 0]],
  ])('%s', (_what, phases, amps, expected) => {
    expect(read(phases, amps).amps).toEqual(expected);
  });
});
