// The gateway that runs here, if one does: what it knows is asked of it, and what it holds is not touched.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockData } from '../../adapters/sqlite-journal/data-lock.ts';
import { JournalError } from '../../adapters/sqlite-journal/errors.ts';
import type { Examined } from '../local/doctor-report.ts';
import type { Problem } from '../local/problem.ts';
import type { MeterView, SiteView } from '../local/site-view.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { Site } from '../model/config/site.ts';
import type { Advice } from '../modbus/advice.ts';
import type { PlacedDevice } from '../modbus/placed.ts';
import { askGateway } from './ask-gateway.ts';
import { apiUrlOf } from './stations-client.ts';
import { visible } from '../model/visible.ts';

export type Running =
  | { readonly kind: 'none' }
  | { readonly kind: 'answers'; readonly url: string; readonly view: SiteView }
  /** It runs, and does not say what it knows: `refusal` where it answers so, to us or before it is claimed. */
  | { readonly kind: 'silent'; readonly why: string; readonly refusal?: Problem };

const answerWithinMs = 5000;

/** Of this site; of any, where nobody says which. */
export async function findRunning({
  site,
  ...config
}: Pick<GatewayConfig, 'api' | 'data'> & { readonly site?: Pick<Site, 'id'> }): Promise<Running> {
  const url = apiUrlOf(config);
  const answer = await askGateway<Partial<SiteView> | null>(`${url}/api/v1/site`, {
    dir: config.data.dir,
    withinMs: answerWithinMs,
  });
  const view = answer.ok ? viewIn(answer.value) : undefined;
  if (view !== undefined && (site === undefined || view.id === site.id)) return { kind: 'answers', url, view };
  const why = whyInUse(config.data.dir);
  if (!answer.ok && answer.problem.code !== 'BB_API_AWAY')
    return { kind: 'silent', why: why ?? '', refusal: answer.problem };
  if (why !== undefined) return { kind: 'silent', why: `${why} It does not answer at ${url}.` };
  return { kind: 'none' };
}

const viewIn = (said: Partial<SiteView> | null): SiteView | undefined =>
  typeof said?.id === 'string' && Array.isArray(said.alarms) ? (said as SiteView) : undefined;

function whyInUse(dir: string): string | undefined {
  if (!existsSync(join(dir, 'lock.db'))) return undefined;
  try {
    lockData(dir).release();
    return undefined;
  } catch (error) {
    if (!(error instanceof JournalError) || error.code !== 'BB_DATA_IN_USE') return undefined;
    return error.message.replace(/^BB_DATA_IN_USE: /, '');
  }
}

/** A second master on a line, or a second client of a device that serves one, takes it away from the gateway. */
export function isOwned({ driver, access: { at } }: PlacedDevice, running: Running): boolean {
  if (running.kind === 'none') return false;
  const { tcp, transports } = driver.connection;
  const isPlainTcp = 'host' in at && at.transport === undefined && transports.includes('tcp');
  return !isPlainTcp || tcp.maxClients !== 0;
}

export function gatewayFindings(running: Running): Examined[] {
  if (running.kind === 'none') return [];
  const title = 'The gateway';
  if (running.kind === 'silent' && running.refusal !== undefined)
    return [{ title, findings: [refusedFinding(running.refusal)] }];
  if (running.kind === 'silent') {
    const remedy = 'Look at its log; "systemctl restart busbar" or the like starts it anew.';
    return [{ title, findings: [wrong('runs', 'BB_DOCTOR_GATEWAY_SILENT', running.why, remedy)] }];
  }
  const { view, url } = running;
  const mode = view.safeMode === undefined ? [] : [wrong('safe mode', 'BB_SAFE_MODE', view.safeMode)];
  const alarms = view.alarms.map(({ code, text }) => wrong('alarm', code, text));
  const warnings = view.warnings.map(({ text }): Advice => ({ level: 'note', about: 'warning', text }));
  const runs: Advice = {
    level: 'ok',
    about: 'runs',
    text: `it answers at ${url}: what it holds is not opened a second time, and what it knows is shown`,
  };
  return [{ title, findings: [runs, ...mode, ...alarms, ...warnings] }];
}

function refusedFinding({ code, detail }: Problem): Advice {
  const about = 'runs';
  if (code !== 'BB_API_UNCLAIMED') return { level: 'note', about, text: `it answers, and not to you: ${detail}` };
  const remedy = 'busbar claim --user NAME makes it yours.';
  return { level: 'note', about, text: 'it answers, belongs to nobody yet, and says nothing before that', remedy };
}

const wrong = (about: string, code: string, text: string, remedy?: string): Advice => ({
  level: 'wrong',
  about,
  code,
  text,
  ...(remedy !== undefined && { remedy }),
});

/** What the running gateway knows of a device that is its own. */
export function knownOf(device: PlacedDevice, running: Running): Examined {
  const title = `${device.what} (${device.driver.id})`;
  const held: Advice = {
    level: 'note',
    about: 'line',
    text: 'the gateway holds it, so it is not read here. Stop the gateway to read each point',
  };
  if (running.kind !== 'answers') return { title, findings: [held] };
  const { view } = running;
  if (device.kind === 'meter') {
    const meter = view.meters.find(({ id }) => id === device.id);
    return { title, findings: [held, meterFinding(meter)] };
  }
  const station = view.stations.find(({ id }) => id === device.id);
  if (station?.connected !== true)
    return { title, findings: [held, wrong('answers', 'BB_MODBUS_NO_ANSWER', 'the gateway gets no answer from it')] };
  const { vendor, model, firmware, evses } = station;
  const is = visible([vendor, model, firmware].filter((one) => one !== undefined).join(' '));
  const does = evses.map(({ id, status, limitAmps, measuredAmps }): Advice => {
    const limit = limitAmps === undefined ? '' : `, limit ${limitAmps} A`;
    const drawn = measuredAmps === undefined ? '' : `, draws ${measuredAmps.map((one) => one ?? '?').join(' / ')} A`;
    return {
      level: status === 'Faulted' ? 'wrong' : 'ok',
      about: `EVSE ${id}`,
      text: `${status ?? 'no status yet'}${limit}${drawn}`,
    };
  });
  return { title, findings: [held, { level: 'ok', about: 'answers', text: is }, ...does] };
}

export function meterFinding(meter: MeterView | undefined): Advice {
  if (meter === undefined || meter.quality !== 'good') {
    const age =
      typeof meter?.ageMs !== 'number'
        ? 'it was never read'
        : `the last value is ${Math.round(meter.ageMs / 1000)} s old`;
    return wrong(
      'values',
      'BB_DOCTOR_METER',
      `the gateway has none that is good (${meter?.quality ?? 'comm'}): ${age}`,
    );
  }
  const { amps = [], volts = [], powerW, ageMs = 0 } = meter;
  const list = (all: readonly (number | null)[], unit: string): string =>
    all.length === 0 ? '' : `, ${all.map((one) => one ?? '?').join(' / ')} ${unit}`;
  const text = `${powerW ?? '?'} W${list(amps, 'A')}${list(volts, 'V')}, ${ageMs} ms old; import is positive`;
  return { level: 'ok', about: 'values', text };
}
