// What installers ask for, done: the site file is changed, keys are made, and the gateway follows.

import type { Terms } from '../local/site-file.ts';
import { addStation, changeStation, replaceStation, standingOf } from '../../adapters/config-file/site-edits.ts';
import type { StationKeys } from '../../adapters/files/station-keys.ts';
import type { Log } from '../../adapters/log/log.ts';
import type { Outcome } from '../local/problem.ts';
import { done, failed } from '../local/problem.ts';
import type { ApproveBody, Changed, StationConsole } from '../local/station-console.ts';
import type { PendingView, StandingView } from '../local/stations-view.ts';
import { stationOf } from '../model/config/site.ts';
import type { EvseKey, StationId } from '../model/ids.ts';
import { evseOf } from '../model/ids.ts';
import type { OrderAnswer } from '../ocpp/order.ts';
import type { Core } from './core-asks.ts';
import { planEnrolment } from './enrol.ts';
import type { Found, Plan, SiteKeeper } from './site-keeper.ts';
import { changeKeyOf, makeKey } from './station-key-change.ts';
import * as say from './station-words.ts';

export interface ConsoleParts {
  readonly keeper: SiteKeeper;
  readonly keys: StationKeys;
  /** The running gateway; without one only the file is changed. */
  readonly core?: Core;
  /** Numbers upstream as they were kept last, where no gateway runs. */
  readonly keptNumbers?: readonly (readonly [EvseKey, number])[];
  readonly log: Log;
  /** A station that was shut out is let in again, after the next start too. */
  readonly forgive?: (station: StationId) => void;
  /** Why the gateway runs without its journal, when it does. */
  readonly safeMode?: string;
}

export function createStationConsole(parts: ConsoleParts): StationConsole {
  const { keeper, keys, core, log } = parts;

  const standing = (station: string): Promise<StandingView> =>
    core === undefined
      ? Promise.resolve(standingAlone(parts, station))
      : (core({ kind: 'station', station: station as StationId }) as Promise<StandingView>);

  const audit = (code: string, text: string): void => log.info(`BB_AUDIT_${code}`, text);

  /** What is said of a station that was changed. */
  async function changed(station: string, text: string): Promise<Changed> {
    const { numbers } = await standing(station);
    return { station: station as StationId, text, numbers: Object.fromEntries(numbers) };
  }

  /** Changes the file and says so; `text` is made from the file of before. */
  async function change(
    code: string,
    station: string,
    plan: Plan,
    text: (found: Found) => string,
    terms: Terms | undefined,
  ): Promise<Outcome<{ readonly found: Pick<Found, 'config'>; readonly changed: Changed }>> {
    let said = '';
    const outcome = await keeper.change((found) => {
      said = text(found);
      return plan(found);
    }, terms);
    if (!outcome.ok) return outcome;
    audit(code, said);
    return done({ found: outcome.value, changed: await changed(station, said) });
  }

  return {
    etag: keeper.etag,
    pending: () =>
      guarded(async () =>
        core === undefined ? say.noGateway : done({ pending: (await core({ kind: 'knocks' })) as PendingView[] }),
      ),
    approve: (body, terms) =>
      guarded(async () => {
        const { station } = body;
        const outcome = await change('APPROVE', station, approval(body), () => say.approved(body), terms);
        return outcome.ok ? withKey(parts, station, outcome.value.found, outcome.value.changed) : outcome;
      }),
    replace: (old, by, evenIfCharging, terms) =>
      guarded(async () => {
        if (parts.safeMode !== undefined) return say.inSafeMode;
        const { charging, numbers } = await standing(old);
        if (charging.length > 0 && !evenIfCharging) return say.charging(old, 'replace');
        // Where no gateway has ever run there are no numbers to keep.
        const mayLack = core === undefined && parts.keptNumbers === undefined;
        const plan = replacement(old, by, numbers, mayLack);
        const outcome = await change('REPLACE', by, plan, () => say.replaced(old, by), terms);
        if (!outcome.ok) return outcome;
        await keys.drop(old as StationId);
        if (charging.length > 0) await endOf(parts, old, charging.length);
        return withKey(parts, by, outcome.value.found, outcome.value.changed);
      }),
    move: (station, circuit, terms) =>
      guarded(async () => {
        const text = ({ config }: Found): string =>
          say.moved(station, stationOf(config.site, station as StationId)?.circuit, circuit);
        const outcome = await change('MOVE', station, movement(station, circuit), text, terms);
        return outcome.ok ? done(outcome.value.changed) : outcome;
      }),
    retire: (station, evenIfCharging, terms) =>
      guarded(async () => {
        const { charging } = await standing(station);
        if (charging.length > 0 && !evenIfCharging) return say.charging(station, 'retire');
        const plan: Plan = ({ file }) => {
          const there = standingOf(file, station);
          return there === undefined
            ? say.unknown(station).problem
            : changeStation(station, there, { state: 'retired' });
        };
        const outcome = await change('RETIRE', station, plan, () => say.retired(station), terms);
        if (!outcome.ok) return outcome;
        await keys.drop(station as StationId);
        if (charging.length > 0) await endOf(parts, station, charging.length);
        return done(outcome.value.changed);
      }),
    newKey: (station) =>
      guarded(async () => {
        const found = keeper.find();
        if (!found.ok) return found;
        const refused = keyless(found.value, station);
        if (refused !== undefined) return refused;
        const newKey = await makeKey(keys, station as StationId);
        audit('NEW_KEY', `${station} has a new key.`);
        return done({ ...(await changed(station, say.newKey(station))), newKey });
      }),
    changeKey: (station) =>
      guarded(async () => {
        const found = keeper.find();
        if (!found.ok) return found;
        const refused = core === undefined ? say.noGateway : keyless(found.value, station);
        if (refused !== undefined) return refused;
        if (!(await standing(station)).connected) return say.offline(station);
        const outcome = await changeKeyOf(keys, core!, station as StationId);
        if (!outcome.ok) return outcome;
        audit('CHANGE_KEY', outcome.value);
        return done(await changed(station, outcome.value));
      }),
    certificates: (station, order) =>
      guarded(async () => {
        if (core === undefined) return say.noGateway;
        if (!(await standing(station)).connected) return say.offline(station);
        const said = await core({ kind: 'stationCertificates', station: station as StationId, order });
        if (order.kind !== 'getInstalledCertificateIds')
          audit('CERTIFICATES', `${station}: ${order.kind} was answered ${(said as OrderAnswer).status}.`);
        return done(said as OrderAnswer);
      }),
    readmit: (station) =>
      guarded(async () => {
        if (core === undefined) return say.noGateway;
        await core({ kind: 'readmit', station: station as StationId });
        parts.forgive?.(station as StationId);
        audit('READMIT', say.readmitted(station));
        return done(await changed(station, say.readmitted(station)));
      }),
    endTransactions: (station) =>
      guarded(async () => {
        if (core === undefined) return say.noGateway;
        const { connected, charging } = await standing(station);
        if (connected) return say.connected(station);
        if (charging.length > 0) await endOf(parts, station, charging.length);
        return done(await changed(station, say.ended(station, charging.length)));
      }),
    enrol: (body, terms) =>
      guarded(async () => {
        const { plan, text } = planEnrolment(body, Date.now());
        const outcome = await keeper.change(plan, terms);
        if (!outcome.ok) return outcome;
        audit('ENROL', text);
        return done({ text });
      }),
  };
}

/** What was open at a device that is gone. */
async function endOf({ core, log }: ConsoleParts, station: string, open: number): Promise<void> {
  await core?.({ kind: 'endTransactions', station: station as StationId });
  log.info('BB_AUDIT_END', say.ended(station, open));
}

/** A question that nobody answers and a disk that takes nothing are told like everything else. */
async function guarded<Value>(work: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  try {
    return await work();
  } catch (error) {
    return say.stumbled(error as Error);
  }
}

/** The key of a station that has none yet and needs one. */
async function withKey(
  { keys }: ConsoleParts,
  station: string,
  found: Pick<Found, 'config'>,
  changed: Changed,
): Promise<Outcome<Changed>> {
  const { security } = stationOf(found.config.site, station as StationId) ?? {};
  const isGiven = found.config.stationKeys?.has(station as StationId) === true;
  if (security?.profile !== 1 || isGiven || keys.has(station as StationId)) return done(changed);
  try {
    return done({ ...changed, newKey: await makeKey(keys, station as StationId) });
  } catch (error) {
    return failed(500, 'BB_KEYS_UNWRITABLE', say.keyNotKept(station, error as Error));
  }
}

/** Why Busbar makes no key for this station. */
function keyless({ config }: Found, station: string): ReturnType<typeof failed> | undefined {
  const known = stationOf(config.site, station as StationId);
  if (known === undefined) return say.unknown(station);
  if (known.security.profile !== 1) return say.openStation(station);
  return config.stationKeys?.has(station as StationId) === true ? say.keyGiven(station) : undefined;
}

const approval =
  (body: ApproveBody): Plan =>
  ({ file }) => {
    const { station, circuit, template, ...options } = body;
    const there = standingOf(file, station);
    if (there?.entry.state === 'enrolled')
      return changeStation(station, there, {
        state: 'installed',
        ...(circuit !== undefined && { circuit }),
        ...(template !== undefined && { template }),
      });
    if (there !== undefined) return say.exists(station).problem;
    const templates = Object.keys(file.templates ?? {});
    if (template === undefined && options.maxAmps === undefined) return say.noTemplate(station, templates).problem;
    if (template !== undefined && !templates.includes(template))
      return say.unknownTemplate(template, templates).problem;
    return addStation(file, station, body);
  };

const replacement =
  (old: string, by: string, numbers: StandingView['numbers'], mayLack: boolean): Plan =>
  ({ file, config }) => {
    const there = standingOf(file, old);
    if (there === undefined) return say.unknown(old).problem;
    if (standingOf(file, by) !== undefined) return say.exists(by).problem;
    const evses = stationOf(config.site, old as StationId)?.evses.length ?? 0;
    if (numbers.length < evses && !mayLack) return say.noNumbers(old).problem;
    return replaceStation(file, old, by, there, numbers);
  };

const movement =
  (station: string, circuit: string): Plan =>
  ({ file, config }) => {
    const there = standingOf(file, station);
    if (there === undefined) return say.unknown(station).problem;
    if (!config.site.circuits.some(({ id }) => id === circuit))
      return say.noCircuit(
        circuit,
        config.site.circuits.map(({ id }) => id),
      ).problem;
    const isEnrolled = there.entry.state === 'enrolled';
    if (!isEnrolled && stationOf(config.site, station as StationId)?.circuit === circuit) return [];
    return changeStation(station, there, { circuit, ...(isEnrolled && { state: 'installed' }) });
  };

/** What the file and the last run say of a station, without a gateway. */
function standingAlone({ keeper, keptNumbers = [] }: ConsoleParts, station: string): StandingView {
  const found = keeper.find();
  const known = found.ok ? stationOf(found.value.config.site, station as StationId) : undefined;
  const written = (known?.evses ?? []).flatMap(({ id, upstreamEvse }) =>
    upstreamEvse === undefined ? [] : [[`${station}/${id}` as EvseKey, upstreamEvse] as const],
  );
  const kept = keptNumbers.filter(([key]) => evseOf(key).station === station);
  return {
    station: station as StationId,
    isKnown: known !== undefined,
    isEnrolled: known?.enrolled === true,
    connected: false,
    numbers: kept.length > 0 ? kept : written,
    charging: [],
  };
}
