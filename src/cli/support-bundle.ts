// `busbar support-bundle`: what whoever helps from afar needs to see, without what opens anything, and never large.

import { execFile } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { arch, cpus, freemem, release as kernel, totalmem, uptime } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import Database from 'better-sqlite3';
import { parseYaml } from '../../adapters/config-file/yaml.ts';
import { tarOf } from '../../adapters/archive/tar.ts';
import { lockData } from '../../adapters/sqlite-journal/data-lock.ts';
import { journalMigrations, pathOf } from '../../adapters/sqlite-journal/database.ts';
import { describeExamined } from '../local/doctor-report.ts';
import { endOf, redacting } from '../local/redact.ts';
import type { SiteView } from '../local/site-view.ts';
import { dataDirWithoutFile } from './data-dir.ts';
import { say } from './backup.ts';
import { examineSite } from './doctor.ts';
import { askText } from './ask-gateway.ts';
import { loadSite } from './site-file.ts';
import { apiUrlOf, usualApi } from './stations-client.ts';
import { secretsOnThisComputer } from './support-secrets.ts';
import { version } from './version.ts';

export interface BundleOptions {
  readonly config: string;
  readonly to?: string;
  readonly api?: string;
}

/** A mail takes it; each part keeps its end. */
export const mostBundleBytes = 16 * 1024 * 1024;
const mostPartBytes = 2 * 1024 * 1024;
/** Stations whose messages are asked for; the connected ones first. */
const mostTraces = 20;
const mostTraceBytes = 256 * 1024;
const withinMs = 60_000;

interface Part {
  readonly name: string;
  readonly text: string;
}

/** What is in it, with every secret hidden: the bundle is these texts and nothing else. */
export async function bundleParts({ config, api }: Omit<BundleOptions, 'to'>): Promise<Part[]> {
  const text = existsSync(config) ? readFileSync(config, 'utf8') : `${config} is not there\n`;
  const { dir, url } = whereabouts(config, text);
  const own = { url: api ?? url, dir };
  const hide = redacting(secretsOnThisComputer(config, text, dir));
  const raw: Part[] = [
    { name: 'versions.json', text: versions() },
    { name: 'site.yaml', text },
    { name: 'check.txt', text: await checked(config) },
    { name: 'doctor.txt', text: `${describeExamined(await examineSite(config))}\n` },
    { name: 'databases.txt', text: databasesIn(dir) },
    ...(await fromGateway(own)),
    { name: 'journal-of-systemd.txt', text: await output('journalctl', ['-u', 'busbar', '-n', '2000', '--no-pager']) },
  ];
  let left = mostBundleBytes;
  return raw.flatMap((part) => {
    // Hidden before it is cut: half of a secret is not found again.
    const kept = endOf(hide(part.text), Math.min(mostPartBytes, left));
    left -= Buffer.byteLength(kept);
    return left > 0 ? [{ name: part.name, text: kept }] : [];
  });
}

/** Where data and API are; of a file that is wrong, as far as it can be read: that is when help is needed. */
function whereabouts(config: string, text: string): { readonly dir: string; readonly url: string } {
  const loaded = loadSite(config);
  if (loaded.ok) return { dir: loaded.config.data.dir, url: apiUrlOf(loaded.config) };
  const parsed = parseYaml(text);
  const { data, api } =
    (parsed.ok ? (parsed.value as Record<string, Record<string, unknown> | undefined> | null) : null) ?? {};
  const dir = typeof data?.['dir'] === 'string' ? data['dir'] : dataDirWithoutFile();
  const [, host, port] = /^(.+):(\d+)$/.exec(String(api?.['listen'])) ?? [];
  return { dir, url: host === undefined ? usualApi : apiUrlOf({ api: { host, port: Number(port) } }) };
}

const versions = (): string =>
  `${JSON.stringify(
    {
      busbar: version,
      dataVersion: journalMigrations.length,
      node: process.version,
      kernel: kernel(),
      arch: arch(),
      cpus: cpus().length,
      memoryMiB: Math.round(totalmem() / 2 ** 20),
      freeMiB: Math.round(freemem() / 2 ** 20),
      upHours: Math.round(uptime() / 360) / 10,
      at: new Date().toISOString(),
    },
    undefined,
    1,
  )}\n`;

const checked = (config: string): Promise<string> =>
  output(process.execPath, [...process.execArgv, process.argv[1] ?? '', 'check', config]);

/** What a program says, whatever it ends with. */
const output = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) =>
    execFile(program, [...args], { timeout: withinMs, maxBuffer: 8 * mostPartBytes }, (error, said, wrong) =>
      resolve(`${said}${wrong}${error === null ? '' : `(${error.message.split('\n')[0]})\n`}`),
    ),
  );

/** Only what nobody holds is opened, and only to be read. */
function databasesIn(dir: string): string {
  const history = join(dir, 'history.db');
  const lines = [sizeOf(pathOf(dir)), sizeOf(history), existsSync(history) ? `history.db: ${soundness(history)}` : ''];
  try {
    const lock = existsSync(join(dir, 'lock.db')) ? lockData(dir) : undefined;
    if (existsSync(pathOf(dir))) lines.push(`journal.db: ${soundness(pathOf(dir))}`);
    lock?.release();
  } catch {
    lines.push('journal.db: held by the running gateway, which checked it when it started');
  }
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

function sizeOf(path: string): string {
  return existsSync(path) ? `${path}: ${statSync(path).size} bytes` : `${path} is not there`;
}

function soundness(path: string): string {
  try {
    const db = new Database(path, { readonly: true, timeout: 2000 });
    try {
      return db.pragma('quick_check(5)', { simple: true }) as string;
    } finally {
      db.close();
    }
  } catch (error) {
    return `cannot be read (${(error as Error).message})`;
  }
}

/** Where it listens, and where its data are. */
interface Gateway {
  readonly url: string;
  readonly dir: string;
}

const textOf = ({ url, dir }: Gateway, path: string) => askText(`${url}${path}`, { dir, withinMs });

async function fromGateway(own: Gateway): Promise<Part[]> {
  const ask = async (name: string, path: string): Promise<Part> => {
    const answer = await textOf(own, path);
    return { name, text: answer.ok ? answer.value : `${answer.problem.code} ${answer.problem.detail}\n` };
  };
  const site = await ask('site-view.json', '/api/v1/site');
  const said = await Promise.all([
    ask('health.json', '/healthz'),
    ask('metrics.txt', '/metrics'),
    ask('log.json', '/api/v1/recent-log'),
    ask('events.json', '/api/v1/log?limit=500'),
    ask('sessions.json', '/api/v1/transactions?limit=100'),
  ]);
  return [site, ...said, ...(await tracesOf(site, own))];
}

async function tracesOf(site: Part, own: Gateway): Promise<Part[]> {
  const stations = stationsIn(site.text).sort((a, b) => Number(b.connected) - Number(a.connected));
  const parts: Part[] = [];
  for (const { id } of stations.slice(0, mostTraces)) {
    const answer = await textOf(own, `/api/v1/stations/${encodeURIComponent(id)}/trace/download`);
    if (answer.ok)
      parts.push({
        name: `trace/${encodeURIComponent(id).slice(0, 60)}.ndjson`,
        text: endOf(answer.value, mostTraceBytes),
      });
  }
  return parts;
}

function stationsIn(text: string): SiteView['stations'][number][] {
  try {
    return [...(JSON.parse(text) as SiteView).stations];
  } catch {
    return [];
  }
}

export async function supportBundle({ config, api, to }: BundleOptions): Promise<void> {
  const path = to ?? `busbar-support-${new Date().toISOString().slice(0, 16).replaceAll(/[T:]/g, '-')}.tar.gz`;
  const part = `${path}.part`;
  try {
    const parts = await bundleParts({ config, ...(api !== undefined && { api }) });
    const entries = parts.map(({ name, text }) => {
      const bytes = Buffer.from(text);
      return { name: `busbar-support/${name}`, size: bytes.length, content: { bytes } };
    });
    await pipeline(tarOf(entries), createGzip(), createWriteStream(part, { mode: 0o600 }));
    renameSync(part, path);
    console.log(
      `${path}: ${Math.ceil(statSync(path).size / 1024)} KiB. Keys, passwords and tokens are shown as "…"; look into it before you send it:`,
    );
    for (const { name, text } of parts) console.log(`  ${name} (${Math.ceil(text.length / 1024)} KiB)`);
  } catch (error) {
    rmSync(part, { force: true });
    say('BB_BUNDLE_FAILED', `No bundle was made: ${(error as Error).message}.`);
  }
}
