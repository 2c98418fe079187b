// Firmware that is offered to stations: one file each, by the name of its MD5. What is half fetched has another name.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchOutcome } from '../../src/core/ports.ts';

export interface FirmwareStore {
  /** Checksums of what lies here. */
  readonly held: () => string[];
  /** Fetches a file, unless its checksum is another or it is too large. Nothing is thrown. */
  fetch(location: string, checksum: string): Promise<FetchOutcome>;
  drop(checksum: string): void;
  /** Undefined where there is none of that name. The reader closes it. */
  open(checksum: string): Promise<FileHandle | undefined>;
}

/** Chargers have small computers; what is larger than this is no firmware of one. */
const mostBytes = 256 * 1024 * 1024;
const timeoutMs = 30 * 60_000;

const isChecksum = (name: string): boolean => /^[0-9a-f]{32}$/.test(name);

export function openFirmwareStore(dir: string, limits: { readonly mostBytes?: number } = {}): FirmwareStore {
  mkdirSync(dir, { recursive: true });
  for (const name of readdirSync(dir)) if (!isChecksum(name)) rmSync(join(dir, name), { force: true, recursive: true });
  return {
    held: () => readdirSync(dir).filter(isChecksum),
    fetch: (location, checksum) => fetchInto(dir, location, checksum, limits.mostBytes ?? mostBytes),
    drop: (checksum) => void (isChecksum(checksum) && rmSync(join(dir, checksum), { force: true })),
    open: (checksum) =>
      isChecksum(checksum) ? open(join(dir, checksum), 'r').catch(() => undefined) : Promise.resolve(undefined),
  };
}

async function fetchInto(dir: string, location: string, checksum: string, most: number): Promise<FetchOutcome> {
  if (!isChecksum(checksum)) return failed(`"${checksum.slice(0, 40)}" is no MD5`);
  const part = join(dir, `${checksum}.part`);
  try {
    const response = await ask(location);
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return failed(`the server answered ${response.status}`);
    }
    const file = await open(part, 'w', 0o600);
    try {
      const { bytes, md5 } = await take(response.body, file, most);
      if (bytes > most) return failed(`it has more than ${most} bytes`);
      if (md5 !== checksum)
        return { ok: false, isWrong: true, reason: `its checksum is ${md5}, and ${checksum} was named` };
      await file.sync();
      await rename(part, join(dir, checksum));
      return { ok: true, bytes };
    } finally {
      await file.close();
    }
  } catch (error) {
    return failed(reasonOf(error as Error));
  } finally {
    await rm(part, { force: true }).catch(() => undefined);
  }
}

const failed = (reason: string): FetchOutcome => ({ ok: false, isWrong: false, reason });

/** User and password of the address go into a header. */
function ask(location: string): Promise<Response> {
  const url = new URL(location);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const isNamed = url.username !== '';
  url.username = '';
  url.password = '';
  return fetch(url, {
    headers: isNamed ? { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } : {},
    signal: AbortSignal.timeout(timeoutMs),
  });
}

/** No more than one byte too many is looked at. */
async function take(
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  most: number,
): Promise<{ bytes: number; md5: string }> {
  const hash = createHash('md5');
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > most) break;
    hash.update(chunk);
    await file.write(chunk);
  }
  return { bytes, md5: hash.digest('hex') };
}

/** `fetch` says "fetch failed" and hides why; neither may show the address, which may hold a password. */
function reasonOf({ name, cause, ...error }: Error): string {
  if (name === 'TimeoutError') return `it did not come within ${timeoutMs / 60_000} minutes`;
  const code = (cause as { code?: unknown } | undefined)?.code ?? (error as { code?: unknown }).code;
  return typeof code === 'string' ? `it cannot be fetched (${code})` : 'it cannot be fetched';
}
