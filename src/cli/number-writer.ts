// Numbers upstream are written back into the site file, so that they survive this computer. After they are durable, never
// before: what the file says must be what the central system knows.

import { writeNumbers } from '../../adapters/config-file/site-edits.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { EvseKey } from '../model/ids.ts';
import type { Core } from './core-asks.ts';
import type { SiteKeeper } from './site-keeper.ts';

export interface NumberWriter {
  /** There may be new numbers. */
  note(): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/** Somebody may be writing the file: it is looked at again after this time, for so many times. */
const againAfterMs = 5000;
const mostTries = 5;

export function createNumberWriter(keeper: SiteKeeper, core: Core, log: Log): NumberWriter {
  let isDue = false;
  let working: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;

  async function work(): Promise<void> {
    while (isDue) {
      isDue = false;
      // The answer waits for the disk, and so do the numbers in it.
      const numbers = (await core({ kind: 'numbers' })) as (readonly [EvseKey, number])[];
      let written = 0;
      const outcome = await keeper.change(({ file }) => {
        const edits = writeNumbers(file, numbers);
        written = edits.length;
        return edits;
      });
      if (!outcome.ok) throw new Error(outcome.problem.detail);
      if (written > 0)
        log.info('BB_NUMBERS_WRITTEN', `The numbers upstream of new EVSEs are written into ${keeper.path}.`);
    }
  }

  function start(tries: number): void {
    working ??= work().then(
      () => {
        working = undefined;
        // It may have come in the very moment in which the last one was done.
        if (isDue) start(mostTries);
      },
      (error: unknown) => {
        working = undefined;
        if (tries > 1) {
          isDue = true;
          retry = setTimeout(() => start(tries - 1), againAfterMs);
          retry.unref();
          return;
        }
        log.warn(
          'BB_NUMBERS_UNWRITTEN',
          `Numbers upstream could not be written into ${keeper.path}: ${(error as Error).message} They are kept in the data directory; back that up, or make the file writable.`,
        );
      },
    );
  }

  return {
    note() {
      isDue = true;
      clearTimeout(retry);
      start(mostTries);
    },
    settled: async () => {
      await working;
      clearTimeout(retry);
    },
  };
}
