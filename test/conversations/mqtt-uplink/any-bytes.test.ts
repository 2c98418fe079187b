// Whatever comes on the topics that an MQTT uplink may write to: at most one answer a message, no failure, and for one key no
// second effect.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commanded, feedUplink } from './commanded.ts';

const runs = Number(process.env['RUNS'] ?? 40);

const word = fc.constantFrom(
  'a',
  'b',
  'CP-01/1',
  'CP-02/1',
  'CP-01',
  'CP-99/1',
  'main',
  'VAN',
  'now',
  'full',
  'Accepted',
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  word,
  fc.integer({ min: -1, max: 40 }),
  fc.boolean(),
  fc.constant(null),
  fc.constant('2026-01-15T18:30:00Z'),
  fc.constant([]),
  fc.constant({ priority: 3 }),
  fc.constant(['LightIntensity']),
  fc.constant({ key: 'LightIntensity', value: '1' }),
  fc.jsonValue({ maxDepth: 2 }),
);
const kind = fc.constantFrom(
  ...['start', 'stop', 'limit', 'availability', 'unlock', 'reset', 'reserve', 'cancel', 'tokens', 'needs'],
  ...['configuration', 'trigger', 'explode'],
);
const names = ['evse', 'station', 'site', 'circuit', 'token', 'amps', 'durationSeconds', 'operative', 'when', 'until'];
const others = ['needs', 'get', 'set', 'message', 'reservation', 'version', 'update', 'entries', 'transaction', 'x'];
const likely = fc
  .tuple(
    fc.constantFrom('i1', 'i2', 'i3'),
    kind,
    fc.dictionary(fc.constantFrom(...names, ...others), value, { maxKeys: 3 }),
  )
  .map(([id, what, content]) => ({ id, kind: what, ...content }));
const sound = fc.constantFrom(
  { id: 'i1', kind: 'start', evse: 'CP-01/1', token: 'VAN' },
  { id: 'i2', kind: 'unlock', evse: 'CP-02/1' },
  { id: 'i3', kind: 'limit', circuit: 'main', amps: 20 },
  { id: 'i1', kind: 'limit', evse: 'CP-01/1', amps: 8 },
  { id: 'i4', kind: 'configuration', station: 'CP-01', get: ['LightIntensity'] },
);
const command = fc.oneof(likely, sound).map((one) => (until: string) => JSON.stringify({ expiresAt: until, ...one }));
const bytes = fc.oneof(fc.string(), fc.json(), fc.constant(undefined)).map((text) => () => text);
const frame = fc
  .tuple(
    fc.constantFrom(2, 3, 4, 'x'),
    fc.constantFrom('f1', 'f2', 3),
    fc.constantFrom('Reset', 'UnlockConnector', 'GetLog'),
    value,
  )
  .map((parts) => () => JSON.stringify(parts));

type Step = { readonly topic: string; readonly text: (until: string) => string | undefined } | 'restart';
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.oneof(command, bytes).map((text) => ({ topic: 'commands', text })) },
  { weight: 3, arbitrary: fc.oneof(frame, bytes).map((text) => ({ topic: 'stations/CP-01/ocpp/down', text })) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
);

it('any bytes: at most one answer a message, no failure, no second effect for one key', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      let here = commanded({ uplinks: [feedUplink('fleet', 'control', { rawFrames: true })] });
      const taken: string[] = [];
      let seen = 0;
      const look = (): void => {
        for (const fact of here.depot.facts.slice(seen)) if (fact.kind === 'UplinkCommanded') taken.push(fact.key);
        seen = here.depot.facts.length;
      };
      for (const one of steps) {
        if (one === 'restart') {
          look();
          here = here.restart();
          seen = 0;
          here.answers();
          continue;
        }
        here.tells(one.topic, one.text(here.inSeconds(60)));
        here.heard();
        expect(here.answers().length).toBeLessThanOrEqual(1);
        expect(here.depot.failures).toEqual([]);
      }
      look();
      expect(new Set(taken).size).toBe(taken.length);
    }),
    { numRuns: runs },
  );
});
