// The local cache for firmware: its folder, and the server that stations fetch from. Without a listener for files there is none.

import { join } from 'node:path';
import type { FirmwareListener } from '../../adapters/firmware/listener.ts';
import { createFirmwareListener } from '../../adapters/firmware/listener.ts';
import type { FirmwareStore } from '../../adapters/firmware/store.ts';
import { openFirmwareStore } from '../../adapters/firmware/store.ts';
import type { Door, Send } from '../core/ports.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';

export interface Firmware {
  send(send: Extract<Send, { kind: 'fetchFile' | 'dropFile' }>): void;
  /** Resolves with the port; undefined where nothing is served. */
  listen(): Promise<number | undefined>;
  stop(): Promise<void>;
}

export function createFirmware({ files, data }: GatewayConfig, door: Pick<Door, 'offer'>): Firmware {
  if (files === undefined) return none;
  const store = openFirmwareStore(join(data.dir, 'firmware'));
  const listener = createFirmwareListener(files, store);
  return {
    send: (send) => carry(send, store, door),
    listen: () => open(listener, store, door),
    stop: listener.stop,
  };
}

/** The core gives no such order where no address was told to it. */
const none: Firmware = {
  send: () => undefined,
  listen: () => Promise.resolve(undefined),
  stop: () => Promise.resolve(),
};

function carry(send: Parameters<Firmware['send']>[0], store: FirmwareStore, door: Pick<Door, 'offer'>): void {
  if (send.kind === 'dropFile') return store.drop(send.checksum);
  const { job, location, checksum } = send;
  void store.fetch(location, checksum).then((outcome) => door.offer({ kind: 'fetched', job, outcome }));
}

async function open(listener: FirmwareListener, store: FirmwareStore, door: Pick<Door, 'offer'>): Promise<number> {
  const { port, addresses } = await listener.listen();
  door.offer({ kind: 'files', addresses, held: store.held() });
  return port;
}
