// Following what happens: server-sent events over a real socket, bounded, and told again to who comes back.

import Fastify from 'fastify';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createEventFeed } from '../../src/cli/event-feed.ts';
import { utc } from '../../src/model/time.ts';
import type { EventStream, StreamEvent, StreamLimits } from '../../adapters/http/event-stream.ts';
import { createEventStream } from '../../adapters/http/event-stream.ts';

async function open(limits: StreamLimits = {}, after = 10): Promise<{ stream: EventStream; port: number }> {
  const stream = createEventStream(after, limits);
  const server = Fastify();
  stream.serve(server);
  await server.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    stream.close();
    await server.close();
  });
  return { stream, port: (server.server.address() as { port: number }).port };
}

interface Follower {
  /** Everything that came so far, when it holds this. */
  until(text: string): Promise<string>;
  end(): void;
}

async function follow(port: number, lastEventId?: number): Promise<Follower> {
  const abort = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': `${lastEventId}` };
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events`, { headers, signal: abort.signal });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const reader = answer.body!.getReader();
  const decoder = new TextDecoder();
  let all = '';
  const end = (): void => abort.abort();
  onTestFinished(end);
  return {
    async until(text) {
      while (!all.includes(text)) all += decoder.decode((await reader.read()).value as Uint8Array, { stream: true });
      return all;
    },
    end,
  };
}

const event = (row: number): { row: number; name: string; data: object } => ({
  row,
  name: 'limit',
  data: { amps: row },
});
const idsIn = (text: string): number[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

it('tells events with the row of the journal, and to who comes back what was missed, once', async () => {
  const { stream, port } = await open();
  const first = await follow(port);
  stream.publish([event(11), event(14)]);
  expect(await first.until('"amps":14')).toContain('id: 11\nevent: limit\ndata: {"amps":11}\n\n');
  first.end();
  stream.publish([event(17)]);
  const again = await follow(port, 11);
  stream.publish([event(18)]);
  const text = await again.until('"amps":18');
  expect(idsIn(text)).toEqual([14, 17, 18]);
  expect(text).not.toContain('event: gap');
});

it('tells nothing before the disk has it, each once, and goes on after a full disk', () => {
  const told: number[] = [];
  const stream = {
    ...createEventStream(0),
    publish: (events: readonly StreamEvent[]) => told.push(...events.map(({ row }) => row)),
  };
  const feed = createEventFeed(stream);
  const input = (active: boolean) =>
    ({ kind: 'InputChanged', input: 'dso', action: 'dim', active, happenedAt: utc(0) }) as const;
  feed.take([input(true), undefined, input(false)], 5);
  feed.release(4);
  expect(told).toEqual([]);
  feed.release(6);
  expect(told).toEqual([5]);
  feed.take([input(true)], 8);
  feed.release(8);
  feed.release(9);
  expect(told).toEqual([5, 7, 8]);
});

it('says that there is a gap where it cannot know: after a restart, after too long, and after another journal', async () => {
  const { stream, port } = await open({ kept: 2 }, 10);
  stream.publish([event(11), event(12), event(13)]);
  for (const last of [9, 10, 99]) {
    const text = await (await follow(port, last)).until('event: gap');
    expect(text).toContain(`data: {"after":${last},"through":11}`);
  }
  const whole = await follow(port, 11);
  stream.publish([event(20)]);
  expect(idsIn(await whole.until('"amps":20'))).toEqual([12, 13, 20]);
});

it('refuses one too many, and takes another when one has left', async () => {
  const { stream, port } = await open({ clients: 1 });
  const one = await follow(port);
  const refused = await fetch(`http://127.0.0.1:${port}/api/v1/events`);
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: 'BB_API_EVENTS_FULL' });
  one.end();
  while (stream.clients() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await follow(port);
  expect(stream.clients()).toBe(1);
});

it('closes who reads nothing, and nobody else', async () => {
  const { stream, port } = await open({ unreadBytes: 512 * 1024 });
  const reads = await follow(port);
  const sleeps = connect(port, '127.0.0.1');
  sleeps.pause();
  sleeps.on('error', () => undefined);
  onTestFinished(() => void sleeps.destroy());
  sleeps.write('GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  while (stream.clients() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const large = 'x'.repeat(100 * 1024);
  let row = 100;
  for (; stream.clients() === 2 && row < 2000; row += 1) {
    stream.publish([{ row, name: 'limit', data: { row, large } }]);
    await reads.until(`"row":${row},`);
  }
  expect(stream.clients()).toBe(1);
  expect(row).toBeLessThan(2000);
});
