import { expect, onTestFinished } from 'vitest';
import type { Find } from './judged.ts';

const mostFaults = 20;

/** Whatever is found until the end of this test fails it. */
export function failsTest(): Find {
  const faults: string[] = [];
  onTestFinished(() => expect(faults, 'frames of the gateway').toEqual([]));
  return (fault) => void (faults.length < mostFaults && faults.push(fault));
}
