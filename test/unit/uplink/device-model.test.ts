// The configuration keys of the site, and what it says of its connectors.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatusReported } from '../../../src/model/fact/availability.ts';
import type { Evse } from '../../../src/model/config/site.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { evseKey } from '../../../src/model/ids.ts';
import { utc } from '../../../src/model/time.ts';
import { sayStatus } from '../../../src/ocpp/v16/availability.ts';
import { checkOutbound } from '../../../src/ocpp/schema.ts';
import { gatewayUpstream, statusUpstream } from '../../../src/uplink/aggregate/status.ts';
import type { DeviceContext } from '../../../src/uplink/device-keys.ts';
import { isTopologyKey } from '../../../src/uplink/device-keys.ts';
import { judgeChange, showAll, showOne, stationKey, wantedOfStation } from '../../../src/uplink/device-model.ts';
import { smallDepot, uplink } from '../../sim/site.ts';

function device(count: number, phases: Evse['phases'] = 'unknown'): DeviceContext {
  const csms = uplink('csms', 'control');
  const site = smallDepot(count, 60, [csms]);
  const stations = site.stations.map((one) => ({ ...one, evses: one.evses.map((evse) => ({ ...evse, phases })) }));
  return {
    site: { ...site, stations },
    uplink: csms,
    settings: new Map(),
    connectors: stations.map((station, at) => ({
      number: at + 1,
      key: evseKey(station.id, 1),
      station,
      about: () => 'x'.repeat(600),
    })),
    heartbeatSeconds: 300,
    ofStations: () => undefined,
  };
}

describe('the keys of the site', () => {
  it('fit into one frame however many connectors there are, its own keys first; each can be asked for by name', () => {
    const context = device(400);
    const all = showAll(context);
    expect(JSON.stringify(all).length).toBeLessThan(64 * 1024);
    expect(all.map(({ key }) => key)).toEqual(expect.arrayContaining(['NumberOfConnectors', 'BusbarEvse1']));
    expect(all.map(({ key }) => key)).not.toContain('BusbarEvse400');
    expect(showOne(context, 'busbarevse400')).toMatchObject({ key: 'BusbarEvse400', value: 'x'.repeat(500) });
    expect(showOne(context, 'BusbarEvse401')).toBeUndefined();
    expect(showOne(context, 'ConnectorPhaseRotation')?.value?.length).toBeLessThanOrEqual(500);
  });

  it('say how the phases are wired', () => {
    const rotation = (phases: Evse['phases']) => showOne(device(1, phases), 'ConnectorPhaseRotation')?.value;
    expect(rotation('L1L2L3')).toBe('1.RST');
    expect(rotation('L3L1L2')).toBe('1.TRS');
    expect(rotation('L2')).toBe('1.NotApplicable');
    expect(rotation('unknown')).toBe('1.Unknown');
  });

  it('a change is for the gateway, for all stations, for one of them, or refused', () => {
    const context = device(2);
    expect(judgeChange(context, 'heartbeatinterval', '60')).toEqual({ kind: 'own', key: 'HeartbeatInterval' });
    expect(judgeChange(context, 'ConnectionTimeOut', '60')).toEqual({ kind: 'fanOut', key: 'ConnectionTimeOut' });
    expect(judgeChange(context, 'CP-02.Foo.Bar', 'x')).toEqual({ kind: 'station', station: 'CP-02', key: 'Foo.Bar' });
    expect(judgeChange(context, 'NumberOfConnectors', '3')).toMatchObject({ status: 'Rejected' });
    expect(judgeChange(context, 'CP-03.Foo', 'x')).toMatchObject({ status: 'NotSupported' });
  });

  it('a station whose name begins like another is told apart', () => {
    const context = device(1);
    const [only] = context.connectors;
    const named = (id: string) => ({ ...only!, station: { ...only!.station!, id: id as StationId } });
    const both = { ...context, connectors: [named('CP'), named('CP.1')] };
    expect(stationKey(both, 'CP.1.Key')).toEqual({ station: 'CP.1', key: 'Key' });
    expect(stationKey(both, 'CP.2.Key')).toEqual({ station: 'CP', key: '2.Key' });
  });

  it('a station wants what was set for it before what was set for all, and nothing of the gateway', () => {
    const settings = new Map([
      ['HeartbeatInterval', '60'],
      ['ConnectionTimeOut', '60'],
      ['Vendor', 'a'],
    ]);
    const settingsOf = new Map([['CP-01' as StationId, new Map([['ConnectionTimeOut', '30']])]]);
    expect([...wantedOfStation({ settings, settingsOf }, 'CP-01' as StationId)]).toEqual([
      ['ConnectionTimeOut', '30'],
      ['Vendor', 'a'],
    ]);
    expect(wantedOfStation({ settings, settingsOf }, 'CP-02' as StationId).get('ConnectionTimeOut')).toBe('60');
  });

  it.each([
    'CentralSystemURI',
    'centralSystemUrl',
    'AuthorizationKey',
    'BasicAuthPassword',
    'SecurityProfile',
    'BackendURL',
  ])('%s is topology (G15)', (key) => expect(isTopologyKey(key)).toBe(true));

  it.each(['HeartbeatInterval', 'AuthorizeRemoteTxRequests', 'ConnectionTimeOut', 'CpoName', 'LedHost'])(
    '%s is not',
    (key) => expect(isTopologyKey(key)).toBe(false),
  );
});

describe('the status of a connector', () => {
  const report = (status: StatusReported['status'], evse: number): StatusReported => ({
    kind: 'StatusReported',
    station: 'CP-01' as StationId,
    evse,
    status,
    native: status === 'Occupied' ? 'Charging' : status,
    happenedAt: utc(1000),
  });
  const statuses = fc.option(
    fc.constantFrom<StatusReported['status']>('Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted'),
    { nil: undefined },
  );

  it('is always one that the schema takes; Unavailable where nobody can charge, and never better than its station', () => {
    fc.assert(
      fc.property(
        statuses,
        statuses,
        fc.boolean(),
        fc.constantFrom(undefined, false, true),
        (own, whole, isRetired, gone) => {
          const told = statusUpstream(
            {
              station: 'CP-01' as StationId,
              isRetired,
              away: gone === undefined ? undefined : { since: utc(500), gone },
              own: own === undefined ? undefined : report(own, 1),
              ofStation: whole === undefined ? undefined : report(whole, 0),
            },
            utc(2000),
          );
          const { action, payload } = sayStatus(1, told);
          expect(checkOutbound('1.6', action, payload)).toBeUndefined();
          if (isRetired || gone === true) expect(told.status).toBe('Unavailable');
          if (told.status === 'Available') expect([undefined, 'Available', 'Occupied', 'Reserved']).toContain(whole);
          if (told.status === 'Occupied') expect(own).toBe('Occupied');
        },
      ),
    );
  });

  it('of the gateway is Faulted before it is Unavailable', () => {
    const told = (works: boolean, operative: boolean) => gatewayUpstream(works, operative, utc(0)).status;
    expect([told(true, true), told(true, false), told(false, true), told(false, false)]).toEqual([
      'Available',
      'Unavailable',
      'Faulted',
      'Faulted',
    ]);
  });
});
