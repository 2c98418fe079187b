// From the site file as it is written to the site as it is used: ranges unrolled, templates applied, defaults filled in.
// What does not make sense together is said here; what is not of the right shape was said by the schema.

import type { CircuitId, StationId } from '../ids.ts';
import type { StationKey } from '../station-key.ts';
import { checkCircuits, checkNames, reportUnserved } from './checks.ts';
import { enrolUntil } from './enrolment.ts';
import type { GatewayConfig } from './gateway.ts';
import { usualDataDir } from './gateway.ts';
import { checkListeners, listenersOf } from './listeners.ts';
import { applyNumbers } from './numbers.ts';
import { error } from './problem.ts';
import type { ConfigProblem, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Circuit, Site } from './site.ts';
import { bytesOf } from './size.ts';
import { inputsOf } from './inputs.ts';
import { brokersOf } from './brokers.ts';
import { checkMetering } from './metering.ts';
import { metersOf } from './meters.ts';
import { busesOf } from './modbus.ts';
import { serverOf, servedUnitsOf } from './modbus-server.ts';
import { apiOf } from './api.ts';
import { checkPorts } from './ports.ts';
import { expandStations } from './stations.ts';
import { checkConnectors } from './connectors.ts';
import { checkWindows, outsideOf, windowOf } from './outside.ts';
import { expandUplinks } from './uplinks.ts';

export interface Expanded {
  /** Only to be used when no problem is an error. */
  readonly config: Omit<GatewayConfig, 'tokens'>;
  readonly problems: readonly ConfigProblem[];
}

/** Promises problems as values; several stations of one template report what is wrong with it once. */
export function expand(file: SiteFile): Expanded {
  const problems = new Map<string, ConfigProblem>();
  const report: Report = (problem) => {
    const { code, path, message } = problem;
    const key = JSON.stringify([code, path, message]);
    if (!problems.has(key)) problems.set(key, problem);
  };
  const stationKeys = new Map<StationId, StationKey>();
  const config = { site: siteOf(file, stationKeys, report), stationKeys, ...hostOf(file, report) };
  checkCircuits(file, report);
  checkWindows(file, report);
  checkMetering(file, report);
  checkNames(file, report);
  checkConnectors(file, config.site, report);
  checkListeners(file, config.site.stations, report);
  reportUnserved(file, report);
  return { config, problems: [...problems.values()] };
}

function siteOf(file: SiteFile, stationKeys: Map<StationId, StationKey>, report: Report): Site {
  const { site, authorization } = file;
  if (!isTimezone(site.timezone))
    report(
      error(
        'BB_CONFIG_TIMEZONE',
        ['site', 'timezone'],
        `There is no time zone "${site.timezone.slice(0, 80)}".`,
        'Write an IANA name such as Europe/Berlin.',
      ),
    );
  const { stations, former } = applyNumbers(file, expandStations(file, stationKeys, report), report);
  const until = enrolUntil(file, report);
  return {
    id: site.id,
    name: site.name,
    timezone: site.timezone,
    supply: site.supply ?? 'tn400',
    circuits: file.circuits.map(circuitOf),
    stations,
    ...(file.buses !== undefined && { buses: busesOf(file) }),
    ...(file.brokers !== undefined && { brokers: brokersOf(file, report) }),
    ...(file.meters !== undefined && { meters: metersOf(file, report) }),
    ...(file.inputs !== undefined && { inputs: inputsOf(file, report) }),
    ...(file.modbusServer !== undefined && { servedUnits: servedUnitsOf(file, file.modbusServer, stations, report) }),
    ...outsideOf(file, report),
    uplinks: expandUplinks(file, stations, report),
    authorization: {
      mode: authorization?.mode ?? 'csms',
      waitMs: authorization?.waitMs ?? 1500,
      unknownOffline: authorization?.unknownOffline ?? 'refuse',
      stopOnInvalid: authorization?.stopOnInvalid ?? true,
      preAuthorize: authorization?.preAuthorize ?? false,
      offlineMaxDays: authorization?.offlineMaxDays ?? 14,
      cacheSize: authorization?.cache?.size ?? 10_000,
      cacheLifetimeDays: authorization?.cache?.lifetimeDays ?? 30,
    },
    ...(file.certificates !== undefined && { certificates: file.certificates }),
    ...(until !== undefined && { enrolUntil: until }),
    ...(former.length > 0 && { formerNumbers: former }),
  };
}

function circuitOf(entry: SiteFile['circuits'][number]): Circuit {
  const { id, parent, limitAmps, worstCaseBaseAmps, meter, protection, worstStepAmps, maxUnbalanceAmps } = entry;
  return {
    id: id as CircuitId,
    limitAmps,
    worstCaseBaseAmps: worstCaseBaseAmps ?? 0,
    ...(parent !== undefined && { parent: parent as CircuitId }),
    ...(meter !== undefined && { meter }),
    ...(entry.limits !== undefined && { limits: entry.limits.map((one) => ({ ...windowOf(one), amps: one.amps })) }),
    ...(entry.agreedImportAmps !== undefined && { agreedImportAmps: entry.agreedImportAmps }),
    ...(protection !== undefined && { protection }),
    ...(worstStepAmps !== undefined && { worstStepAmps }),
    ...(maxUnbalanceAmps !== undefined && { maxUnbalanceAmps }),
    ...(entry.pvCredit === true && { pvCredit: true }),
  };
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function hostOf(file: SiteFile, report: Report): Omit<GatewayConfig, 'site' | 'stationKeys' | 'tokens'> {
  const { listeners, modbusServer } = file;
  const files = listeners?.find((one) => one.files === true);
  checkPorts(file, report);
  return {
    data: { dir: file.data?.dir ?? usualDataDir, maxBytes: bytesOf(file.data?.maxBytes ?? '1GiB') },
    ...retentionOf(file),
    listeners: listenersOf(file),
    ...(files !== undefined && {
      files: { port: files.port, ...(files.address !== undefined && { address: files.address }) },
    }),
    ...(modbusServer !== undefined && { modbusServer: serverOf(modbusServer) }),
    api: apiOf(file),
  };
}

/** What the file says of it; the history knows the rest. */
function retentionOf({ retention }: SiteFile): Pick<GatewayConfig, 'retention'> {
  const { sessionsDays, limitLogDays, historyDays, traceDays, auditDays, maxBytes } = retention ?? {};
  const kept = {
    ...(sessionsDays !== undefined && { sessionsDays }),
    ...(limitLogDays !== undefined && { limitLogDays }),
    ...(historyDays !== undefined && { historyDays }),
    ...(traceDays !== undefined && { traceDays }),
    ...(auditDays !== undefined && { auditDays }),
    ...(maxBytes !== undefined && { maxBytes: bytesOf(maxBytes) }),
  };
  return Object.keys(kept).length === 0 ? {} : { retention: kept };
}
