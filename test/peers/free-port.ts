import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/** Below what the kernel gives to whoever asks for any port: in between, no other test is given this one. */
const range = [10_000, 32_000] as const;

/** A port that nobody listens on, for something that listens there later. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...range);
    if (await isFree(port)) return port;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
