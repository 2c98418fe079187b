import type { AlarmKey } from '../../model/alarm.ts';
import type { Load } from '../../control/envelope.ts';
import { inForce } from '../../control/envelope.ts';
import type { ChargingSchedule } from '../../model/charging-profile.ts';
import { lineCount, wattsPerAmp } from '../../model/electric.ts';
import { after } from '../../model/time.ts';
import type { OrderAnswer } from '../../ocpp/order.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { Step, StepContext } from './step.ts';

/** A foreign profile that begins later on this day shows as well. */
const lookAheadSeconds = 86_400;
/** A limit that is under way is waited for, in steps of this time. */
const pendingMs = 5000;
/** What stations round away. */
const toleranceAmps = 1;

/**
 * Asks a station that booted what it would let each EVSE draw. What it says changes nothing in what is counted, because many
 * say their rating while nobody charges; where it is more than it was told, people are told.
 */
export const verifyLimits: Step = {
  name: 'verify limits',
  next: ({ state, station, live }, now) => {
    if (!live.rebooted) return undefined;
    const load = state.loads.find((one) => one.station === station && !live.verified.has(one.key));
    if (load === undefined || load.hold.rung === 'none' || load.hold.overruled === true) return undefined;
    if (inForce(state.ledger, load) === Infinity) return { waitUntil: after(now, pendingMs) };
    const unit = load.wattsPerAmp === undefined ? 'A' : 'W';
    return { kind: 'getCompositeSchedule', evse: askedOf(load), durationSeconds: lookAheadSeconds, unit };
  },
  heard: (context, order, answer) => {
    if (order.kind !== 'getCompositeSchedule') return [];
    const { state, station, live } = context;
    const load = state.loads.find((one) => one.station === station && askedOf(one) === order.evse);
    if (load === undefined) return [];
    live.verified.add(load.key);
    judge(context, load, answer);
    return [];
  },
};

/** Where one limit is for the sum of several EVSEs, none of them alone says what it is. */
const askedOf = ({ hold, evses }: Load): number => (hold.rung === 'max' && evses.length > 1 ? 0 : evses[0]!.id);

function judge({ state }: StepContext, load: Load, { schedule }: OrderAnswer): void {
  const alarm: AlarmKey = `BB_LIMIT_NOT_HELD:${load.key}`;
  const told = inForce(state.ledger, load);
  const says = schedule === undefined ? undefined : highestOf(state, load, schedule.schedule);
  if (says === undefined || says <= told + toleranceAmps) return void state.alarms.delete(alarm);
  state.alarms.set(
    alarm,
    `${load.key} says that it may draw ${Math.round(says)} A although it took a limit of ${told} A. A profile of another system may be in it, or it counts only while it charges: watch its meter, or set it back to its factory settings.`,
  );
}

/** The highest amps of a schedule. The unit that it names counts (Q37), unless the figure makes no sense in it. */
function highestOf(state: State, load: Load, { unit, periods }: ChargingSchedule): number | undefined {
  if (periods.length === 0) return undefined;
  const highest = Math.max(...periods.map(({ limit }) => limit));
  const { supply } = siteOf(state);
  const asWatts = highest / wattsPerAmp(supply, load.cells.length / load.path.length || lineCount[supply]);
  const isWatts = unit === 'W' ? highest > load.maxAmps : highest > 10 * load.maxAmps;
  return isWatts ? asWatts : highest;
}
