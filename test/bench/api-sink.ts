// What dashboards and a flood meet that is no gateway: answers what the gateway would answer, and holds what it would hold, with
// nothing behind it. In a process of its own.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = 'x'.repeat(60_000);
const perSecond = 60;
const heldMs = 1000;
let left = perSecond;
setInterval(() => (left = perSecond), 1000).unref();

const server = createServer((request, response) => {
  if (request.url?.includes('/events') === true) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(`data: ${body.slice(0, 5000)}\n\n`), 1000);
    response.on('close', () => clearInterval(timer));
    return;
  }
  left -= 1;
  if (left >= 0) return void response.end(body);
  setTimeout(() => response.writeHead(429).end(), heldMs);
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
