// One opening of a socket or a serial port.

import { connect } from 'node:net';
import { SerialPort } from 'serialport';
import type { WantedLine } from '../../src/model/bus.ts';

export interface Channel {
  write(bytes: Buffer): void;
  /** No event comes after this; resolves when whoever holds the other end can see it. */
  close(): Promise<void>;
}

export interface ChannelEvents {
  opened(): void;
  heard(bytes: Buffer): void;
  /** It could not be opened, or is open no more; in the words of the system. */
  ended(why: string): void;
}

export type Endpoint = WantedLine['endpoint'];

/** Nothing is called before this returns; after `ended` nothing comes. */
export function openChannel(endpoint: Endpoint, events: ChannelEvents): Channel {
  return endpoint.kind === 'rtu' ? openPort(endpoint, events) : openSocket(endpoint, events);
}

function openSocket({ host, port }: Extract<Endpoint, { host: string }>, events: ChannelEvents): Channel {
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let why = 'the device closed the connection';
  let over = false;
  socket.on('connect', () => over || events.opened());
  socket.on('data', (bytes) => over || events.heard(bytes));
  socket.on('error', (error: NodeJS.ErrnoException) => (why = error.code ?? error.message));
  // A device that closes its half answers nothing any more.
  socket.on('end', () => socket.destroy());
  socket.on('close', () => {
    if (!over) events.ended(why);
    over = true;
  });
  return {
    write: (bytes) => void socket.write(bytes),
    close() {
      over = true;
      socket.destroy();
      return closed;
    },
  };
}

function openPort(endpoint: Extract<Endpoint, { kind: 'rtu' }>, events: ChannelEvents): Channel {
  const { path, baud: baudRate, parity, stopBits } = endpoint;
  // Locked: a second process that opens the port hears of it, instead of talking into the answers of the first.
  const port = new SerialPort({ path, baudRate, parity, stopBits, dataBits: 8, autoOpen: false, lock: true });
  let over = false;
  const end = (why: string): void => {
    if (!over) events.ended(why);
    over = true;
  };
  const opened = new Promise<void>((resolve) => {
    port.open((error) => {
      resolve();
      if (error !== null) return end(inWords(error.message));
      // What waited in the driver of the port belongs to nobody here.
      port.flush(() => over || events.opened());
    });
  });
  port.on('data', (bytes: Buffer) => over || events.heard(bytes));
  port.on('error', (error: Error) => end(error.message));
  port.on('close', () => end('the port was closed'));
  return {
    write: (bytes) => void port.write(bytes),
    async close() {
      over = true;
      await opened;
      if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
    },
  };
}

const inWords = (message: string): string =>
  message.includes('Cannot lock port') ? 'another program holds the port, maybe the gateway' : message;
