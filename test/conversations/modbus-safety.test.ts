// What may reach a charger without OCPP, whatever happens to limits, vehicles, answers, connections, the disk and the process.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openOnes } from '../../src/site/transaction.ts';
import { told } from './modbus-scene.ts';
import type { Action } from './modbus-world.ts';
import { act, anyAction, heal, newWorld, onWritten } from './modbus-world.ts';

const plug = (at: number): Action => ({ kind: 'plug', box: at });
const unplug = (at: number): Action => ({ kind: 'unplug', box: at });
const wait = (seconds: number): Action => ({ kind: 'wait', seconds });
const slowDisk: Action = { kind: 'slowDisk' };
const promptDisk: Action = { kind: 'promptDisk' };

/** Ways in which it once went wrong, or would. */
const known: [Action[]][] = [
  // A charger whose limit nobody can read forgets it while its connection stays.
  [[plug(0), wait(12), { kind: 'reboot', box: 0 }]],
  // A raise that waits for the disk, and a pause by another register.
  [[slowDisk, plug(0), wait(1), unplug(0), wait(5), promptDisk]],
  // The same of the limit that it is told after connecting.
  [[plug(0), wait(12), slowDisk, plug(1), wait(5), { kind: 'reconnect' }, wait(5), unplug(0), wait(5), promptDisk]],
  [
    [
      plug(0),
      { kind: 'limit', amps: 6 },
      wait(12),
      { kind: 'answer', box: 0, with: 'busy' },
      { kind: 'limit', amps: 60 },
      wait(12),
    ],
  ],
];

const runs = Number(process.env['RUNS'] ?? 6);

describe('a charger without OCPP, whatever happens', () => {
  it('is told only what is durable and counted, 0 or at least 6 A, in order, and released only for an accepted transaction', () => {
    fc.assert(
      fc.property(fc.array(anyAction, { minLength: 1, maxLength: 40 }), (actions) => {
        const world = newWorld();
        const { scene, faults } = world;
        let seen = scene.bus.written.length;
        const watch = (): void => {
          for (; seen < scene.bus.written.length; seen += 1) onWritten(world, scene.bus.written[seen]!.request);
        };
        scene.bus.onWritten = watch;
        for (const action of actions) {
          act(world, action);
          if (faults.length > 0) break;
        }
        expect(faults).toEqual([]);
        heal(world);
        expect(faults).toEqual([]);
        expect(scene.harness().failures).toEqual([]);
        // What was plugged in charges, and each transaction is told once.
        expect(world.boxes.map((one) => one.offer(scene.now()))).toEqual([16, 16, 16, 16]);
        const open = [...scene.harness().gateway.state.ledger.stations.values()].flatMap((part) =>
          openOnes(part.transactions),
        );
        expect(open).toHaveLength(4);
        const numbers = told(scene, 'StopTransaction').map((one) => one['transactionId']);
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
      { numRuns: runs, examples: known, interruptAfterTimeLimit: 400_000 },
    );
  });
});
