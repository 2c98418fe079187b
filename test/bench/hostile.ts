// One station that does everything wrong, in a process of its own: floods, frames too large and too deep, pipelines of CALLs,
// answers that it does not read, its own identity twice. Does what it is told to whom it is told, and tells how much it managed.

import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { mulberry32 } from './random.ts';

const [id, seed] = [process.argv[2] ?? '', Number(process.argv[3])];
const random = mulberry32(seed);
let port = 0;
const url = (): string => `ws://127.0.0.1:${port}/${id}`;
const boot = '[2,"b","BootNotification",{"chargePointVendor":"Evil","chargePointModel":"Evil"}]';
let sent = 0;
let closed = 0;

/** So much is done in each turn: more than any station, and what one process can keep up beside those that are measured. */
const burst = 200;
const everyMs = 20;
const turnMs = 1200;
/** And comes again after this: before that, the one that is still there would keep it out. */
const awayMs = 600;
/** So seldom does it come as itself a second time: the door would not let it in at all any more. */
const pingPongShare = 0.01;

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const large = 'x'.repeat(300 * 1024);
const start = (at: number): string =>
  `[2,"s${at}","StartTransaction",{"connectorId":1,"idTag":"EVIL","meterStart":0,"timestamp":"2026-01-15T18:00:00Z"}]`;
const values = (at: number): string =>
  `[2,"v${at}","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-15T18:00:00Z","sampledValue":[{"value":"${at}"}]}]}]`;

type Deed = (socket: WebSocket) => void;
const times =
  (many: number, say: (at: number) => string): Deed =>
  (socket) => {
    for (let at = 0; at < many; at += 1) socket.send(say((sent += 1)));
  };
const kinds: Readonly<Record<string, Deed>> = {
  heartbeats: times(burst, (at) => `[2,"h${at}","Heartbeat",{}]`),
  values: times(burst, values),
  starts: times(burst, start),
  transfers: times(burst, (at) => `[2,"d${at}","DataTransfer",{"vendorId":"${'y'.repeat(200)}"}]`),
  noCalls: times(burst, () => '{"not":"a call"}'),
  large: times(3, (at) => `[2,"o${at}","DataTransfer",{"vendorId":"v","data":"${large}"}]`),
  deep: times(3, () => deep),
  // It goes on asking and reads nothing more.
  unread: (socket) => {
    socket.pause();
    times(burst, (at) => `[2,"p${at}","GetNothing",{}]`)(socket);
  },
  pingPong,
  halfHandshakes,
};
/** Comes as itself again and again while it is there. */
function pingPong(): void {
  if (random() > pingPongShare) return;
  const other = new WebSocket(url(), 'ocpp1.6');
  other.on('error', () => undefined).on('open', () => setTimeout(() => other.terminate(), 50));
}

/** Connections that say half of what it takes. */
function halfHandshakes(): void {
  for (let at = 0; at < 5; at += 1) {
    const socket = connect(port, '127.0.0.1', () => socket.write(`GET /${id} HTTP/1.1\r\nHost: x\r\n`));
    socket.on('error', () => undefined);
    setTimeout(() => socket.destroy(), turnMs * 3);
  }
}

/** What ends this turn. */
function turn(deed: Deed, begun: () => void): () => void {
  const socket = new WebSocket(url(), 'ocpp1.6', { perMessageDeflate: false });
  let timer: NodeJS.Timeout | undefined;
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    const [type, message] = JSON.parse(data.toString()) as [number, string];
    // The answer to a CALL that nobody made, and one that was made wrongly.
    if (type === 2) socket.send(`[3,"${message}",{"status":"${'z'.repeat(100)}"}]`);
  });
  socket.on('close', () => (closed += 1));
  socket.on('open', () => {
    socket.send(boot);
    begun();
    timer = setInterval(() => {
      // What the gateway does not read stays here.
      if (socket.readyState === socket.OPEN && socket.bufferedAmount < 4e6) deed(socket);
    }, everyMs);
  });
  return () => {
    clearInterval(timer);
    socket.terminate();
  };
}

/** One turn after the other until the end is told. */
function attack(kind: string): () => void {
  let end = (): void => undefined;
  let next: NodeJS.Timeout | undefined;
  const begin = (): void => {
    end = turn(kinds[kind]!, () => process.send!('in'));
    next = setTimeout(() => {
      end();
      next = setTimeout(begin, awayMs);
    }, turnMs);
  };
  begin();
  return () => {
    clearTimeout(next);
    end();
  };
}

let end = (): void => undefined;
process.on('message', (order: 'end' | { readonly port: number; readonly kind: string }) => {
  end();
  if (order === 'end') return process.send!({ sent, closed });
  [port, sent, closed] = [order.port, 0, 0];
  end = attack(order.kind);
  return undefined;
});
process.on('disconnect', () => process.exit(0));
process.send!(Object.keys(kinds));
