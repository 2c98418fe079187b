// The judge of every outgoing frame, judged: what is wrong is found, what is right is not.

import { describe, expect, it } from 'vitest';
import type { Role } from '../../../adapters/simulator/frame-check.ts';
import { newFrameCheck } from '../../../adapters/simulator/frame-check.ts';

type Frame = readonly unknown[];

const at = '2026-01-15T18:00:00Z';

function faultsOf(role: Role, said: readonly unknown[], heard: readonly (readonly unknown[])[] = []): string[] {
  const faults: string[] = [];
  const check = newFrameCheck(role, (fault) => faults.push(fault));
  for (const frame of heard) check.heard(JSON.stringify(frame));
  for (const frame of said) check.said(typeof frame === 'string' ? frame : JSON.stringify(frame));
  return faults;
}

const boot = [2, 'b', 'BootNotification', { chargePointVendor: 'A', chargePointModel: 'B' }];
const limit = (amps: number) => ({
  connectorId: 1,
  csChargingProfiles: {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: amps }] },
  },
});

describe('every frame of a peer', () => {
  it.each<[string, Role, Frame, Frame?]>([
    ['a CALL', 'station', boot],
    ['a repeat of the same CALL', 'station', boot],
    ['a limit of 8.1 A', 'csms', [2, 'l', 'SetChargingProfile', limit(8.1)]],
    ['a CALL that both may make', 'csms', [2, 'd', 'DataTransfer', { vendorId: 'x' }]],
    ['an answer', 'csms', [3, 'b', { status: 'Accepted', currentTime: at, interval: 300 }], boot],
    ['an answer to a number', 'csms', [3, 7, { currentTime: at }], [2, 7, 'Heartbeat', {}]],
    ['an error', 'csms', [4, 'b', 'OccurenceConstraintViolation', '', {}], boot],
  ])('may be %s', (_, role, frame, heard) => {
    expect(faultsOf(role, [frame, ...(frame === boot ? [frame] : [])], heard === undefined ? [] : [heard])).toEqual([]);
  });

  it.each<[string, Role, unknown, Frame?]>([
    ['is no JSON array', 'csms', '{"a":1}'],
    ['has the message type 6', 'csms', [6, 'a', 'Heartbeat', {}]],
    ['has not the four elements', 'csms', [2, 'a', 'ClearCache']],
    ['1 to 36 characters', 'csms', [2, 'a'.repeat(37), 'ClearCache', {}]],
    ['1 to 36 characters', 'csms', [2, 1, 'ClearCache', {}]],
    ['the unknown action Fly', 'csms', [2, 'a', 'Fly', {}]],
    ['which a csms never sends', 'csms', boot],
    ['which a station never sends', 'station', [2, 'a', 'ClearCache', {}]],
    ['must NOT have additional properties (colour)', 'csms', [2, 'a', 'ClearCache', { colour: 1 }]],
    ["must have required property 'type'", 'csms', [2, 'a', 'Reset', {}]],
    ['must be multiple of 0.1', 'csms', [2, 'a', 'SetChargingProfile', limit(6.25)]],
    ['must match format "date-time"', 'csms', [3, 'h', { currentTime: '2026-01-15 18:00' }], [2, 'h', 'Heartbeat', {}]],
    ['more than 500 characters', 'csms', [2, 'a', 'ChangeConfiguration', { key: 'k', value: 'x'.repeat(501) }]],
    [
      'more than 500 characters',
      'station',
      [3, 'g', { configurationKey: [{ key: 'k', readonly: true, value: 'x'.repeat(501) }] }],
      [2, 'g', 'GetConfiguration', {}],
    ],
    [
      'more than 50 characters',
      'station',
      [
        2,
        's',
        'StatusNotification',
        { connectorId: 1, errorCode: 'NoError', status: 'Available', info: 'x'.repeat(51) },
      ],
    ],
    ['waits for no answer', 'csms', [3, 'b', {}]],
    ['the answer to Heartbeat', 'csms', [3, 'h', {}], [2, 'h', 'Heartbeat', {}]],
    ['the unknown action Fly', 'csms', [3, 'f', {}], [2, 'f', 'Fly', {}]],
    ['the five elements', 'csms', [4, 'b', 'InternalError', ''], boot],
    ['which 1.6 does not know', 'csms', [4, 'b', 'FormatViolation', '', {}], boot],
    ['at most 255', 'csms', [4, 'b', 'InternalError', 'x'.repeat(256), {}], boot],
    ['no object', 'csms', [4, 'b', 'InternalError', '', 'x'], boot],
  ])('is found where it %s', (expected, role, frame, heard) => {
    const faults = faultsOf(role, [frame], heard === undefined ? [] : [heard]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(expected);
  });

  it('uses an id for one message only, and answers once', () => {
    const cleared = [2, 'a', 'ClearCache', {}];
    const reset = [2, 'a', 'Reset', { type: 'Soft' }];
    expect(faultsOf('csms', [cleared, reset])).toEqual([expect.stringContaining('the id a of another message')]);
    const answer = [3, 'h', { currentTime: at }];
    expect(faultsOf('csms', [answer, answer], [[2, 'h', 'Heartbeat', {}]])).toHaveLength(1);
  });

  it('takes an error for what could not be read but for its id', () => {
    const faults: string[] = [];
    const check = newFrameCheck('csms', (fault) => faults.push(fault));
    check.heard('[2,"a","BootNotification",{');
    check.said('[4,"a","FormationViolation","",{}]');
    expect(faults).toEqual([]);
  });
});
