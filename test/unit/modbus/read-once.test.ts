// What `busbar doctor` asks of a device, in front of whatever answers: every point once, nothing written, and an end to it.

import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDevice } from '../../../src/cli/devices.ts';
import { describeExamined, pointViews } from '../../../src/local/doctor-report.ts';
import type { BusResult } from '../../../src/model/bus.ts';
import { mono } from '../../../src/model/time.ts';
import { adviceOn } from '../../../src/modbus/advice.ts';
import type { Driver } from '../../../src/modbus/driver.ts';
import type { Read } from '../../../src/modbus/plan.ts';
import type { ReadOnce } from '../../../src/modbus/read-once.ts';
import { finish, heardOf, newReadOnce, nextOf } from '../../../src/modbus/read-once.ts';

const home = new URL('../../../config/devices/', import.meta.url).pathname;

const drivers = readdirSync(home).map((name): Driver => {
  const loaded = loadDevice(`${home}${name}`);
  if (!loaded.ok) throw new Error(name);
  return loaded.driver;
});
const driverOf = (id: string): Driver => drivers.find((driver) => driver.id === id)!;

/** More than any device has points. */
const mostRequests = 400;

function readWith(driver: Driver, answer: (read: Read) => BusResult): { once: ReadOnce; asked: Read[] } {
  const params = new Map([...driver.params].map(([name, param]) => [name, param.default] as const));
  const once = newReadOnce({ id: 'X', driver, connector: 1, params, lane: 'fast' });
  const asked: Read[] = [];
  for (let read = nextOf(once); read !== undefined && asked.length < mostRequests; read = nextOf(once)) {
    asked.push(read);
    heardOf(once, answer(read), mono(asked.length));
  }
  finish(once, mono(asked.length));
  return { once, asked };
}

const zeros = ({ count }: Read): BusResult => ({ kind: 'words', words: new Array<number>(count).fill(0) });
const lost: BusResult = { kind: 'lost', why: 'timeout', detail: 'no answer' };

/** What anything at the other end may say to the request of this number. */
const anything = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
    { weight: 1, arbitrary: fc.constantFrom('refused', 'lost') },
  ),
  { minLength: 1, maxLength: 40 },
);

describe('each device file, in front of whatever answers', () => {
  it.each(drivers.map((driver) => [driver.id, driver] as const))('%s comes to an end', (_id, driver) => {
    fc.assert(
      fc.property(anything, (said) => {
        let turn = 0;
        const { once, asked } = readWith(driver, ({ count }) => {
          const next = said[(turn += 1) % said.length]!;
          if (next === 'lost') return lost;
          if (next === 'refused') return { kind: 'exception', code: 2 };
          const word = next;
          return { kind: 'words', words: Array.from({ length: count }, (_, at) => (word + at * 7919) & 0xffff) };
        });
        expect(asked.length).toBeLessThan(mostRequests);
        for (const { fn, count } of asked) expect(fn >= 1 && fn <= 4 && count >= 1 && count <= 125).toBe(true);
        const points = pointViews(once.device, once.readings.values());
        expect(() => describeExamined([{ title: 'X', findings: adviceOn(once), points }])).not.toThrow();
      }),
      { numRuns: 8 },
    );
  });

  it.each(drivers.map((driver) => [driver.id, driver] as const))(
    '%s is not asked on where nobody is',
    (_id, driver) => {
      const { once, asked } = readWith(driver, () => lost);
      expect([asked.length <= 3, once.hasAnswered]).toEqual([true, false]);
    },
  );
});

describe('what the readings tell', () => {
  const advice = (id: string, answer: (read: Read) => BusResult) => adviceOn(readWith(driverOf(id), answer).once);

  it('a charger that reads 0 V while nobody charges is a note, a meter that does is wrong', () => {
    const about = (id: string) => advice(id, zeros).find((one) => one.about === 'voltage')?.level;
    expect([about('keba-p30-p40'), about('eastron-sdm630')]).toEqual(['note', 'wrong']);
  });

  it('a block that is refused is asked for point by point, so that the one that is missing has a name', () => {
    const { once } = readWith(driverOf('eastron-sdm630'), (read) =>
      read.address <= 62 && read.address + read.count > 62 ? { kind: 'exception', code: 2 } : zeros(read),
    );
    const refused = [...once.readings.values()].filter(({ outcome }) => outcome.kind === 'exception');
    expect(new Set(refused.map(({ point }) => point))).toEqual(new Set(['power_factor']));
    expect(adviceOn(once)).toContainEqual({
      level: 'note',
      about: 'power_factor',
      text: 'refused with exception 2 (it has no such address), function 4, address 62: it is left out',
    });
  });

  it('a state that the file does not know is wrong, with what the register says', () => {
    const found = advice('webasto-next', ({ count }) => ({ kind: 'words', words: new Array<number>(count).fill(99) }));
    expect(found.find(({ code }) => code === 'BB_MODBUS_STATE')?.text).toMatch(/ = 99\)/);
  });

  it('a device that wants a write first is not blamed for its silence', () => {
    const found = advice('webasto-next', (read) =>
      read.address < 1000 ? { kind: 'exception', code: 4 } : zeros(read),
    );
    expect(driverOf('webasto-next').connection.firstWrite).toBeDefined();
    expect(found.every(({ text }) => !text.includes('undefined'))).toBe(true);
  });

  it('a current that only the device itself sets is to be written into the site file, VAh are no Wh', () => {
    // 10 A as a float where Alfen keeps it, and 1 everywhere else.
    const ones = ({ address, count }: Read): BusResult => ({
      kind: 'words',
      words: Array.from({ length: count }, (_, at) => ({ 1212: 0x4120, 1213: 0 })[address + at] ?? 1),
    });
    const text = (id: string) =>
      advice(id, ones)
        .map(({ text: said, remedy = '' }) => `${said}. ${remedy}`)
        .join('\n');
    expect(text('alfen-ng9xx')).toContain(
      'it falls to 10 A when nobody speaks to it, and the gateway cannot change that. Write fallbackAmps: 10',
    );
    expect(text('vestel-evc04')).toContain('the gateway sets that when it runs');
    expect(text('heidelberg-ec')).toContain('it counts VAh, which is no Wh');
  });

  it('a device without the mark of SunSpec is told so', () => {
    expect(advice('sunspec-meter', zeros)).toMatchObject([{ level: 'wrong', code: 'BB_MODBUS_NO_SUNSPEC' }]);
  });
});
