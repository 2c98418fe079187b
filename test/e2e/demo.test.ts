// `busbar demo`, eight times as fast: its story comes true, and the books are equal.

import { expect, it } from 'vitest';
import { startCommand } from './command.ts';

const story = 'offline authorization, an outage that heals by itself, and in the end equal books';

// What follows from what. Things that happen side by side have no order: a central system that
// is told what waited may be done before or after a van comes to a Modbus station.
const chains = [
  [
    /— The depot opens/,
    /CP-11 {2}a transaction of B05BAF01 starts/,
    /— The central system goes away/,
    /CP-12 {2}a transaction of B05BAF01 starts/,
    /CP-11 {2}the token DEC0DE99 is refused/,
    /— The central system is switched on again/,
    /— The gateway has found the central system again/,
    /— All of it is told/,
    /— The depot closes/,
    /Books: \d+ transactions, equal/,
  ],
  [
    /— The gateway has found the central system again/,
    /OLD-1 {2}Van Tom plugs in/,
    /grid meter \d+ A on L1/,
    /OLD-2 {2}Van Ute leaves/,
    /— The depot closes/,
    /— OLD-1: [\d.]+ Wh by its own meter, \d+ Wh told in 1 transaction\./,
  ],
  [/— The gateway has found the central system again/, /CP-11 {2}the token DEC0DE99 is refused/, /— The depot closes/],
];

it.each(['1.6', '2.0.1'])(`the demo with a central system of %s: ${story}`, async (upstream) => {
  const demo = startCommand(['demo', '--free-ports', '--hurry', '8', '--minutes', '0.45', '--upstream', upstream]);
  expect(await demo.exited).toBe(0);
  const said = demo.said();
  for (const chain of chains) {
    let rest = said;
    for (const next of chain) {
      const found = next.exec(rest);
      expect(found, `${String(next)} in what follows of: ${said}`).not.toBeNull();
      rest = rest.slice(found!.index + found![0].length);
    }
  }
  expect(Number(/Books: (\d+)/.exec(said)![1])).toBeGreaterThanOrEqual(6);
});

it('says which number it wants', async () => {
  const demo = startCommand(['demo', '--free-ports', '--minutes', '0']);
  expect(await demo.exited).toBe(1);
  expect(demo.said()).toContain('Give a number above 0.');
});
