// A gateway that leaks, fast while there is much room and slowly near the end, so that what watches its heap has
// something to see.

import { getHeapStatistics } from 'node:v8';
import '../wire/gateway-process.ts';

const kept: unknown[] = [];
setInterval(() => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  const objects = used < 0.8 * limit ? 4000 : 60;
  for (let made = 0; made < objects; made += 1) kept.push({ made, text: `${made}${kept.length}` });
}, 5);
