// Modbus devices that are written by hand from their makers' register tables, in Python on pymodbus, in a process of their own: they know
// nothing of the gateway's device descriptions. A plant of vehicles and a base load stands behind them (depot.py).

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { python } from './host.ts';
import type { Depot, DepotPlan, DepotState, LogEntry, Place, Vehicle } from './slave-types.ts';

const depot = new URL('depot.py', import.meta.url).pathname;

/** Starts the devices; they end with the test. Rejects with what Python said when they do not come up. */
export async function startDepot(plan: DepotPlan): Promise<Depot> {
  const child = spawn(python, ['-B', depot, JSON.stringify(plan)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let said = '';
  let lastId = 0;
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  onTestFinished(() => void child.kill('SIGKILL'));

  const places = await new Promise<readonly Place[]>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as { lines?: Place[]; id?: number; answer?: unknown; error?: string };
      if (line.lines !== undefined) return resolve(line.lines);
      const asked = waiting.get(line.id!);
      waiting.delete(line.id!);
      if (line.error === undefined) asked?.resolve(line.answer);
      else asked?.reject(new Error(line.error));
    });
    void exited.then(() => {
      const error = new Error(`the devices ended: ${said}`);
      reject(error);
      for (const one of waiting.values()) one.reject(error);
    });
  });

  function order(what: object): Promise<unknown> {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.stdin.write(`${JSON.stringify({ id, ...what })}\n`);
    });
  }
  const act = async (what: object): Promise<void> => void (await order(what));

  return {
    places,
    plug: (device: string, vehicle: Vehicle = {}) => act({ do: 'plug', device, vehicle }),
    unplug: (device) => act({ do: 'unplug', device }),
    badge: (device, token) => act({ do: 'badge', device, token }),
    wants: (device, wants) => act({ do: 'wants', device, wants }),
    fault: (device, code) => act({ do: 'fault', device, code }),
    power: (device) => act({ do: 'power', device }),
    freeze: (device, frozen = true) => act({ do: 'freeze', device, frozen }),
    nothing: (device, nothing = true) => act({ do: 'nothing', device, nothing }),
    drop: (device) => act({ do: 'drop', device }),
    mode: async (device, mode) => (await order({ do: 'mode', device, mode })) as number,
    spoil: (device, how, times = 1) => act({ do: 'spoil', device, how, times }),
    base: (amps) => act({ do: 'base', amps }),
    volts: (volts) => act({ do: 'volts', volts }),
    skip: (seconds) => act({ do: 'skip', seconds }),
    log: async (device) => (await order({ do: 'log', device })) as LogEntry[],
    state: async () => (await order({ do: 'state' })) as DepotState,
    async end() {
      child.stdin.end();
      await exited;
    },
  };
}
