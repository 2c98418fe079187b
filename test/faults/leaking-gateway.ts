// A gateway that leaks, so that what watches its heap has something to see.

import '../wire/gateway-process.ts';

const kept: unknown[] = [];
setInterval(() => {
  for (let made = 0; made < 4000; made += 1) kept.push({ made, text: `${made}${kept.length}` });
}, 5);
