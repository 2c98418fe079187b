// Frames that only 2.1 has: SEND, which nobody answers, and CALLRESULTERROR, when an answer cannot be read.

import { describe, expect, it } from 'vitest';
import type { Version } from '../../../src/model/protocol.ts';
import { sceneOf } from './scene.ts';
import { sampleCall } from './samples.ts';

const counters = (scene: ReturnType<typeof sceneOf>) => Object.fromEntries(scene.depot.gateway.state.counters);
const values = (id: number) => ({ ...sampleCall('2.1', 'NotifyPeriodicEventStream'), id });

describe('SEND', () => {
  it('values of a stream that is open are counted, and answered by nobody', () => {
    const scene = sceneOf('2.1', ['2.1']);
    const [station] = scene.stations;
    const open = { constantStreamData: { id: 4, variableMonitoringId: 1, params: {} } };
    expect(scene.say(0, 'OpenPeriodicEventStream', open)).toEqual({ status: 'Accepted' });
    scene.depot.says(station!, [6, 'x1', 'NotifyPeriodicEventStream', values(4)]);
    scene.depot.says(station!, [6, 'x2', 'NotifyPeriodicEventStream', values(5)]);
    expect(scene.say(0, 'ClosePeriodicEventStream', { id: 4 })).toEqual({});
    scene.depot.says(station!, [6, 'x3', 'NotifyPeriodicEventStream', values(4)]);
    scene.depot.says(station!, [6, 'x4', 'NobodyKnows', {}]);
    scene.depot.says(station!, [6, 'x5', 'NotifyPeriodicEventStream', {}]);
    expect(scene.depot.hears(station!)).toEqual([]);
    expect(counters(scene)).toMatchObject({ streamed: 1, strayStreams: 2, ignoredFrames: 1, violations: 1 });
  });

  it('a station opens so many streams and no more', () => {
    const scene = sceneOf('2.1', ['2.1']);
    const open = (id: number) =>
      scene.say(0, 'OpenPeriodicEventStream', { constantStreamData: { id, variableMonitoringId: 1, params: {} } });
    for (let id = 1; id <= 16; id += 1) expect(open(id)).toEqual({ status: 'Accepted' });
    expect(open(17)).toEqual({ status: 'Rejected' });
    expect(open(16)).toEqual({ status: 'Accepted' });
  });

  it.each<Version>(['1.6', '2.0.1'])('is ignored in %s', (version) => {
    const scene = sceneOf('2.1', [version]);
    scene.depot.says(scene.stations[0]!, [6, 'x1', 'NotifyPeriodicEventStream', values(4)]);
    expect(scene.depot.hears(scene.stations[0]!)).toEqual([]);
    expect(counters(scene)).toMatchObject({ ignoredFrames: 1 });
  });
});

describe('CALLRESULTERROR', () => {
  it.each<[Version, readonly string[]]>([
    ['2.1', ['OccurrenceConstraintViolation']],
    ['2.0.1', []],
  ])('is what an answer of a station of %s gets that cannot be read', (version, codes) => {
    const scene = sceneOf('2.0.1', [version]);
    const [station] = scene.stations;
    const answer = scene.order('UnlockConnector', { evseId: 1, connectorId: 1 }, (action) =>
      action === 'UnlockConnector' ? {} : undefined,
    );
    expect(answer).toEqual({ status: 'UnlockFailed' });
    const errors = scene.depot.hears(station!).filter(([type]) => type === 5);
    expect(errors.map(([, , code]) => code)).toEqual(codes);
  });

  it('that a peer could not read an answer of ours is shown', () => {
    const scene = sceneOf('2.1', ['2.1']);
    scene.depot.says(scene.stations[0]!, [5, 'x1', 'FormatViolation', 'what is this', {}]);
    scene.depot.says(scene.csms, [5, 'x2', 'FormatViolation', 'what is this', {}]);
    expect([...scene.depot.gateway.state.alarms.keys()]).toEqual(
      expect.arrayContaining(['BB_ANSWER_REFUSED:CP-01', 'BB_ANSWER_REFUSED:csms']),
    );
    expect(scene.depot.hears(scene.stations[0]!)).toEqual([]);
  });
});

describe('a type that nobody knows', () => {
  it.each<[Version, readonly unknown[]]>([
    ['1.6', []],
    ['2.0.1', [[4, 'x1', 'MessageTypeNotSupported']]],
    ['2.1', []],
  ])('of a station of %s', (version, answers) => {
    const scene = sceneOf('2.1', [version]);
    scene.depot.writes(scene.stations[0]!, '[9,"x1","What",{}]');
    expect(scene.depot.hears(scene.stations[0]!).map((frame) => frame.slice(0, 3))).toEqual(answers);
  });
});
