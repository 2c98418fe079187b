// Keys of an uplink that say how the site behaves as a charge point.

import { describe, expect, it } from 'vitest';
import { changed, load, placesOf, siteOf, smallFile } from './file.ts';

const role = 'role: control';

describe('the site as a charge point', () => {
  it('has its ways from the file, and says nothing where the file says nothing', () => {
    const keys = `${role}
    resetScope: reject
    configurationFanOut: [MeterValueSampleInterval]
    forwardDataTransfer: [org.example]
    stationGraceSeconds: 300
    securityEvents: true`;
    expect(siteOf(changed(role, keys)).uplinks[0]).toMatchObject({
      resetScope: 'reject',
      configurationFanOut: ['MeterValueSampleInterval'],
      forwardDataTransfer: ['org.example'],
      stationGraceSeconds: 300,
      securityEvents: true,
    });
    expect(Object.keys(siteOf(smallFile).uplinks[0]!)).not.toContain('resetScope');
    expect(placesOf(changed(role, `${role}\n    resetScope: everything`))).toHaveLength(1);
    expect(placesOf(changed(role, `${role}\n    stationGraceSeconds: 5`))).toHaveLength(1);
  });

  it('is warned of when it has more than 10 connectors on OCPP 1.6', () => {
    const loaded = load(changed('CP-[01-03]', 'CP-[01-10]'));
    expect(loaded).toMatchObject({ ok: true, warnings: [{ code: 'BB_CONFIG_MANY_CONNECTORS', line: 18 }] });
    expect(load(changed('CP-[01-03]', 'CP-[01-09]'))).toMatchObject({ ok: true, warnings: [] });
    const few = changed('CP-[01-03]', 'CP-[01-10]', changed(role, `${role}\n    stations: ['CP-[01-04]']`));
    expect(load(few)).toMatchObject({ ok: true, warnings: [] });
  });
});
