// The meters that are asked over HTTP, against a real server that behaves and misbehaves.

import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMeterPolls } from '../../adapters/meter-http/polls.ts';
import { readMeter } from '../../adapters/meter-http/read.ts';
import type { Input } from '../../src/core/ports.ts';
import { until } from '../peers/until.ts';

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/meter`;
}

const body = JSON.stringify({ powerW: 690, amps: [1, '2', 'x'] });
const read = async (listener: RequestListener, timeoutMs = 2000) =>
  readMeter({ meter: 'grid', url: await serve(listener), periodMs: 1000 }, timeoutMs, new AbortController().signal);

describe('one reading', () => {
  it('is what the JSON says', async () => {
    expect(await read((_, answer) => answer.end(body))).toMatchObject({
      ok: true,
      values: { powerW: 690, amps: [1, 2, null] },
    });
  });

  it.each<[string, RequestListener, RegExp]>([
    ['a page', (_, answer) => answer.end('<html>'), /no JSON/],
    ['an error', (_, answer) => answer.writeHead(503).end(body), /status 503/],
    ['a way elsewhere', (_, answer) => answer.writeHead(302, { location: '/other' }).end(), /status 302/],
    ['too much', (_, answer) => answer.end(`{"powerW": 1, "x": "${'x'.repeat(70_000)}"}`), /more than 65536 bytes/],
    ['an end in the middle', (_, answer) => void answer.write('{"pow', () => answer.destroy()), /cannot be reached/],
    ['nothing', () => undefined, /no answer within 0.2 s/],
    ['drops', (_, answer) => void setInterval(() => answer.write(' '), 20).unref(), /no answer within 0.2 s/],
  ])('is none from %s', async (_what, listener, reason) => {
    // Only where no answer is to be seen is it waited for so briefly: a busy computer may take longer to give one.
    const isAnswered = !reason.source.includes('no answer');
    const answer = await read(listener, isAnswered ? 20_000 : 200);
    expect(answer).toMatchObject({ ok: false });
    expect(answer.ok ? '' : answer.reason).toMatch(reason);
  });

  it('is none where nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const gone = { meter: 'grid', url: `http://127.0.0.1:${port}/`, periodMs: 1000 };
    expect(await readMeter(gone, 500, new AbortController().signal)).toEqual({
      ok: false,
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});

describe('the polls', () => {
  it('ask one thing at a time, at the period, and end when they are not wanted', async () => {
    const heard: Input[] = [];
    let atOnce = 0;
    let most = 0;
    const url = await serve((_, answer) => {
      most = Math.max(most, (atOnce += 1));
      setTimeout(() => {
        atOnce -= 1;
        answer.end(body);
      }, 60);
    });
    const polls = createMeterPolls({ offer: (input) => heard.push(input) > 0 });
    onTestFinished(() => polls.close());
    const wanted = [{ meter: 'grid', url, periodMs: 20 }];
    polls.want(wanted);
    polls.want([...wanted]);
    await until(() => heard.length >= 3, 'three readings');
    expect(most).toBe(1);
    expect(heard[0]).toMatchObject({ kind: 'meterValues', meter: 'grid', values: { powerW: 690 } });
    polls.want([]);
    const before = heard.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(heard).toHaveLength(before);
  });
});
