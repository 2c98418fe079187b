// Keys and places of a relayed station: what its central system may change, and that whoever falls at whatever step is locked
// out nowhere (ocpp.md §1.4, §7.2 A01, G15).

import { describe, expect, it } from 'vitest';
import type { Uplink } from '../../../src/model/config/site.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { basicAuthorization } from '../../../src/ocpp/basic-auth.ts';
import { smallDepot, uplink } from '../../sim/site.ts';
import type { Frame, Harness } from '../harness.ts';
import { boot, createHarness } from '../harness.ts';
import { passedDown, station, upstream } from './yard.ts';

const oldKey = 'the-old-key-of-cp-01';
const newKey = 'A1B2C3D4E5F60718293A4B5C6D7E8F90';
const shown = (key: string): string => basicAuthorization(station, key);

function siteWith(version: Version, more: Partial<Uplink> = { password: oldKey }) {
  const its = { mode: 'relay', version, identity: station, speaksFor: station, stations: [station] } as const;
  const site = smallDepot(1, 60, [uplink(upstream, 'control', { ...its, ...more })]);
  const security = { profile: 1 } as const;
  return more.passesKey === true ? { ...site, stations: site.stations.map((one) => ({ ...one, security })) } : site;
}

const bootFor = (version: Version): Frame =>
  version === '1.6'
    ? boot
    : [2, 'boot', 'BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'A', model: 'B' } }];

function stage(version: Version, depot: Harness = createHarness(siteWith(version))) {
  const south = depot.connectStation(station, version);
  const north = depot.connectCsms(upstream);
  depot.says(south, bootFor(version));
  depot.says(north, [3, 'boot', { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 }]);
  const yard = { depot, south, north };
  passedDown(yard);
  depot.hears(north);
  return yard;
}

const keyCall = (version: Version, key: string): Frame =>
  version === '1.6'
    ? [2, 'k1', 'ChangeConfiguration', { key: 'AuthorizationKey', value: key }]
    : [2, 'k1', 'SetVariables', { setVariableData: [variable('SecurityCtrlr', 'BasicAuthPassword', key)] }];

const variable = (component: string, name: string, value: string) => ({
  attributeValue: value,
  component: { name: component },
  variable: { name },
});

const statusOf = (frame: Frame | undefined): unknown => {
  const said = frame?.[2] as { status?: string; setVariableResult?: { attributeStatus: string }[] } | undefined;
  return said?.status ?? said?.setVariableResult?.map(({ attributeStatus }) => attributeStatus).join();
};

const asksFor = (depot: Harness): string | undefined => depot.wanted()[0]?.authorization;

/** Comes to the door with this key, as the adapter would say it. */
function comes(depot: Harness, key: string): LinkId {
  depot.driver.admit({
    ...{ path: `/${station}`, paths: ['/*'], subprotocols: ['ocpp1.6'], remoteAddress: '10.0.0.1', secure: false },
    authorization: shown(key),
  });
  return depot.connectStation(station);
}

/** Takes every key. */
const trusting = {
  has: () => true,
  match: () => ({ form: 'text', sent: 'bytes', isNew: false }) as const,
};

describe.each(['1.6', '2.0.1', '2.1'] as const)('a new key from a central system of %s (A01)', (version) => {
  it('is the gateway’s, which proves it in a new connection; the station hears nothing of it', () => {
    const yard = stage(version);
    const { depot, north } = yard;
    depot.says(north, keyCall(version, newKey));
    const [answer, close] = depot.hears(north);
    expect([statusOf(answer), close]).toEqual(['Accepted', [0, 'close', 1000]]);
    expect(passedDown(yard)).toEqual([]);
    depot.drop(north);
    depot.sleep(10_000);
    expect(asksFor(depot)).toBe(shown(newKey));
    depot.connectCsms(upstream);
    expect(depot.facts.filter(({ kind }) => kind === 'UpstreamKeyProved')).toHaveLength(1);
    // What is written down is sealed, and nothing else says it.
    const said = depot.facts.filter((fact) => JSON.stringify(fact).includes(newKey)).map(({ kind }) => kind);
    expect(new Set(said)).toEqual(new Set(['UpstreamKeyTaken', 'UpstreamKeyProved']));
    expect(JSON.stringify(depot.facts)).not.toContain(`"${newKey}"`);
    expect(JSON.stringify([...depot.gateway.state.alarms])).not.toContain(newKey);
  });

  it('is told to nobody before it is on disk', () => {
    const { depot, north } = stage(version);
    depot.promptDisk = false;
    depot.says(north, keyCall(version, newKey));
    expect(depot.hears(north)).toEqual([]);
    const again = depot.restart();
    const south = again.connectStation(station, version);
    expect(asksFor(again)).toBe(shown(oldKey));
    expect(south).toBeDefined();
  });

  it.each(['took it', 'did not hear that it was taken'])('a kill after that: the central system %s', (end) => {
    const { depot, north } = stage(version);
    depot.says(north, keyCall(version, newKey));
    const again = depot.restart();
    again.connectStation(station, version);
    expect(asksFor(again)).toBe(shown(newKey));
    if (end === 'took it') return void again.connectCsms(upstream);
    again.fails('unauthorized', { id: upstream });
    again.sleep(3000);
    expect(asksFor(again)).toBe(shown(oldKey));
    // Neither: the new one again, after the usual wait.
    again.fails('unauthorized', { id: upstream });
    again.sleep(60_000);
    expect(asksFor(again)).toBe(shown(newKey));
    again.fails('unauthorized', { id: upstream });
    again.sleep(3000);
    again.connectCsms(upstream);
    const third = again.restart();
    third.connectStation(station, version);
    expect(asksFor(third)).toBe(shown(oldKey));
  });

  it('that is none is refused', () => {
    const { depot, north } = stage(version);
    depot.says(north, keyCall(version, 'short'));
    expect(statusOf(depot.hears(north)[0])).toBe('Rejected');
    expect(depot.facts.some(({ kind }) => kind === 'UpstreamKeyTaken')).toBe(false);
  });
});

describe('a station that comes with the key of its central system', () => {
  it('is told the new one when that is proved upstream, and not before', () => {
    const depot = createHarness(siteWith('1.6', { passesKey: true }), { keyring: trusting });
    const south = comes(depot, oldKey);
    expect(asksFor(depot)).toBe(shown(oldKey));
    const north = depot.connectCsms(upstream);
    depot.says(south, boot);
    depot.says(north, [3, 'boot', { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 300 }]);
    depot.says(north, keyCall('1.6', newKey));
    depot.drop(north);
    depot.sleep(10_000);
    expect(asksFor(depot)).toBe(shown(newKey));
    expect(depot.keys).toEqual([]);
    const proved = depot.connectCsms(upstream);
    expect(depot.keys).toEqual([{ kind: 'changeStationKey', station, key: newKey }]);
    // It comes with the old one: it missed that, and is told again.
    depot.drop(south);
    depot.drop(proved);
    comes(depot, oldKey);
    const again = depot.connectCsms(upstream);
    expect(depot.keys).toHaveLength(2);
    depot.drop(again);
    const third = comes(depot, newKey);
    depot.connectCsms(upstream);
    expect([depot.keys.length, asksFor(depot), third !== south]).toEqual([2, shown(newKey), true]);
  });

  it('keeps its key where the central system refuses the new one', () => {
    const depot = createHarness(siteWith('1.6', { passesKey: true }), { keyring: trusting });
    comes(depot, oldKey);
    const north = depot.connectCsms(upstream);
    depot.says(north, keyCall('1.6', newKey));
    depot.drop(north);
    depot.sleep(10_000);
    depot.fails('unauthorized', { id: upstream });
    depot.sleep(3000);
    expect(asksFor(depot)).toBe(shown(oldKey));
    depot.connectCsms(upstream);
    expect([depot.keys, depot.gateway.state.ledger.uplinks.get(upstream as never)?.keys]).toEqual([[], undefined]);
  });
});

describe('what would take a station away or weaken it (G15)', () => {
  it.each(['CentralSystemURL', 'central_system_uri', 'OcppServerAddress', 'BackendURL', 'ChargeBoxId'])(
    '1.6: %s is refused',
    (key) => {
      const yard = stage('1.6');
      yard.depot.says(yard.north, [2, 'c', 'ChangeConfiguration', { key, value: 'ws://elsewhere' }]);
      expect(statusOf(yard.depot.hears(yard.north)[0])).toBe('Rejected');
      expect(passedDown(yard)).toEqual([]);
    },
  );

  it('1.6: no other security profile', () => {
    const yard = stage('1.6');
    for (const value of ['1', '2', '3']) {
      yard.depot.says(yard.north, [2, `p${value}`, 'ChangeConfiguration', { key: 'SecurityProfile', value }]);
      expect(statusOf(yard.depot.hears(yard.north)[0])).toBe('Rejected');
    }
    expect(passedDown(yard)).toEqual([]);
    expect([...yard.depot.gateway.state.alarms.keys()]).toContain(`BB_RELAY_SETTING_KEPT:${station}`);
  });

  it.each(['2.0.1', '2.1'] as const)('%s: SetNetworkProfile is refused', (version) => {
    const yard = stage(version);
    const connectionData = {
      ...{ ocppVersion: 'OCPP20', ocppTransport: 'JSON', ocppCsmsUrl: 'ws://elsewhere', messageTimeout: 30 },
      ...{ securityProfile: 1, ocppInterface: 'Wired0' },
    };
    yard.depot.says(yard.north, [2, 'n', 'SetNetworkProfile', { configurationSlot: 1, connectionData }]);
    expect(statusOf(yard.depot.hears(yard.north)[0])).toBe('Rejected');
    expect(passedDown(yard)).toEqual([]);
  });

  it.each(['2.0.1', '2.1'] as const)('%s: of several variables the station gets only its own', (version) => {
    const yard = stage(version);
    const { depot, north, south } = yard;
    const own = variable('OCPPCommCtrlr', 'HeartbeatInterval', '60');
    const setVariableData = [
      variable('OCPPCommCtrlr', 'NetworkConfigurationPriority', '1'),
      own,
      variable('SecurityCtrlr', 'BasicAuthPassword', newKey),
      variable('SmartChargingCtrlr', 'Enabled', 'false'),
    ];
    depot.says(north, [2, 'v', 'SetVariables', { setVariableData }]);
    expect(passedDown(yard)).toEqual([[2, 'v', 'SetVariables', { setVariableData: [own] }]]);
    const { component, variable: name } = own;
    const result = { attributeStatus: 'RebootRequired', component, variable: name };
    depot.says(south, [3, 'v', { setVariableResult: [result] }]);
    const [answer, close] = depot.hears(north);
    expect([statusOf(answer), close?.[1]]).toEqual(['Rejected,RebootRequired,Accepted,Rejected', 'close']);
  });
});

describe('a station that tells its own key', () => {
  it.each(['1.6', '2.0.1'] as const)('%s: its central system does not hear it', (version) => {
    const yard = stage(version);
    const { depot, north, south } = yard;
    const { attributeValue: _, ...asked } = variable('SecurityCtrlr', 'BasicAuthPassword', '');
    const [action, question, answer] =
      version === '1.6'
        ? [
            'GetConfiguration',
            { key: ['AuthorizationKey'] },
            { configurationKey: [{ key: 'AuthorizationKey', readonly: false, value: oldKey }] },
          ]
        : [
            'GetVariables',
            { getVariableData: [asked] },
            { getVariableResult: [{ ...asked, attributeStatus: 'Accepted', attributeValue: oldKey }] },
          ];
    depot.says(north, [2, 'g', action, question]);
    // The station has one CALL at a time, and some are the gateway's own.
    for (let turn = 0; turn < 20; turn += 1)
      for (const [type, id] of depot.hears(south))
        if (type === 2) depot.says(south, id === 'g' ? [3, id, answer] : [4, id, 'NotSupported', '', {}]);
    const heard = JSON.stringify(depot.hears(north));
    expect(heard).toMatch(/AuthorizationKey|BasicAuthPassword/);
    expect(heard).not.toContain(oldKey);
  });
});
