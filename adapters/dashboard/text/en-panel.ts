// The texts of the panel in English: what EVSEs do, why they may draw what they may draw, what the site is connected to.

export interface WhyParts {
  readonly circuit: string;
  readonly line: string;
  readonly limit: string;
  readonly sharedBy: number;
  readonly source: string;
  readonly until: string;
}

/** The same texts in any words. */
export type Loose<Texts> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string
    ? string
    : Texts[Key] extends (...args: infer Args) => string
      ? (...args: Args) => string
      : Loose<Texts[Key]>;
};

export type Panel = Loose<typeof panel>;

const place = ({ circuit, line }: WhyParts): string =>
  line === '' ? `circuit ${circuit}` : `${line} of circuit ${circuit}`;
const room = ({ limit }: WhyParts): string => (limit === '' ? '' : ` (limit ${limit})`);
const until = (parts: WhyParts): string => (parts.until === '' ? '' : ` until ${parts.until}`);

export const panel = {
  states: {
    unreachable: 'Not reachable',
    faulted: 'Faulted',
    charging: 'Charging',
    paused: 'Paused',
    asleep: 'Asleep',
    full: 'Full',
    plugged: 'Plugged in',
    outOfService: 'Out of service',
    reserved: 'Reserved',
    free: 'Free',
    unknown: 'Unknown',
  },
  evse: {
    measured: 'Measured',
    limit: 'Limit as told',
    envelope: 'May draw at most',
    fallback: 'Alone (fallback)',
    delivered: 'Delivered',
    cost: 'Cost',
    holding: 'Holds its limit',
    upstream: 'Number upstream',
  },
  holding: { hold: 'for good', lease: 'until a lease ends', watchdog: 'until its watchdog acts' },
  behaviours: {
    unreachable: 'The station is not reachable',
    uncontrollable: 'The station takes no limit',
    refuses: 'The station refused its limit',
    ignores: 'It draws more than it may',
    overshoots: 'It draws a little more than it may',
    asleep: 'The vehicle sleeps',
    full: 'The vehicle is full',
    takesLess: 'The vehicle takes less than it may',
    unmeasured: 'Nobody measures it',
    follows: 'It follows its limit',
  },
  why: {
    rating: () => 'it has all that its EVSE can give.',
    fallback: () => 'what it may draw when nobody tells it otherwise.',
    circuit: (parts: WhyParts) =>
      `${place(parts)} is full${room(parts)}${parts.sharedBy > 1 ? `; ${parts.sharedBy} vehicles share it` : ''}.`,
    waiting: (parts: WhyParts) => `it waits for its turn: ${place(parts)} has no room${room(parts)}.`,
    priority: (parts: WhyParts) => `${place(parts)} is full${room(parts)}; others have a higher priority.`,
    starting: () => 'its session has just begun.',
    justPaused: () => 'it was paused a moment ago and waits some minutes.',
    unbalance: (parts: WhyParts) => `${place(parts)} would carry too much more than the other lines.`,
    vehicle: () => 'its vehicle takes no more.',
    plan: () => 'the plan has better hours for it.',
    surplus: () => 'it charges on the surplus of the sun, and there is no more now.',
    csms: ({ source }: WhyParts) => `the central system ${source} limits it.`,
    stationLimit: ({ source }: WhyParts) => `somebody else limits the station ${source}.`,
    gridOperator: ({ source }: WhyParts) => `the grid operator limits it (input ${source}).`,
    window: (parts: WhyParts) => `circuit ${parts.circuit} has less at this time of the day${until(parts)}.`,
    temporary: (parts: WhyParts) => `circuit ${parts.circuit} is limited for a while${until(parts)}.`,
    lpc: (parts: WhyParts) => `the control box of the grid operator limits all stations${until(parts)}.`,
    lockout: ({ circuit }: WhyParts) =>
      `circuit ${circuit} drew too much too often: fallbacks until a person has looked.`,
    idle: () => 'nobody charges.',
    unreachable: () => 'the station is not reachable and keeps what it was told last.',
    uncontrollable: () => 'the station takes no limit and counts at its rating.',
    refusesZero: () => 'it should have nothing, but refuses a limit of 0.',
    notAuthorized: () => 'its token was refused after it began.',
    tried: () => 'somebody lowers it for a moment to see on which lines it is.',
    moving: () => 'it was put on another circuit and has not taken a limit there yet.',
    ignoresLimit: () => 'it draws more than it may, and gets nothing until it obeys.',
    safeMode: () => 'the gateway runs in safe mode and only lowers.',
  },
  now: {
    diagram: 'One-line diagram',
    supply: 'Grid connection',
    outside: 'What the site is connected to',
    charging: 'charging',
    plugged: 'plugged in',
    evses: 'EVSEs',
    onFullest: 'charging, on the fullest line',
    limit: (value: string) => `of ${value}`,
    pending: '(being told)',
    worstCase: (value: string) => `at most ${value}`,
    vehiclesDraw: (value: string) => `${value} by vehicles`,
    notMeasured: 'not measured',
    lessNow: (now: string, usual: string) => `${now} instead of ${usual} now:`,
    lockedOut: (since: string) => `Locked out since ${since}: it drew more than agreed too often.`,
    haveLooked: 'I have looked: let it charge again',
    until: (at: string) => `until ${at}`,
    more: 'Why?',
    toStation: 'Station',
    toPlan: 'Plan',
    uplinks: 'Uplinks',
    noUplinks: 'Nobody upstream is told anything.',
    connected: 'Connected',
    notAccepted: 'Connected, not accepted',
    away: 'Not connected',
    connections: (open: string, of: string) => `${open} of ${of} connections`,
    waiting: (count: string) => `${count} waiting`,
    behind: (count: string) => `${count} behind`,
    gaps: (count: string) => `${count} gaps: not everything could be kept for it.`,
    meters: 'Meters',
    neverRead: 'Never read',
    readAgo: (age: string) => `Last read ${age} ago; its worst case counts.`,
    orders: 'Grid operator',
    controlBox: 'Control box',
    inForce: (since: string) => `In force since ${since}`,
    notInForce: 'Not in force',
    limitFor: 'Limit for a while',
    limitTitle: (circuit: string) => `Limit ${circuit} for a while`,
    limitHint: 'Limits only tighten: more than the site file says has no effect.',
    hours: 'For how many hours',
    limitBack: 'Take the limit back',
  },
  lessBecause: {
    window: 'a time of the day.',
    temporary: 'somebody limited it.',
    gridOperator: 'the grid operator.',
    lpc: 'the control box of the grid operator.',
    lockout: 'it is locked out.',
    csms: 'a central system.',
    safeMode: 'safe mode.',
  },
  uplinkRoles: { control: 'controls', observe: 'observes' },
  meterRoles: { pv: 'sun', battery: 'battery' },
  quality: { good: 'Good', stale: 'Stale', invalid: 'Invalid', comm: 'Does not answer' },
  inputActions: { dim: 'dims', stop: 'stops', limit: 'limits' },
} as const;
