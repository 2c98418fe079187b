import { expect, it } from 'vitest';
import { fieldStation } from '../conversations/field.ts';
import { createChance } from '../sim/schedule.ts';
import { costOf, fuzzed, fuzzFrames, longFrames, mostMs } from './fuzz-frames.ts';
import { openDoor, talk } from './station-door.ts';

it('F070 100 000 frames that are nearly right: each is read, none throws, none hangs', () => {
  const { kinds, taken, mended, slowestMs, slowest } = fuzzFrames(100_000, 70);
  for (const count of Object.values(kinds)) expect(count).toBeGreaterThan(100);
  expect(taken).toBeGreaterThan(500);
  expect(mended).toBeGreaterThan(100);
  expect(slowestMs, slowest).toBeLessThan(mostMs);
});

it('F070 a frame that is as long as may be costs no more, whatever repeats in it', () => {
  for (const text of longFrames) expect(costOf(text), text.slice(0, 120)).toBeLessThan(mostMs);
});

it('F070 5 000 of them through the core: it answers CALLs only, within the schema, and never repeats what they said', () => {
  const station = fieldStation();
  const { depot, link } = station;
  const chance = createChance(71);
  for (let count = 0; count < 5000; count += 1) {
    depot.writes(link, fuzzed(chance));
    // So that it reads on: few may be in hand at once.
    if (count % 50 === 0) depot.sleep(1000);
  }
  depot.sleep(3000);
  const errors = depot.hears(link).filter(([type]) => type === 4);
  expect(errors.length).toBeGreaterThan(1000);
  for (const [, , code, description] of errors) {
    expect(code).toMatch(/^[A-Z][A-Za-z]+(Error|Violation|Implemented|Supported)$/);
    expect(description).not.toMatch(/ud800|e400|__proto__|\u0000/);
  }
  expect(depot.failures).toEqual([]);
  expect(depot.gateway.state.counters.get('stumbles')).toBeUndefined();
  expect(depot.gateway.state.quarantined.size).toBe(0);
});

it.each([
  ['no array', '{}', undefined],
  ['no JSON', '[2,"x","Heartbeat",{', [4, 'x', 'FormationViolation']],
  ['too long', '[2,"x","Heartbeat",{},{}]', [4, 'x', 'FormationViolation']],
  ['no action', '[2,"x"]', [4, 'x', 'FormationViolation']],
  ['an unknown action', '[2,"x","Nonsense",{}]', [4, 'x', 'NotImplemented']],
  ['an action of the other side', '[2,"x","ClearCache",{}]', [4, 'x', 'NotSupported']],
  ['type 7', '[7,"x","Heartbeat",{}]', undefined],
  ['type 6', '[6,"x","Heartbeat",{}]', undefined],
  ['an empty id', '[2,"","Heartbeat",{}]', undefined],
  ['an id of null', '[2,null,"Heartbeat",{}]', undefined],
])('F070 %s: %s', async (_, text, expected) => {
  const door = await openDoor();
  const station = await talk(door);
  station.socket.send(text);
  await station.ask('[2,"h","Heartbeat",{}]', 'h');
  const answers = station.heard.filter(([, id]) => id !== 'boot' && id !== 'h');
  expect(answers.map((answer) => answer.slice(0, 3))).toEqual(expected === undefined ? [] : [expected]);
});
