// The schema of commands takes what the reader takes, and refuses what it refuses.

import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { isUnread, readCommand, readEnvelope, shapes } from '../../../src/uplink/mqtt/command.ts';
import { Command } from '../../../src/uplink/mqtt/schema-commands.ts';

const isValid = new Ajv({ strict: false }).compile(JSON.parse(JSON.stringify(Command)));

const examples: Readonly<Record<string, object>> = {
  start: { evse: 'CP-01/1', token: 'VAN' },
  stop: { transaction: 'a-1' },
  limit: { circuit: 'main', amps: 20, durationSeconds: 60 },
  availability: { site: true, operative: false },
  unlock: { evse: 'CP-01/1', connector: 2 },
  reset: { station: 'CP-01', when: 'idle' },
  reserve: { reservation: 1, evse: 'CP-01/1', token: 'VAN', until: '2026-05-01T05:30:00Z' },
  cancel: { reservation: 1 },
  tokens: { version: 1, update: 'full', entries: [{ token: 'VAN', status: 'Accepted' }, { token: 'BUS' }] },
  needs: { evse: 'CP-01/1', needs: null },
  prices: { prices: [{ startsAt: '2026-05-01T05:30:00Z', pricePerKwh: 0.3 }] },
  configuration: { station: 'CP-01', set: { key: 'LightIntensity', value: '1' } },
  trigger: { evse: 'CP-01/1', message: 'MeterValues' },
};

const optional: ReadonlySet<string> = new Set(['connector', 'durationSeconds', 'when']);

function isRead(command: object): boolean {
  const read = readEnvelope(JSON.stringify(command));
  return !isUnread(read) && !isUnread(readCommand(read));
}

it('has an example of each kind', () => expect(Object.keys(examples)).toEqual(Object.keys(shapes)));

it.each(Object.entries(examples))('%s: reader and schema agree', (kind, content) => {
  const whole = { id: 'a', kind, expiresAt: '2026-05-01T05:30:00+02:00', key: 'k', ...content };
  expect([isRead(whole), isValid(whole)]).toEqual([true, true]);
  for (const key of ['id', 'kind', ...Object.keys(content)]) {
    if (optional.has(key)) continue;
    const { [key]: _, ...without } = whole as Record<string, unknown>;
    expect([key, isRead(without), isValid(without)]).toEqual([key, false, false]);
    const wrong = { ...whole, [key]: [[]] };
    expect([key, isRead(wrong), isValid(wrong)]).toEqual([key, false, false]);
  }
  expect([isRead({ ...whole, more: 1 }), isValid({ ...whole, more: 1 })]).toEqual([false, false]);
});
