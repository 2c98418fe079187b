// Diagnostics over real HTTP.

import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createUploader } from '../../adapters/upload/upload.ts';
import type { Door, Input, UploadOutcome } from '../../src/core/ports.ts';
import { freePort } from '../peers/free-port.ts';

interface Taken {
  readonly request: IncomingMessage;
  readonly body: Buffer;
}

/** A server that answers these codes one after another. */
async function taking(...codes: number[]): Promise<{ port: number; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      taken.push({ request, body: Buffer.concat(chunks) });
      response.writeHead(codes[taken.length - 1] ?? 500, { location: 'http://elsewhere.example/' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, taken };
}

function upload(location: string): Promise<UploadOutcome> {
  return new Promise((resolve) => {
    const offer = (input: Input): boolean => {
      if (input.kind === 'uploaded') resolve(input.outcome);
      return true;
    };
    const door = { offer } as Door;
    createUploader(door, () => ['a line']).upload({
      kind: 'upload',
      upload: '1',
      location,
      fileName: 'busbar-depot.json.gz',
      report: { site: 'depot' },
    });
  });
}

describe('an upload', () => {
  it('is put into the directory that the location names, with user and password as a header only', async () => {
    const { port, taken } = await taking(201);
    expect(await upload(`http://user:p%40ss@127.0.0.1:${port}/logs/`)).toEqual({ ok: true });
    const [{ request, body } = {} as Taken] = taken;
    expect([request.method, request.url]).toEqual(['PUT', '/logs/busbar-depot.json.gz']);
    expect(request.headers.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
    expect(JSON.parse(gunzipSync(body).toString())).toEqual({ site: 'depot', log: ['a line'] });
  });

  it('is posted where nothing can be put', async () => {
    const { port, taken } = await taking(405, 200);
    expect(await upload(`http://127.0.0.1:${port}/take?ticket=1`)).toEqual({ ok: true });
    expect(taken.map(({ request }) => `${request.method} ${request.url}`)).toEqual([
      'PUT /take?ticket=1',
      'POST /take?ticket=1',
    ]);
  });

  it('fails with a reason that shows no secret: refused, sent elsewhere, or nobody there', async () => {
    const { port } = await taking(507, 302);
    const place = `http://user:secret@127.0.0.1:${port}/`;
    expect(await upload(place)).toEqual({ ok: false, reason: 'the server answered 507' });
    expect(await upload(place)).toEqual({ ok: false, reason: 'the server answered 302' });
    expect(await upload(`http://user:secret@127.0.0.1:${await freePort()}/`)).toEqual({
      ok: false,
      reason: expect.stringMatching(/^the place cannot be reached \(E[A-Z]+\)$/) as string,
    });
    expect(await upload('https://%')).toMatchObject({ ok: false });
  });
});
