// Archives as tar reads them (POSIX ustar): written and read in one pass, whatever their size.

import { createReadStream } from 'node:fs';

export interface TarEntry {
  /** With slashes; at most 100 letters, or 255 with a slash where they can be parted. */
  readonly name: string;
  readonly size: number;
  readonly content: { readonly bytes: Uint8Array } | { readonly path: string };
  readonly mode?: number;
  readonly at?: Date;
}

const block = 512;
const largestSize = 8 ** 11 - 1;

/** The bytes of an archive. Throws where a file is shorter than it was said to be, or a name does not fit. */
export async function* tarOf(entries: Iterable<TarEntry> | AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield headerOf(entry);
    let left = entry.size;
    for await (const bytes of contentOf(entry)) {
      left -= bytes.length;
      yield bytes;
    }
    if (left !== 0) throw new Error(`${entry.name} changed while it was read`);
    yield Buffer.alloc((block - (entry.size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}

async function* contentOf({ size, content }: TarEntry): AsyncGenerator<Uint8Array> {
  if ('bytes' in content) yield content.bytes;
  else if (size > 0) yield* createReadStream(content.path, { end: size - 1 }) as AsyncIterable<Uint8Array>;
}

function headerOf({ name, size, mode = 0o600, at = new Date() }: TarEntry): Buffer {
  const [prefix, rest] = partsOf(name);
  if (size > largestSize) throw new Error(`${name} is too large for an archive`);
  const header = Buffer.alloc(block);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(rest, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(Math.floor(at.getTime() / 1000), 11), 136);
  header.write('        0', 148);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return header;
}

function partsOf(name: string): readonly [string, string] {
  if (Buffer.byteLength(name) <= 100) return ['', name];
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1))
    if (Buffer.byteLength(name.slice(0, at)) <= 155 && Buffer.byteLength(name.slice(at + 1)) <= 100)
      return [name.slice(0, at), name.slice(at + 1)];
  throw new Error(`the name ${name.slice(0, 60)}… is too long for an archive`);
}

export interface TarPart {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
}

/**
 * Reads an archive: `begin` says for each file where its bytes go, in turn. Throws where it is no archive, or ends too early.
 * Names are as they are written: whoever takes them looks whether they lead out of a folder.
 */
export async function readTar(
  source: AsyncIterable<Uint8Array>,
  begin: (part: TarPart) => { take(bytes: Uint8Array): void; end(): void },
): Promise<void> {
  let kept: Buffer = Buffer.alloc(0);
  let left = 0;
  let padding = 0;
  let isOver = false;
  let open: ReturnType<typeof begin> | undefined;
  const finish = (): void => {
    open?.end();
    open = undefined;
  };
  for await (const chunk of source) {
    if (isOver) continue;
    kept = kept.length === 0 ? Buffer.from(chunk) : Buffer.concat([kept, chunk]);
    for (;;) {
      if (open !== undefined && left > 0) {
        const bytes = kept.subarray(0, left);
        if (bytes.length === 0) break;
        open.take(bytes);
        left -= bytes.length;
        kept = kept.subarray(bytes.length);
        continue;
      }
      if (open !== undefined) finish();
      if (kept.length < padding) break;
      kept = kept.subarray(padding);
      padding = 0;
      if (kept.length < block) break;
      const header = kept.subarray(0, block);
      kept = kept.subarray(block);
      if (header.every((byte) => byte === 0)) {
        isOver = true;
        break;
      }
      const part = partOf(header);
      left = part.size;
      padding = (block - (part.size % block)) % block;
      open = begin(part);
    }
  }
  finish();
  if (!isOver || left > 0) throw new Error('the archive ends too early');
}

function partOf(header: Buffer): TarPart {
  const text = (from: number, length: number): string =>
    header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  const number = (from: number, length: number): number => parseInt(text(from, length).trim(), 8);
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (number(148, 8) !== sum) throw new Error('this is no archive, or it is damaged');
  const prefix = text(345, 155);
  const name = text(0, 100);
  return { name: prefix === '' ? name : `${prefix}/${name}`, size: number(124, 12), mode: number(100, 8) };
}
