// A central system of OCPP behind a broker: what it asks of stations, and what is none of its words.

import { describe, expect, it } from 'vitest';
import type { LinkId, UplinkId } from '../../../src/model/ids.ts';
import type { Frame, Harness } from '../harness.ts';
import { boot, createHarness } from '../harness.ts';
import { centralSite, newFrames, saysDown } from './central.ts';

interface Central {
  readonly depot: Harness;
  readonly broker: LinkId;
  readonly stations: readonly LinkId[];
  /** Answers of the central system to everything that comes, and what came. */
  attends(station?: string): Frame[];
  /** What it says, as text. */
  says(text: string, station?: string): void;
}

function central(count = 1): Central {
  const depot = createHarness(centralSite('1.6', count));
  const broker = depot.connectCsms('fleet');
  const frames = newFrames();
  const names = Array.from({ length: count }, (_, at) => `CP-0${at + 1}`);
  const stations = names.map((id) => depot.connectStation(id));
  const one: Central = {
    depot,
    broker,
    stations,
    says: (text, station) => saysDown(depot, broker, text, station),
    attends(station) {
      const came = frames.hears(depot, station);
      for (const [type, id, action] of came) {
        if (type !== 2) continue;
        const answer =
          action === 'BootNotification'
            ? { status: 'Accepted', currentTime: new Date(depot.utc()).toISOString(), interval: 300 }
            : {};
        one.says(JSON.stringify([3, id, answer]), station);
      }
      return came;
    },
  };
  for (const [at, station] of stations.entries()) {
    depot.says(station, boot);
    one.attends(names[at]);
    depot.answers(station, () => ({}));
  }
  return one;
}

const passed = ({ depot, stations }: Central, at = 0): Frame[] =>
  depot.hears(stations[at]!).filter(([type, , action]) => type !== 2 || action === 'UnlockConnector');

describe('a central system behind a broker', () => {
  it('answers a boot, and the station hears its very answer', () => {
    const depot = createHarness(centralSite('1.6'));
    const broker = depot.connectCsms('fleet');
    const frames = newFrames();
    const station = depot.connectStation('CP-01');
    depot.writes(station, '[2,"b7","BootNotification",{"chargePointVendor":"V",  "chargePointModel":"M"}]');
    expect(frames.texts(depot)).toEqual([
      '[2,"b7","BootNotification",{"chargePointVendor":"V",  "chargePointModel":"M"}]',
    ]);
    const answer = '{"status":"Accepted", "currentTime":"2026-01-15T18:00:00Z","interval":77}';
    saysDown(depot, broker, `[3,"b7",${answer}]`);
    expect(depot.hears(station)).toContainEqual([3, 'b7', JSON.parse(answer)]);
  });

  it('asks a station, and gets its answer; the same CALL again has no second effect', () => {
    const here = central();
    const call = '[2,"u1","UnlockConnector",{"connectorId":1}]';
    here.says(call);
    expect(passed(here)).toEqual([[2, 'u1', 'UnlockConnector', { connectorId: 1 }]]);
    here.says(call);
    expect(passed(here)).toEqual([]);
    here.depot.says(here.stations[0]!, [3, 'u1', { status: 'Unlocked' }]);
    expect(here.attends()).toEqual([[3, 'u1', { status: 'Unlocked' }]]);
    here.says(call);
    expect([passed(here), here.attends()]).toEqual([[], [[3, 'u1', { status: 'Unlocked' }]]]);
  });

  it('hears that a station did not answer in time, or is not there', () => {
    const here = central();
    here.says('[2,"u1","UnlockConnector",{"connectorId":1}]');
    here.depot.sleep(31_000, () => void here.attends());
    here.depot.drop(here.stations[0]!);
    here.says('[2,"u2","UnlockConnector",{"connectorId":1}]');
    const refused = here.depot.publishes
      .filter(({ topic }) => topic.endsWith('/csms/up'))
      .map(({ text }) => JSON.parse(text) as Frame)
      .filter(([type]) => type === 4);
    expect(refused.map(([, id, code]) => [id, code])).toEqual([
      ['u1', 'GenericError'],
      ['u2', 'GenericError'],
    ]);
  });

  it('speaks to each station on its own topic, and to no other', () => {
    const here = central(2);
    here.says('[2,"u1","UnlockConnector",{"connectorId":1}]', 'CP-02');
    expect([passed(here, 0), passed(here, 1)]).toEqual([[], [[2, 'u1', 'UnlockConnector', { connectorId: 1 }]]]);
    here.says('[2,"u1","UnlockConnector",{"connectorId":1}]', 'CP-99');
    here.says('no frame at all', 'CP-01');
    expect([passed(here, 0), passed(here, 1)]).toEqual([[], []]);
    expect(here.depot.failures).toEqual([]);
  });

  it('is not obeyed in what lay at the broker, nor in commands beside the frames', () => {
    const here = central();
    const topic = 'busbar/v1/depot/stations/CP-01/csms/down';
    const text = '[2,"u1","UnlockConnector",{"connectorId":1}]';
    here.depot.offers({ kind: 'told', link: here.broker, topic, text, isRetained: true });
    const command = JSON.stringify({ id: 'c', kind: 'stop', evse: 'CP-01/1' });
    here.depot.offers({
      kind: 'told',
      link: here.broker,
      topic: 'busbar/v1/depot/commands',
      text: command,
      isRetained: false,
    });
    expect(passed(here)).toEqual([]);
    expect(here.depot.facts.filter(({ kind }) => kind === 'UplinkCommandRefused')).toMatchObject([
      { code: 'BB_COMMAND_OBSERVER' },
    ]);
  });

  it('is there again with its broker: no station waits for a back-off of its own', () => {
    const here = central(2);
    const { state } = here.depot.gateway;
    const phases = () => [...state.relays.values()].map(({ phase }) => phase);
    expect(phases()).toEqual(['through', 'through']);
    here.depot.drop(here.broker);
    expect(phases()).toEqual(['alone', 'alone']);
    here.depot.sleep(60_000);
    expect(here.depot.wanted().map(({ uplink }) => uplink)).toEqual(['fleet']);
    here.depot.connectCsms('fleet');
    expect([...state.uplinks.values()].map(({ link }) => link !== undefined)).toEqual([true, true, true]);
    expect(state.uplinks.get('fleet/CP-01' as UplinkId)?.failures).toBe(1);
  });
});
