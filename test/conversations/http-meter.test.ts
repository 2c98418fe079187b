// Meters that an adapter asks over HTTP: what they say, as they are mounted, and how old it may get.

import { describe, expect, it } from 'vitest';
import type { MeterView, SiteView } from '../../src/local/site-view.ts';
import type { Meter, Site } from '../../src/model/config/site.ts';
import type { MeterValues } from '../../src/model/meter-values.ts';
import { smallDepot } from '../sim/site.ts';
import type { Harness } from './harness.ts';
import { createHarness } from './harness.ts';

const meter: Meter = {
  id: 'grid',
  source: { kind: 'http', url: 'http://10.0.0.5/meter' },
  ctRatio: 1,
  invert: false,
  phaseMap: 'L1L2L3',
  periodMs: 2000,
};
const siteWith = (more: Partial<Meter> = {}): Site => ({ ...smallDepot(0, 60, []), meters: [{ ...meter, ...more }] });

const says: MeterValues = {
  powerW: 2300,
  amps: [10, 0, 2],
  volts: [230, 231, 229],
  energyImportWh: 5000,
  energyExportWh: 100,
};
const values = (depot: Harness, more: Partial<MeterValues> = {}): void =>
  depot.offers({ kind: 'meterValues', meter: 'grid', values: { ...says, ...more } });
const view = (depot: Harness): SiteView => depot.asks({ kind: 'site' }) as SiteView;
const grid = (depot: Harness): MeterView => view(depot).meters[0]!;

describe('a meter that is asked over HTTP', () => {
  it('shows what it says, and how old that is', () => {
    const depot = createHarness(siteWith());
    expect(grid(depot)).toEqual({ id: 'grid', source: 'http', quality: 'comm' });
    values(depot);
    depot.sleep(700);
    expect(grid(depot)).toEqual({ id: 'grid', source: 'http', quality: 'good', ageMs: 700, ...says });
  });

  it('is stale after three periods, and good again with the next reading', () => {
    const depot = createHarness(siteWith());
    values(depot);
    depot.sleep(6000);
    expect(grid(depot).quality).toBe('good');
    depot.sleep(1);
    expect(grid(depot)).toMatchObject({ quality: 'stale', powerW: 2300 });
    values(depot);
    expect(grid(depot).quality).toBe('good');
  });

  it('is turned to the site as any other meter', () => {
    const depot = createHarness(siteWith({ invert: true, ctRatio: 2, phaseMap: 'L2L3L1' }));
    values(depot);
    expect(grid(depot)).toMatchObject({
      powerW: -4600,
      amps: [-4, -20, 0],
      volts: [229, 230, 231],
      energyImportWh: 200,
      energyExportWh: 10_000,
    });
  });

  it('that counts currents without a sign exports where its power does', () => {
    const depot = createHarness(siteWith());
    values(depot, { powerW: -2300 });
    expect(grid(depot).amps).toEqual([-10, 0, -2]);
  });

  it('that fails, or says nothing that we know, is shown with what to do', () => {
    const depot = createHarness(siteWith());
    const alarms = (): string[] => view(depot).alarms.map(({ code, text }) => `${code} ${text}`);
    depot.offers({ kind: 'meterFailed', meter: 'grid', reason: 'it answers with status 404' });
    expect(alarms()).toEqual([expect.stringMatching(/BB_METER_HTTP .*status 404.*check the url/)]);
    values(depot, { powerW: null, amps: [null, null, null] });
    expect(grid(depot).quality).toBe('invalid');
    expect(alarms()).toEqual([expect.stringMatching(/BB_METER_HTTP .*paths:/)]);
    values(depot);
    expect(alarms()).toEqual([]);
    // Nobody asked for it.
    depot.offers({ kind: 'meterValues', meter: 'other', values: says });
    depot.offers({ kind: 'meterFailed', meter: 'other', reason: 'x' });
    expect(alarms()).toEqual([]);
  });

  it('at another address has said nothing yet', () => {
    const depot = createHarness(siteWith());
    values(depot);
    depot.change(siteWith({ source: { kind: 'http', url: 'http://10.0.0.6/meter' } }));
    expect(grid(depot).quality).toBe('comm');
  });
});
