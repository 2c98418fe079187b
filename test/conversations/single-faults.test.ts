// P14: after any single fault, together with a step of other load to its worst, every line is within its limit again in time,
// and stays there. P20: the same again, to the letter.

import { describe, expect, it } from 'vitest';
import type { Yard } from './yard.ts';
import { busyYard, offered } from './yard.ts';

const limitAmps = 60;
const worst = 30;

const yardNow = (): Yard =>
  busyYard({ posts: 1, boxes: 2, limitAmps, circuit: { worstCaseBaseAmps: worst, worstStepAmps: 0 } });

interface Fault {
  readonly name: string;
  /** From the fault, and the step, until everything is within its limit. */
  readonly budgetSeconds: number;
  readonly begins: (yard: Yard) => void;
}

const readingSeconds = 4;
const staleSeconds = 8;
/** Of a charger that nobody can tell anything: its watchdog, and the gateway's own share in feeding it. */
const watchdogSeconds = 60;

const faults: readonly Fault[] = [
  { name: 'none but the step', budgetSeconds: readingSeconds, begins: () => undefined },
  {
    name: 'the meter says nothing any more',
    budgetSeconds: staleSeconds,
    begins: (yard) => void (yard.speaks = false),
  },
  { name: 'a station is cut off', budgetSeconds: readingSeconds, begins: ({ posts }) => posts[0]!.drops() },
  {
    name: 'a station boots and has forgotten its limits',
    budgetSeconds: readingSeconds,
    begins: ({ posts }) => {
      posts[0]!.forgets();
      posts[0]!.drops();
      posts[0]!.connects().boots();
    },
  },
  {
    name: 'a charger on Modbus does not answer',
    budgetSeconds: watchdogSeconds,
    begins: ({ boxes }) => void (boxes[0]!.isSilent = true),
  },
  {
    name: 'a charger on Modbus is busy for every write',
    budgetSeconds: watchdogSeconds,
    begins: ({ boxes }) => void (boxes[0]!.refuses = ({ kind }) => kind === 'write'),
  },
  {
    name: 'a charger on Modbus begins anew',
    budgetSeconds: readingSeconds,
    begins: ({ boxes }) => boxes[0]!.reboot(),
  },
  {
    name: 'the gateway begins anew',
    budgetSeconds: staleSeconds,
    begins: (yard) => {
      yard.restarts();
      for (const post of yard.posts) post.connects().boots();
    },
  },
  {
    name: 'the disk takes nothing',
    budgetSeconds: readingSeconds,
    begins: ({ harness }) => void (harness().promptDisk = false),
  },
];

describe('P14 a step of other load to its worst, and', () => {
  it.each(faults)('$name', ({ begins, budgetSeconds }) => {
    const yard = yardNow();
    // Room that is there only as long as other load is low is given away.
    expect(offered(yard) + yard.may(0)).toBeGreaterThan(limitAmps - worst + 10);
    begins(yard);
    yard.base = [worst, worst, worst];
    let seconds = 0;
    const late: string[] = [];
    yard.each = () => {
      seconds += 1;
      const most = Math.max(...yard.mayFlow());
      if (seconds > budgetSeconds && most > limitAmps + 1e-6) late.push(`${most} A after ${seconds} s`);
    };
    yard.passes(budgetSeconds + 60);
    expect(late).toEqual([]);
    // A gateway that waits for its disk has nothing to say that is not durable.
    expect(yard.harness().failures).toEqual([]);
  });
});

it('P20 the same inputs give the same facts and orders', () => {
  const run = (): readonly [string, string] => {
    const yard = yardNow();
    for (const { begins } of faults.slice(0, -1)) {
      begins(yard);
      yard.base = [yard.base[1], 5, yard.base[0] + 3];
      yard.passes(15);
    }
    return [
      JSON.stringify(yard.harness().facts),
      JSON.stringify([yard.posts.map((post) => post.told()), yard.boxes.map(({ wh, limitAmps: told }) => [wh, told])]),
    ];
  };
  expect(run()).toEqual(run());
});
