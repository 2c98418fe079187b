// A gateway whose loop stands still for a while after it started.

import '../wire/gateway-process.ts';

setTimeout(() => {
  const until = performance.now() + 4000;
  while (performance.now() < until);
}, 500);
