// What an attack meets that is no gateway: takes whoever comes and reads as slowly as the gateway reads one that floods, so
// that the attacker has the same to do; what it is told it forgets. In a process of its own.

import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const everyMs = 40;
const maxPayload = 256 * 1024;

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, maxPayload });
server.on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', () => {
    socket.pause();
    setTimeout(() => socket.resume(), everyMs);
  });
});
server.on('listening', () => process.send!((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
