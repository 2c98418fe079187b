// A gateway that leaks, fast while there is much room. Near the end it leaks little from one turn of the loop to the next,
// so that whatever watches its heap gets its turn in time, however slow the machine is.

import { getHeapStatistics } from 'node:v8';
import '../wire/gateway-process.ts';

const kept: number[][] = [];

/** Keeps 20 kB, and needs no larger piece at once for it. */
const leak = (): void => void kept.push(Array.from({ length: 2500 }, (_, at) => at + 0.5));

setInterval(() => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  const times = used < 0.7 * limit ? 20 : 1;
  for (let done = 0; done < times; done += 1) leak();
}, 5);
