// The trace: what was said on the wire, bounded, without secrets, kept over a restart, and read over the API.

import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redacted } from '../../src/model/frame-secrets.ts';
import { createTrace } from '../../adapters/trace/trace.ts';
import type { TraceRecord } from '../../src/core/ports/trace.ts';
import type { TraceView } from '../../src/local/trace-view.ts';
import { now, follow, openViews } from './views-here.ts';
import { tempDir } from '../peers/temp-dir.ts';

function newDir(): string {
  const dir = tempDir('trace');
  return join(dir, 'trace');
}

async function all(trace: ReturnType<typeof createTrace>, of: string, before?: number): Promise<TraceRecord[]> {
  const found: TraceRecord[] = [];
  for await (const batch of trace.look(of, before)) found.push(...batch);
  return found;
}

const texts = (records: readonly TraceRecord[]): string[] => records.map(({ text }) => text);

describe('the trace', () => {
  it('has the newest first, in memory and then on disk, each once, and over a restart', async () => {
    const dir = newDir();
    const trace = createTrace(dir, 7, { memoryBytes: 800, segmentBytes: 300, fileBytes: 400 });
    const write = trace.open('CP-1', '1.6')!;
    const other = trace.open('CP-11', '2.1')!;
    for (let at = 1; at <= 40; at += 1) {
      write(at % 2 === 0 ? 'out' : 'in', `[2,"${at}","Heartbeat",\n{}]`);
      other('in', `of the other ${at}`);
      if (at % 10 === 0) await all(trace, 'CP-1');
    }
    const found = await all(trace, 'CP-1');
    expect(found.map(({ text }) => Number(/"(\d+)"/.exec(text)![1]))).toEqual(
      Array.from({ length: 40 }, (_, at) => 40 - at),
    );
    expect(found[0]).toMatchObject({ direction: 'out', version: '1.6', isNote: false });
    expect(new Set(found.map(({ n }) => n)).size).toBe(40);
    expect(await all(trace, 'CP-1', found[9]!.n)).toEqual(found.slice(10));
    expect(await all(trace, 'CP-1', found[1]!.n)).toEqual(found.slice(2));
    await trace.close();
    const again = createTrace(dir, 7, { memoryBytes: 800, segmentBytes: 300, fileBytes: 400 });
    again.open('CP-1', '1.6')!('in', 'It has connected.', undefined, true);
    const after = await all(again, 'CP-1');
    expect(texts(after)[0]).toBe('It has connected.');
    expect(after.slice(1).map(({ n, at }) => [n, at])).toEqual(found.map(({ n, at }) => [n, at]));
    await again.close();
  });

  it('in a flood the newest is in memory, in order and as it was, and the disk is not worn out for it', async () => {
    const dir = newDir();
    const trace = createTrace(dir, 7);
    const write = trace.open('CP-1', '1.6')!;
    const filler = 'x'.repeat(1000);
    // Twice what memory takes: its pieces are filled anew.
    for (let at = 0; at < 32_000; at += 1) write('in', `[2,"${at}","MeterValues",{"a":"${filler}"}]`);
    await trace.close();
    const files = readdirSync(dir).map((name) => statSync(join(dir, name)).size);
    expect(files.reduce((sum, one) => sum + one, 0)).toBeLessThan(1_000_000);
    const found = (await all(trace, 'CP-1')).map(({ text }) => Number(/^\[2,"(\d+)","MeterValues",/.exec(text)?.[1]));
    const recent = found.filter((one) => one > 20_000);
    expect(recent).toEqual(Array.from({ length: recent.length }, (_, at) => 31_999 - at));
    expect(recent.length).toBeGreaterThan(10_000);
    expect(new Set(found).size).toBe(found.length);
  });

  it('takes no more room than it may: in memory by peer and in all, on disk by bytes and days', async () => {
    const dir = newDir();
    const trace = createTrace(dir, 1, { memoryBytes: 2000, segmentBytes: 500, fileBytes: 1000, bytes: 5000 });
    for (let peer = 0; peer < 8; peer += 1) {
      const write = trace.open(`CP-${peer}`, '1.6')!;
      for (let at = 0; at < 20; at += 1) write('in', `${'x'.repeat(100)}${at}`);
      await all(trace, `CP-${peer}`);
    }
    const sizes = readdirSync(dir).map((name) => statSync(join(dir, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(9000);
    writeFileSync(join(dir, '2020-01-01-0000000000000001.trace'), 'old');
    await trace.close();
    const next = createTrace(dir, 1, { fileBytes: 10 });
    next.open('CP-1', '1.6')!('in', 'new');
    await all(next, 'CP-1');
    expect(existsSync(join(dir, '2020-01-01-0000000000000001.trace'))).toBe(false);
    await next.close();
  });

  it('keeps strangers apart, a few and in memory, and costs nothing where it is off', async () => {
    const dir = newDir();
    const trace = createTrace(dir);
    for (let at = 0; at < 200; at += 1) trace.refused(`stranger-${at}`, 'Turned away.');
    expect(texts(await all(trace, 'stranger-199'))).toEqual(['Turned away.']);
    expect(await all(trace, 'stranger-1')).toEqual([]);
    trace.keep(0);
    expect(trace.open('CP-1', '1.6')).toBeUndefined();
    trace.keep(undefined);
    expect(trace.open('CP-1', '1.6')).toBeDefined();
    await trace.close();
  });

  it('never holds what is secret, and leaves the rest as it was, to the letter', () => {
    const secret = 'S3cr3t-V4lue';
    for (const text of [
      `[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"${secret}"}]`,
      `[2,"1","ChangeConfiguration",{"value":"${secret}","key":"AuthorizationKey"}]`,
      `[3,"1",{"configurationKey":[{"key":"AuthorizationKey","readonly":false,"value":"${secret}"}]}]`,
      `[2,"1","SetVariables",{"setVariableData":[{"attributeValue":"${secret}","component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"}}]}]`,
      `[3,"1",{"getVariableResult":[{"attributeStatus":"Accepted","attributeValue":"${secret}","component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"}}]}]`,
      `[2,"1","NotifyReport",{"reportData":[{"component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"},"variableAttribute":[{"value":"${secret}"}]}]}]`,
      `[2,"1","SetNetworkProfile",{"connectionData":{"basicAuthPassword":"${secret}","apn":{"apnPassword":"${secret}","simPin":1234},"vpn":{"server":"v","user":"u","password":"${secret}","key":"${secret}","type":"IKEv2"}}}]`,
      `[2,"1","GetDiagnostics",{"location":"ftp://user:${secret}@files.example/x"}]`,
      `[2,"1","DataTransfer",{"vendorId":"x","data":"{\\"AuthorizationKey\\":\\"${secret}\\"}"}]`,
      `[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"${secret}`,
    ])
      expect([text, redacted(text).includes(secret)]).toEqual([text, false]);
    expect(redacted('[2,"1","X",{"simPin":1234}]')).not.toContain('1234');
    for (const text of [
      '[2,"1","Authorize",{"idTag":"04AABBCCDD"}]',
      '[2, "1", "ChangeConfiguration", {"key":"HeartbeatInterval","value":"300"}]',
      '[2,"1","MeterValues",{"signedMeterData":"x","publicKey":"abc","encodingMethod":"y"}]',
      '[2,"1","UpdateFirmware",{"location":"https://files.example/fw.bin"}]',
    ])
      expect(redacted(text)).toBe(text);
    fc.assert(fc.property(fc.json(), (text) => typeof redacted(text) === 'string'));
  });

  it('is read over the API: both directions, findings, filters, pages, live, and as a file', async () => {
    const { api, get, station, failures } = await openViews();
    const live = await follow(`${api}/stations/CP-01/trace/live?action=Heartbeat`);
    const cp1 = await station();
    await cp1.call('Heartbeat', {});
    const start = { connectorId: 1, idTag: '04AABB0001', meterStart: 100, timestamp: now() };
    await cp1.call('StartTransaction', start);
    expect(await live.next('message')).toMatchObject({
      kind: 'call',
      action: 'Heartbeat',
      direction: 'in',
      findings: [],
    });
    expect(await live.next('message')).toMatchObject({
      kind: 'result',
      action: 'Heartbeat',
      direction: 'out',
      findings: [],
    });
    const at = '/stations/CP-01/trace';
    const { messages } = await get<{ messages: TraceView[] }>(at);
    expect(messages.at(-1)).toMatchObject({ kind: 'other', text: 'It has connected.' });
    expect(messages.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['BootNotification', 'StartTransaction']) as unknown,
    );
    expect(messages.some(({ text }) => text.includes('04AABB0001'))).toBe(true);
    expect(messages.every(({ n }, place) => place === 0 || n < messages[place - 1]!.n)).toBe(true);
    const paged: TraceView[] = [];
    for (let next = ''; ;) {
      const page = await get<{ messages: TraceView[]; next?: string }>(`${at}?limit=3${next}`);
      paged.push(...page.messages);
      if (page.next === undefined) break;
      next = `&cursor=${page.next}`;
    }
    const upTo = (list: readonly TraceView[]): TraceView[] => list.filter(({ n }) => n <= messages[0]!.n);
    expect(upTo(paged).map(({ n, action }) => [n, action])).toEqual(messages.map(({ n, action }) => [n, action]));
    const beats = await get<{ messages: TraceView[] }>(`${at}?action=Heartbeat&direction=in`);
    expect(beats.messages.map(({ kind }) => kind)).toEqual(['call']);
    expect((await get<{ messages: TraceView[] }>(`${at}?search=aabb0001&onlyInvalid=true`)).messages).toEqual([]);
    const download = await fetch(`${api}${at}/download`);
    expect(download.headers.get('content-disposition')).toBe('attachment; filename="trace-CP-01.ndjson"');
    const lines = (await download.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TraceView);
    expect(upTo(lines).map(({ n }) => n)).toEqual(messages.map(({ n }) => n));
    for (const wrong of ['limit=0', 'limit=501', 'direction=up', 'cursor=x']) await get(`${at}?${wrong}`, 400);
    expect(failures).toEqual([]);
  });

  it('shows who was turned away and why', async () => {
    const { get, running, station } = await openViews();
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(`ws://127.0.0.1:${running.stationPorts[0]}/STRANGER`, 'ocpp1.6');
    await new Promise((resolve) => socket.on('error', resolve));
    const { messages } = await get<{ messages: TraceView[] }>('/stations/STRANGER/trace');
    expect(messages).toMatchObject([{ kind: 'other', text: expect.stringMatching(/^Turned away: BB_/) as string }]);
    await station();
    expect(await get('/uplinks/none/trace')).toEqual({ messages: [] });
  });
});
