// `busbar doctor`: what is in order here and what is not, from the clock to each register of each device. It writes nothing,
// to no device and to no central system.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { openOwnStore } from '../../adapters/certificates/own-store.ts';
import { describe } from '../../adapters/config-file/located.ts';
import { trustIn } from '../../adapters/ws-client/trust.ts';
import type { Examined } from '../local/doctor-report.ts';
import { describeExamined, isWell } from '../local/doctor-report.ts';
import type { LineId, WantedLine } from '../model/bus.ts';
import type { GatewayConfig } from '../model/config/gateway.ts';
import type { Advice } from '../modbus/advice.ts';
import { lineIdOf } from '../modbus/line.ts';
import type { PlacedDevice } from '../modbus/placed.ts';
import { dataDirWithoutFile } from './data-dir.ts';
import { certificateFindings } from './certificate-check.ts';
import type { Running } from './doctor-gateway.ts';
import { findRunning, gatewayFindings, isOwned, knownOf } from './doctor-gateway.ts';
import { knownInputs, placedInputs } from './doctor-inputs.ts';
import { toldFindings } from './doctor-meters.ts';
import { hostFindings } from './doctor-host.ts';
import { readDevices } from './doctor-read.ts';
import { uplinkFindings } from './doctor-uplink.ts';
import type { GoodSite } from './site-file.ts';
import { loadSite } from './site-file.ts';
import { unsafe } from './site-safety.ts';

/** Exit 1 when something is wrong. */
export async function doctor(file: string | undefined, { json = false }: { json?: boolean }): Promise<void> {
  const examined = file === undefined ? await withoutFile() : await examineSite(file);
  const ok = isWell(examined);
  console.log(
    json ? JSON.stringify({ ok, at: new Date().toISOString(), examined }, undefined, 2) : describeExamined(examined),
  );
  if (!ok) process.exitCode = 1;
}

/** What the gateway shows and trusts upstream. */
const trustOf = ({ data }: GatewayConfig, file: string) => trustIn(openOwnStore(data.dir, dirname(file)));

/** Everything about one site file. */
export async function examineSite(file: string): Promise<Examined[]> {
  const loaded = loadSite(file);
  if (!loaded.ok) {
    const findings = loaded.problems.map((problem): Advice => ({
      level: 'wrong',
      about: 'problem',
      code: problem.code,
      text: `${describe(problem).split('\n')[0] ?? ''}: ${problem.message}`,
      remedy: problem.remedy,
    }));
    return [{ title: `The site file ${file}`, findings }, ...(await withoutFile())];
  }
  const running = await findRunning(loaded.config);
  const [host, uplinks, devices, told] = await Promise.all([
    hostFindings(loaded.config, running),
    uplinkFindings(loaded.config.site.uplinks, running, trustOf(loaded.config, file)),
    deviceFindings(loaded, file, running),
    toldFindings(loaded.config.site, running),
  ]);
  const certificates = certificateFindings(loaded, file, Date.now());
  return [
    fileFindings(file, loaded),
    host,
    ...certificates,
    ...gatewayFindings(running),
    ...uplinks,
    ...devices,
    ...told,
  ];
}

function fileFindings(file: string, loaded: GoodSite): Examined {
  const wrong = unsafe(loaded).map(({ code, message, remedy }): Advice => ({
    level: 'wrong',
    about: 'safety',
    code,
    text: message,
    remedy,
  }));
  const notes = loaded.warnings.map(({ message, remedy, line }): Advice => ({
    level: 'note',
    about: `line ${line}`,
    text: message,
    remedy,
  }));
  const good: Advice = { level: 'ok', about: 'file', text: 'it can be read, and makes sense' };
  return { title: `The site file ${file}`, findings: [...(wrong.length === 0 ? [good] : wrong), ...notes] };
}

async function deviceFindings({ devices, config }: GoodSite, file: string, running: Running): Promise<Examined[]> {
  const owned = new Set(devices.filter((one) => isOwned(one, running)).flatMap(linesOf));
  const isHeld = (device: PlacedDevice): boolean => linesOf(device).some((line) => owned.has(line));
  const known = devices.filter(isHeld).map((device) => knownOf(device, running));
  const lines = new Map<LineId, WantedLine>();
  const isFree = running.kind === 'none';
  const read = await readDevices(
    devices.filter((device) => !isHeld(device)),
    config.site.buses ?? [],
    isFree ? placedInputs(config.site, file, lines) : [],
    lines,
  );
  return [...known, ...read, ...(isFree ? [] : knownInputs(config.site, running))];
}

const linesOf = ({ driver, access, connectors }: PlacedDevice): string[] =>
  Array.from({ length: connectors }, (_, at) => lineIdOf(driver.connection, access, at + 1).toLowerCase());

/** What a gateway has where no file says otherwise. */
async function withoutFile(): Promise<Examined[]> {
  const usual: Pick<GatewayConfig, 'data' | 'listeners' | 'api'> = {
    data: { dir: dataDirWithoutFile(), maxBytes: 1024 ** 3 },
    listeners: [{ port: 9000, paths: ['/*'] }],
    api: { host: '127.0.0.1', port: 8080 },
  };
  const running = await findRunning(usual);
  const host = await hostFindings(usual, running);
  const isNew = running.kind === 'none' && !existsSync(usual.data.dir);
  const hint: Advice = {
    level: 'note',
    about: 'site file',
    text: isNew ? 'no gateway was here yet; config/depot.example.yaml is a first site file' : 'none was named',
    remedy: 'busbar doctor depot.yaml looks at the central systems and reads every Modbus device as well.',
  };
  return [{ ...host, findings: [...host.findings, hint] }, ...gatewayFindings(running)];
}
