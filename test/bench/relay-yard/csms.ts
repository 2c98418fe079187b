// A central system in a process of its own: answers every CALL at once, and counts them by the first part of the path.

import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerQuestions } from './process.ts';

const counts = new Map<string, number>();
let transactions = 0;

const server = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  perMessageDeflate: false,
  handleProtocols: (protocols) => [...protocols][0] ?? false,
});
server.on('connection', (socket, { url = '' }) => {
  const path = url.split('/')[1]!;
  const version = socket.protocol;
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as [number, string, string];
    if (frame[0] !== 2) return;
    counts.set(path, (counts.get(path) ?? 0) + 1);
    socket.send(`[3,${JSON.stringify(frame[1])},${answerTo(frame[2], version)}]`);
  });
});

function answerTo(action: string, version: string): string {
  switch (action) {
    case 'BootNotification':
      return `{"status":"Accepted","currentTime":"${new Date().toISOString()}","interval":86400}`;
    case 'Heartbeat':
      return `{"currentTime":"${new Date().toISOString()}"}`;
    case 'StartTransaction':
      return `{"transactionId":${(transactions += 1)},"idTagInfo":{"status":"Accepted"}}`;
    case 'Authorize':
      return version === 'ocpp1.6' ? '{"idTagInfo":{"status":"Accepted"}}' : '{"idTokenInfo":{"status":"Accepted"}}';
    default:
      return '{}';
  }
}

server.on('listening', () => answerQuestions((server.address() as AddressInfo).port, () => Object.fromEntries(counts)));
