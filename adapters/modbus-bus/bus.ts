// Modbus devices: opens the lines that the core wants and gives every request exactly one answer.

import { realpathSync } from 'node:fs';
import type { BusAnswer, BusRequest, LineId, WantedLine } from '../../src/model/bus.ts';
import type { Endpoint } from './channel.ts';
import type { Answered, Line } from './line.ts';
import { createLine } from './line.ts';
import type { BusLog } from './says.ts';
import { endpointText } from './says.ts';
import type { LineStats } from './stats.ts';

export interface ModbusBus {
  /**
   * From now on these lines and no others. A line whose endpoint or pauses have changed begins anew; what waits for one that
   * is gone is answered `closed`. A second line with the endpoint of another is refused: its requests are `refused`.
   */
  want(lines: readonly WantedLine[]): void;
  /** Answered exactly once, never within this call. */
  send(line: LineId, request: BusRequest): void;
  /** Everything is answered first; resolves when every socket and port is closed. */
  close(): Promise<void>;
  stats(): readonly LineStats[];
}

export interface BusOptions {
  take(answer: BusAnswer): void;
  readonly log: BusLog;
}

interface Owned {
  readonly line: Line;
  readonly settings: string;
}

export function createModbusBus({ take, log }: BusOptions): ModbusBus {
  const owned = new Map<LineId, Owned>();
  const doubles = new Map<LineId, string>();
  /** Ends of lines that may still hold their endpoint. */
  const ending = new Map<string, Promise<void>>();
  const found: BusAnswer[] = [];

  // What the bus itself finds out is said a moment later: whoever sends a request is not called back within that.
  function tellSoon(answer: BusAnswer): void {
    if (found.push(answer) > 1) return;
    setImmediate(() => {
      for (const one of found.splice(0)) take(one);
    });
  }

  const answered =
    (line: LineId): Answered =>
    ({ id }, connection, result) =>
      (result.kind === 'lost' ? tellSoon : take)({ line, request: id, connection, result });

  function begin(wanted: WantedLine): void {
    const key = keyOf(wanted.endpoint);
    const line = createLine(wanted, answered(wanted.line), log, ending.get(key));
    owned.set(wanted.line, { line, settings: JSON.stringify(wanted) });
  }

  function end(id: LineId, { line, settings }: Owned): void {
    owned.delete(id);
    const key = keyOf((JSON.parse(settings) as WantedLine).endpoint);
    const gone = line.close().finally(() => {
      if (ending.get(key) === gone) ending.delete(key);
    });
    ending.set(key, gone);
  }

  function want(lines: readonly WantedLine[]): void {
    const once = withoutDoubles(lines);
    for (const [id, one] of owned)
      if (!once.some((line) => line.line === id && JSON.stringify(line) === one.settings)) end(id, one);
    for (const line of once) if (!owned.has(line.line)) begin(line);
  }

  function withoutDoubles(lines: readonly WantedLine[]): WantedLine[] {
    const places = new Map<string, LineId>();
    doubles.clear();
    return lines.filter(({ line, endpoint }) => {
      const key = keyOf(endpoint);
      const first = places.get(key);
      if (first === undefined) return places.set(key, line);
      const text = `${endpointText(endpoint)} is line ${first} already. Give its devices that line.`;
      doubles.set(line, text);
      log.warn('BB_BUS_DOUBLE', `Line ${line}: ${text}`);
      return false;
    });
  }

  return {
    want,
    send(line, request) {
      const one = owned.get(line);
      if (one !== undefined) return one.line.send(request);
      const detail = doubles.get(line) ?? `there is no line ${line}`;
      tellSoon({ line, request: request.id, connection: 0, result: { kind: 'lost', why: 'refused', detail } });
    },
    async close() {
      for (const [id, one] of owned) end(id, one);
      await Promise.all(ending.values());
      for (const one of found.splice(0)) take(one);
    },
    stats: () => [...owned.values()].map(({ line }) => line.stats()),
  };
}

/** The same for every way to write one endpoint. */
function keyOf(endpoint: Endpoint): string {
  if (endpoint.kind !== 'rtu') return `${endpoint.host.toLowerCase()}:${endpoint.port}`;
  try {
    return realpathSync(endpoint.path);
  } catch {
    return endpoint.path;
  }
}
