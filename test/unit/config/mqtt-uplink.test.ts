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
