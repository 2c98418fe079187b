// The least that can stand between a station and its central system: bytes in, bytes out, a connection for a connection.

import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { answerQuestions } from './process.ts';

const upstream = Number(process.argv[2]);
const server = createServer({ noDelay: true }, (south) => {
  const north = connect({ port: upstream, host: '127.0.0.1', noDelay: true });
  south.pipe(north).pipe(south);
  for (const one of [south, north]) one.on('error', () => (south.destroy(), north.destroy()));
});
server.listen(0, '127.0.0.1', () => answerQuestions((server.address() as AddressInfo).port, () => undefined));
