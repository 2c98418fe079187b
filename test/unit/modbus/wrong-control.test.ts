// What is wrong with how a device is used is said with its place: limits, sequences, watchdogs, connections.

import { describe, expect, it } from 'vitest';
import type { Edits } from './change.ts';
import { problemsAfter } from './change.ts';

const wrong: readonly [string, Edits, string][] = [
  [
    'a charger without state',
    { state: undefined, computed: undefined, 'control.sequences.setPhases': undefined },
    'BB_DRIVER_REQUIRED class',
  ],
  ['a charger without failsafe', { failsafe: undefined }, 'BB_DRIVER_REQUIRED class'],
  ['a meter without power', { class: 'meter', 'points.power': undefined }, 'BB_DRIVER_REQUIRED class'],
  ['field without firmware', { 'verified.level': 'field' }, 'BB_DRIVER_REQUIRED verified'],
  ['a limit of an unknown point', { 'control.limit.point': 'limmit' }, 'BB_DRIVER_UNKNOWN_POINT control.limit.point'],
  ['a limit that is not written', { 'points.limit.write': undefined }, 'BB_DRIVER_NOT_WRITABLE control.limit.point'],
  ['a least limit below 6 A', { 'control.limit.min': 1 }, 'BB_DRIVER_LIMIT control.limit.min'],
  ['a largest limit below the least', { 'control.limit.max': 5 }, 'BB_DRIVER_LIMIT control.limit.max'],
  ['a step that the register cannot hold', { 'control.limit.step': 0.5 }, 'BB_DRIVER_LIMIT control.limit.step'],
  [
    'a limit that the register cannot hold',
    { 'points.limit.scale': 0.0001, 'control.limit.step': 0.1 },
    'BB_DRIVER_LIMIT control.limit.max',
  ],
  ['0 releases and nothing pauses', { 'control.limit.zero': 'no-limit' }, 'BB_DRIVER_LIMIT control.limit.zero'],
  ['two ways to pause', { 'control.limit.pauseValue': 1 }, 'BB_DRIVER_LIMIT control.limit.pauseValue'],
  ['nothing confirms', { 'control.limit.confirm': {} }, 'BB_DRIVER_LIMIT control.limit.confirm'],
  ['two things confirm', { 'control.limit.confirm.measured': true }, 'BB_DRIVER_LIMIT control.limit.confirm'],
  [
    'a confirmation that is not read',
    { 'points.limit.fc': undefined },
    'BB_DRIVER_NOT_READABLE control.limit.confirm.readback',
  ],
  ['amps of amps', { 'control.limit.transform': '230 * A' }, 'BB_DRIVER_LIMIT control.limit.transform'],
  ['enabled by nothing', { 'control.enable': { kind: 'register', point: 'alive' } }, 'BB_DRIVER_ENABLE control.enable'],
  [
    'enabled by what cannot be written',
    { 'control.enable': { kind: 'register', point: 'alive', on: 70_000, off: 0 } },
    'BB_DRIVER_VALUE control.enable.on',
  ],
  ['phases that cannot be written', { 'points.phases.map': { 1: 0 } }, 'BB_DRIVER_VALUE control.phases.point'],
  [
    'a step that does two things',
    { 'control.sequences.onConnect.0.waitS': 1 },
    'BB_DRIVER_SEQUENCE control.sequences.onConnect.0',
  ],
  [
    'a wait without end',
    { 'control.sequences.setPhases.1.timeoutS': undefined },
    'BB_DRIVER_SEQUENCE control.sequences.setPhases.1',
  ],
  [
    'an unknown sequence',
    { 'control.sequences.onConnect.2.do': 'setLimits' },
    'BB_DRIVER_SEQUENCE control.sequences.onConnect.2.do',
  ],
  [
    'sequences that run each other',
    { 'control.sequences.wakeUp': [{ do: 'setPhases' }], 'control.sequences.setPhases.5': { do: 'wakeUp' } },
    'BB_DRIVER_CIRCLE control.sequences.setPhases',
  ],
  ['a state that is never', { onState: { G: [{ waitS: 1 }] } }, 'BB_DRIVER_UNKNOWN_NAME onState.G'],
  ['a heartbeat that one loss trips', { 'heartbeat.every.factor': 0.75 }, 'BB_DRIVER_HEARTBEAT heartbeat.every'],
  [
    'a heartbeat slower than the watchdog may be',
    { 'heartbeat.every': { s: 6 } },
    'BB_DRIVER_HEARTBEAT heartbeat.every',
  ],
  ['a heartbeat without value', { 'heartbeat.value': undefined }, 'BB_DRIVER_HEARTBEAT heartbeat'],
  ['no heartbeat for a watchdog', { heartbeat: { kind: 'none' } }, 'BB_DRIVER_HEARTBEAT failsafe.onLoss'],
  [
    'a flag in flash written again and again',
    {
      'points.failsafe_persist': { addr: 5020, type: 'u16', write: { fc: 6 } },
      'heartbeat.point': 'failsafe_persist',
    },
    'BB_DRIVER_PERSIST heartbeat.point',
  ],
  [
    'a flag in flash in a sequence that repeats',
    {
      'points.failsafe_persist': { addr: 5020, type: 'u16', write: { fc: 6 } },
      'control.sequences.resume': [{ write: 'failsafe_persist', value: 1 }],
    },
    'BB_DRIVER_PERSIST control.sequences.resume.0.write',
  ],
  ['a failsafe point that is not there', { 'failsafe.current': 'gone' }, 'BB_DRIVER_UNKNOWN_POINT failsafe.current'],
  [
    'a default outside of its range',
    { 'params.failsafeTimeoutS.default': 5 },
    'BB_DRIVER_PARAM params.failsafeTimeoutS.default',
  ],
  ['half a probe', { 'probes.0': { id: 'x', write: 'limit' } }, 'BB_DRIVER_PROBE probes.0'],
  [
    'a serial line of unknown speed',
    { 'connection.transports': ['rtu'] },
    'BB_DRIVER_CONNECTION connection.transports',
  ],
  [
    'two charging points in one place',
    { 'connection.connectors.max': 2 },
    'BB_DRIVER_CONNECTION connection.connectors.max',
  ],
  [
    'a first write of an unknown point',
    { 'connection.firstWrite': { point: 'gone', value: 1 } },
    'BB_DRIVER_UNKNOWN_POINT connection.firstWrite.point',
  ],
  ['a misspelt key of a heartbeat', { 'heartbeat.pont': 'alive' }, 'BB_DRIVER_UNKNOWN_KEY heartbeat.pont'],
  ['a misspelt key in a list of heartbeats', { heartbeat: [{ knd: 'none' }] }, 'BB_DRIVER_UNKNOWN_KEY heartbeat.0.knd'],
  ['a state that no device has', { state: { of: 'cable', map: { 1: 'Z' } } }, 'BB_DRIVER_VALUE state.map.1'],
  ['slow before fast', { 'poll.fastS': 60 }, 'BB_DRIVER_POLL poll'],
  ['a point that is never read', { forbidRead: [{ input: [1000, 1000] }] }, 'BB_DRIVER_ADDRESS points.cp_state.addr'],
  [
    'a unit group that must be read first',
    { groups: { g: { unit: 'cable', order: 1 } } },
    'BB_DRIVER_EXPRESSION groups.g.unit',
  ],
  [
    'a pattern that may take for ever',
    { identify: [{ point: 'model', matches: '(a+)+' }] },
    'BB_DRIVER_EXPRESSION identify.0.matches',
  ],
  [
    'freshness of an unknown point',
    { freshness: { point: 'age', maxMs: 1 } },
    'BB_DRIVER_UNKNOWN_POINT freshness.point',
  ],
  ['a hook that nobody has', { hooks: ['magic'] }, 'BB_DRIVER_VALUE hooks.0'],
  ['a key that is not served', { 'connection.timing.drainMs': 5 }, 'BB_DRIVER_NOT_YET connection.timing.drainMs'],
];

describe('what is wrong', () => {
  it.each(wrong)('%s', (_what, edits, problem) => {
    expect(problemsAfter(edits)).toContain(problem);
  });
});
