// An MQTT uplink in the site file: what `busbar check` says of who is asked about tokens, and of what it sees.

import { expect, it } from 'vitest';
import { commandWords } from '../../../src/local/command-words.ts';
import { describeUplinks } from '../../../src/local/uplinks-report.ts';
import type { UplinkId } from '../../../src/model/ids.ts';
import { utc } from '../../../src/model/time.ts';
import { load, siteOf, smallFile } from './file.ts';

const withMqtt = (role: string, more = ''): string =>
  `${smallFile.slice(0, smallFile.indexOf('uplinks:'))}uplinks:\n  - { id: fleet, kind: mqtt, url: 'mqtt://x', role: ${role}${more} }\n`;

const warnings = (text: string): string[] => {
  const loaded = load(text);
  return loaded.ok ? loaded.warnings.map(({ code }) => code) : ['bad'];
};

const codes = (text: string): string[] => {
  const loaded = load(text);
  return loaded.ok ? [] : loaded.problems.map(({ code }) => code);
};

it('warns where nobody is asked about tokens', () => {
  expect(warnings(withMqtt('control'))).toEqual(['BB_CONFIG_NOBODY_ASKED']);
  expect(warnings(`${withMqtt('control')}authorization: { mode: free }\n`)).toEqual([]);
  expect(warnings(withMqtt('observe'))).toEqual(['BB_CONFIG_NO_CONTROL']);
});

it('says what it sees and that it is never asked', () => {
  const text = describeUplinks(siteOf(withMqtt('control', ', rawFrames: true')));
  expect(text).toMatch(
    /fleet: MQTT 5, control\n.*4 stations on topics under "busbar\/v1\/depot".*never asked about a token/,
  );
  expect(text).toContain('every frame of OCPP');
  expect(describeUplinks(siteOf(withMqtt('observe')))).toContain('What it orders is refused.');
});

it('many EVSEs are none too many for it', () => {
  const many = withMqtt('control').replace('CP-[01-03]', 'CP-[01-30]');
  expect(warnings(many)).toEqual(['BB_CONFIG_NOBODY_ASKED']);
});

it('commands are words in the log, without tokens', () => {
  const about = { uplink: 'fleet' as UplinkId, id: 'a', what: 'start', about: 'CP-01/1', happenedAt: utc(0) };
  expect(commandWords({ kind: 'UplinkCommanded', key: 'a', mark: 'm', ...about })).toEqual({
    code: 'BB_COMMAND_TAKEN',
    text: 'start for CP-01/1 of fleet (a) was taken.',
  });
  expect(
    commandWords({ kind: 'UplinkCommandAnswered', key: 'a', status: 'failed', code: 'BB_X', ...about })?.text,
  ).toBe('start for CP-01/1 of fleet (a): failed (BB_X).');
  const refused = {
    kind: 'UplinkCommandRefused',
    code: 'BB_Y',
    text: 'No.',
    uplink: about.uplink,
    happenedAt: utc(0),
  } as const;
  expect(commandWords({ ...refused, unrecorded: 3 })?.text).toBe(
    'A message of fleet: refused (BB_Y: No.) 3 more before it came too fast to be recorded.',
  );
});

it('a central system behind the broker has a connection for each station, and nobody else has the say', () => {
  const text = withMqtt('control', ", rawFrames: csms, version: '1.6', callTimeoutSeconds: 20");
  expect(warnings(text)).toEqual([]);
  const uplinks = siteOf(text).uplinks.map(({ id, role, kind, mode, through, callTimeoutSeconds, feed }) => [
    ...[id, role, kind, mode, through, callTimeoutSeconds, feed?.rawFrames],
  ]);
  expect(uplinks[0]).toEqual(['fleet', 'observe', 'mqtt', 'aggregate', undefined, 20, 'csms']);
  expect(uplinks[1]).toEqual(['fleet/CP-01', 'control', 'ocpp', 'relay', 'fleet', 20, undefined]);
  expect(uplinks).toHaveLength(5);
  expect(codes(withMqtt('observe', ", rawFrames: csms, version: '1.6'"))).toContain('BB_CONFIG_FRAMES_ROLE');
  expect(codes(withMqtt('control', ', rawFrames: csms'))).toContain('BB_CONFIG_NO_VERSION');
  expect(codes(withMqtt('control', ", rawFrames: true, version: '1.6'"))).toContain('BB_CONFIG_UPLINK_KEY');
  const two = `${text}  - { id: other, kind: ocpp, mode: relay, version: '1.6', url: 'ws://x/y', role: observe }\n`;
  expect(codes(two)).toContain('BB_CONFIG_TWO_RELAYS');
});
