// What is wrong with the points of a device file is said with its place.

import { describe, expect, it } from 'vitest';
import type { Edits } from './change.ts';
import { problemsAfter } from './change.ts';

const wrong: readonly [string, Edits, string][] = [
  ['a misspelt key', { 'points.power.pol': 'fast' }, 'BB_DRIVER_UNKNOWN_KEY points.power.pol'],
  ['a misspelt key at the top', { quirk: [] }, 'BB_DRIVER_UNKNOWN_KEY quirk'],
  ['a missing key', { sources: undefined }, 'BB_DRIVER_MISSING_KEY '],
  ['another format', { format: 'mbdrv/2' }, 'BB_DRIVER_VALUE format'],
  ['a name with capitals', { 'points.Bad-name': { addr: 5004, type: 'u16' } }, 'BB_DRIVER_UNKNOWN_KEY points.Bad-name'],
  ['text for a number', { 'points.limit.addr': '5004' }, 'BB_DRIVER_VALUE points.limit.addr'],
  ['two addresses of a vector', { 'points.current.addr': [1008, 1010] }, 'BB_DRIVER_VALUE points.current.addr'],
  ['no address', { 'points.power.addr': undefined }, 'BB_DRIVER_ADDRESS points.power'],
  ['an address outside of every block', { 'points.limit.addr': 5005 }, 'BB_DRIVER_ADDRESS points.limit.addr'],
  [
    'a value that leaves its block',
    { 'points.power.type': 'u64', 'points.power.addr': 1020 },
    'BB_DRIVER_ADDRESS points.power.addr',
  ],
  [
    'phases over each other',
    { 'points.current.type': 'u64', 'blocks.input': [[100, 2000]] },
    'BB_DRIVER_ADDRESS points.current.addr',
  ],
  [
    'no blocks where reads are merged',
    { blocks: undefined, 'connection.policy': 'block' },
    'BB_DRIVER_ADDRESS points.limit.addr',
  ],
  ['a block that ends before it begins', { 'blocks.holding.0': [405, 404] }, 'BB_DRIVER_ADDRESS blocks.holding.0'],
  ['a function that the device lacks', { 'points.limit.write.fc': 16 }, 'BB_DRIVER_FUNCTION points.limit.write.fc'],
  ['a read function that it lacks', { 'connection.functions': [3, 6] }, 'BB_DRIVER_FUNCTION points.serial.fc'],
  ['a value longer than one read', { 'connection.timing.maxRegisters': 49 }, 'BB_DRIVER_LENGTH points.firmware.length'],
  ['a text without length', { 'points.model.length': undefined }, 'BB_DRIVER_LENGTH points.model'],
  ['a length that the type has not', { 'points.power.length': 3 }, 'BB_DRIVER_LENGTH points.power.length'],
  ['a mask of a text', { 'points.model.mask': 1 }, 'BB_DRIVER_TYPE points.model.mask'],
  [
    'a coil read as a register',
    { 'points.limit.fc': 4, 'points.limit.type': 'coil' },
    'BB_DRIVER_TYPE points.limit.fc',
  ],
  [
    'two registers with function 6',
    { 'points.limit.type': 'u32', 'blocks.holding.3': [5004, 5005] },
    'BB_DRIVER_WRITE points.limit.write.fc',
  ],
  [
    'an input register that is written',
    { 'points.charging.write': { fc: 6 } },
    'BB_DRIVER_WRITE points.charging.write.fc',
  ],
  [
    'bits of a register that are written over the rest',
    { 'points.alive.mask': 1 },
    'BB_DRIVER_WRITE points.alive.write.rmw',
  ],
  [
    'a point that is neither read nor written',
    { 'points.idle': { addr: 1, type: 'u16' } },
    'BB_DRIVER_POINT points.idle',
  ],
  ['a point called state', { 'points.state': { fc: 4, addr: 1000, type: 'u16' } }, 'BB_DRIVER_NAME points.state'],
  ['a least above the most', { 'points.power.plausible': [1, 0] }, 'BB_DRIVER_POINT points.power.plausible'],
  [
    'a unit that the gateway does not have',
    { 'points.energy_total.unit': 'kWh' },
    'BB_DRIVER_VALUE points.energy_total.unit',
  ],
  ['power in amps', { 'points.power.unit': 'A' }, 'BB_DRIVER_UNIT points.power.unit'],
  ['power for each phase', { 'points.power.addr': [1020, 1024, 1028] }, 'BB_DRIVER_LIST points.power.addr'],
  ['a group that is not there', { 'points.power.group': 'socket' }, 'BB_DRIVER_UNKNOWN_NAME points.power.group'],
  [
    'a word order by a param that is not there',
    { 'points.power.wo': '$param.order' },
    'BB_DRIVER_UNKNOWN_NAME points.power.wo',
  ],
  [
    'a word order by a param that may be anything',
    { 'points.power.wo': '$param.failsafeTimeoutS' },
    'BB_DRIVER_PARAM points.power.wo',
  ],
  ['an expression that cannot be read', { state: 'cable <' }, 'BB_DRIVER_EXPRESSION state'],
  ['an unknown name', { 'points.rfid.when': 'firmwear == 1' }, 'BB_DRIVER_UNKNOWN_NAME points.rfid.when'],
  [
    'an unknown param',
    { 'control.sequences.onConnect.0.value': '$param.timeout' },
    'BB_DRIVER_UNKNOWN_NAME control.sequences.onConnect.0.value',
  ],
  ['a vector where a value is wanted', { state: "current > 6 ? 'C' : 'B'" }, 'BB_DRIVER_LIST state'],
  ['a sum of one value', { 'computed.total': 'sum(power)' }, 'BB_DRIVER_LIST computed.total'],
  [
    'an unknown name in a fault',
    { faults: { 'gone == 1': { code: 'X', severity: 'error' } } },
    'BB_DRIVER_UNKNOWN_NAME faults.gone == 1',
  ],
  ['values made of each other', { 'computed.a': 'b + 1', 'computed.b': 'a + 1' }, 'BB_DRIVER_CIRCLE computed.a'],
];

describe('points that are wrong', () => {
  it.each(wrong)('%s', (_what, edits, problem) => {
    expect(problemsAfter(edits)).toContain(problem);
  });

  it('are one problem where one thing is wrong', () => {
    expect(problemsAfter({ 'points.limit.addr': 5005 })).toEqual(['BB_DRIVER_ADDRESS points.limit.addr']);
  });
});
