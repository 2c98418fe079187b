// The first word of a TLS client, written by hand: any version and any suites, also those that no library says any more.

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

export const versions = { ssl3: 0x0300, tls10: 0x0301, tls11: 0x0302, tls12: 0x0303 } as const;

/** What a server makes of it: the version and suite that it picks, or the number of its alert; `closed` without a word. */
export type Answer = { readonly version: number; readonly suite: number } | { readonly alert: number } | 'closed';

const u8 = (value: number): Buffer => Buffer.from([value]);
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const with16 = (body: Buffer): Buffer => Buffer.concat([u16(body.length), body]);
const extension = (kind: number, body: Buffer): Buffer => Buffer.concat([u16(kind), with16(body)]);

/** P-256, P-384, x25519; every signature of RSA and ECDSA, the old ones too. */
const groups = [0x0017, 0x0018, 0x001d];
const signatures = [0x0401, 0x0403, 0x0501, 0x0503, 0x0601, 0x0603, 0x0804, 0x0805, 0x0806, 0x0201, 0x0203];

/** In records of at most 16 KiB, as many as it needs. */
function helloOf(version: number, suites: readonly number[], compressions: readonly number[]): Buffer {
  const extensions = Buffer.concat([
    extension(0x000a, with16(Buffer.concat(groups.map(u16)))),
    extension(0x000b, Buffer.from([1, 0])),
    ...(version >= versions.tls12 ? [extension(0x000d, with16(Buffer.concat(signatures.map(u16))))] : []),
    extension(0xff01, u8(0)),
  ]);
  const body = Buffer.concat([
    u16(version),
    randomBytes(32),
    u8(0),
    with16(Buffer.concat(suites.map(u16))),
    u8(compressions.length),
    Buffer.from(compressions),
    with16(extensions),
  ]);
  const message = Buffer.concat([u8(1), u8(body.length >> 16), u16(body.length & 0xffff), body]);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += 16_384) {
    const part = message.subarray(at, at + 16_384);
    records.push(u8(22), u16(Math.min(version, versions.tls10)), with16(part));
  }
  return Buffer.concat(records);
}

export function sayHello(
  port: number,
  version: number,
  suites: readonly number[],
  compressions: readonly number[] = [0],
): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(helloOf(version, suites, compressions));
  let heard = Buffer.alloc(0);
  return new Promise((resolve) => {
    const end = (answer: Answer): void => {
      resolve(answer);
      socket.destroy();
    };
    socket.on('data', (data: Buffer) => {
      heard = Buffer.concat([heard, data]);
      // type, version (2), length (2); a ServerHello: type, length (3), version (2), random (32), session (1 + n), suite (2)
      if (heard.length < 7) return;
      if (heard[0] === 21) return end({ alert: heard[6]! });
      if (heard.length < 44 || heard.length < 46 + heard[43]!) return;
      end({ version: heard.readUInt16BE(9), suite: heard.readUInt16BE(44 + heard[43]!) });
    });
    socket.on('close', () => end('closed'));
    socket.on('error', () => end('closed'));
  });
}

/** Two numbers among suites are no suites: of renegotiation, and of a client that tries again with less. */
const signals = [0x00ff, 0x5600];
/** What fits into one message that a server reads. */
const atOnce = 16_000;

/** Every suite that a server takes at a version, as it picks them, of all 65,536 that there can be. */
export async function suitesTaken(port: number, version: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let from = 0; from < 65_536; from += atOnce) {
    const left = Array.from({ length: Math.min(atOnce, 65_536 - from) }, (_, at) => from + at).filter(
      (one) => !signals.includes(one),
    );
    for (;;) {
      const answer = await sayHello(
        port,
        version,
        left.filter((one) => !taken.includes(one)),
      );
      if (answer === 'closed' || 'alert' in answer) break;
      taken.push(answer.suite);
    }
  }
  return taken.toSorted((a, b) => a - b);
}
