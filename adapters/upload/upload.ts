// Takes a report to where a CSMS wants it, over HTTP. When to try again is the core's decision.

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Door, Send, UploadOutcome } from '../../src/core/ports.ts';

type Upload = Extract<Send, { kind: 'upload' }>;

export interface Uploader {
  upload(upload: Upload): void;
}

const timeoutMs = 60_000;
/** Reports are a few hundred kilobytes at most; whatever made one larger is not worth the link. */
const maxBytes = 8 * 1024 * 1024;

/** `lastLines` are the last lines of the log, without secrets. */
export function createUploader(door: Door, lastLines: () => readonly string[]): Uploader {
  return {
    upload(one) {
      void deliver(one, lastLines()).then((outcome) => door.offer({ kind: 'uploaded', upload: one.upload, outcome }));
    },
  };
}

async function deliver({ location, fileName, report }: Upload, log: readonly string[]): Promise<UploadOutcome> {
  try {
    const body = await promisify(gzip)(JSON.stringify({ ...report, log }));
    if (body.length > maxBytes)
      return { ok: false, reason: `the report has ${body.length} bytes, at most ${maxBytes}` };
    const { url, headers } = targetOf(location, fileName);
    const first = await send('PUT', url, headers, body);
    // Some servers take uploads by POST only.
    const status = first === 404 || first === 405 || first === 501 ? await send('POST', url, headers, body) : first;
    return status >= 200 && status < 300 ? { ok: true } : { ok: false, reason: `the server answered ${status}` };
  } catch (error) {
    return { ok: false, reason: reasonOf(error as Error) };
  }
}

/** A location that ends with `/` is a directory. User and password of the address go into a header. */
function targetOf(location: string, fileName: string): { url: URL; headers: Record<string, string> } {
  const url = new URL(location);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (url.pathname.endsWith('/')) url.pathname += encodeURIComponent(fileName);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    url,
    headers: {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${fileName.replaceAll('"', '')}"`,
      ...(username !== '' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
  };
}

async function send(method: 'PUT' | 'POST', url: URL, headers: Record<string, string>, body: Buffer): Promise<number> {
  const answer = await fetch(url, {
    method,
    headers,
    body: new Uint8Array(body),
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body?.cancel();
  return answer.status;
}

/** `fetch` says "fetch failed" and hides why; neither may show the address, which may hold a password. */
function reasonOf({ name, cause }: Error): string {
  if (name === 'TimeoutError') return `there was no answer within ${timeoutMs / 1000} s`;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? `the place cannot be reached (${code})` : 'the place cannot be reached';
}
