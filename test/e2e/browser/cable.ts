// A cable between a browser and the gateway. Cut, it is silent: no connection ends, and none gets through.

import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface Cable {
  readonly url: string;
  cut(): void;
  mend(): void;
  close(): void;
}

export async function plugCable(target: number): Promise<Cable> {
  const ends = new Set<Socket>();
  let isCut = false;
  const join = (near: Socket): void => {
    const far = connect(target, '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.on('data', (data: Buffer) => void other.write(data));
      end.on('error', () => end.destroy());
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
      if (isCut) end.pause();
    }
  };
  const server = createServer(join);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      for (const end of ends) end.pause();
    },
    mend() {
      isCut = false;
      for (const end of ends) end.resume();
    },
    close() {
      for (const end of ends) end.destroy();
      server.close();
    },
  };
}
