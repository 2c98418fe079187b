// What stations do otherwise than the standard says, and what becomes of it. Rows that change a payload name their repairs,
// which run only when a payload breaks its schema; everything else is done where `by` says. Tests bear the numbers.

import type { Repair } from './draft.ts';
import * as repairs from './v16/repairs.ts';

export interface Quirk {
  readonly number: number;
  /** Makes, and issues of trackers. */
  readonly seenIn: string;
  readonly becomes: string;
  /** The file that does it, below src or from the root. */
  readonly by: string;
  /** By action of OCPP 1.6; `GetConfiguration.conf` is an answer. */
  readonly repairs?: Readonly<Record<string, Repair>>;
}

const inRepairs = 'ocpp/v16/repairs.ts';
const samples = (repair: Repair) => ({ MeterValues: repair, StopTransaction: repair });
const of = (number: number, seenIn: string, becomes: string, by: string): Quirk => ({ number, seenIn, becomes, by });
const mends = (number: number, seenIn: string, becomes: string, repairs: Quirk['repairs']): Quirk => ({
  ...of(number, seenIn, becomes, inRepairs),
  ...(repairs !== undefined && { repairs }),
});

const transactions = 'core/hear/transactions.ts';
const clock = 'core/hear/clock.ts';
const registers = 'core/hear/registers.ts';
const connect = 'core/connect.ts';
const statuses = 'core/adopt/ask-statuses.ts';
const ladder = 'control/ladder.ts';
const limitsAfterZero = 'core/limits/reallocate.ts';
const limitsOfZero = 'core/limits/zero-refused.ts';
const event = 'core/hear/event.ts';

export const quirks: readonly Quirk[] = [
  mends(1, 'Alfen: steve#740', 'an id beyond int32 is none: EVSE and time tell the transaction', {
    MeterValues: repairs.mendSampleNumber,
  }),
  of(2, 'steve#61, evcc#27686', 'transaction id 0 of MeterValues is none', 'core/hear/samples.ts'),
  mends(3, 'steve#1569, libocpp#495', 'a stop that names no transaction means the open one, and is always answered', {
    StopTransaction: repairs.mendStopNumber,
  }),
  of(4, 'steve#156', 'a stop of nothing known is kept and answered with {}', transactions),
  of(5, 'Growatt THOR: evcc#10399', 'a time without zone is local by the learned offset', clock),
  of(6, 'monta ocpp-emulator#5', 'the offset +02 is read', 'ocpp/time.ts'),
  of(7, 'steve#136', 'local time that is called UTC: the offset is learned, times are kept and flagged', clock),
  of(8, 'MicroOcpp#230, steve#740', 'a clock before 2020 is none: the time of arrival counts', clock),
  mends(9, 'citrineos#166', 'a missing or unreadable time: the time of arrival counts', {
    StartTransaction: repairs.mendTime,
    StopTransaction: (payload) => [repairs.mendTime(payload), repairs.mendMeterTimes(payload)].includes(true),
    MeterValues: repairs.mendMeterTimes,
    StatusNotification: repairs.mendOptionalTime,
    SecurityEventNotification: repairs.mendTime,
  }),
  of(10, 'steve#152', 'Celsius and Celcius are read; Celcius is sent', 'ocpp/v16/meter-values.ts'),
  mends(11, 'lbbrhzn#1576', 'the units Hz and Hertz go: 1.6 has none for a frequency', samples(repairs.mendUnits)),
  mends(12, 'Legrand: lbbrhzn#1248', 'an unknown errorCode is OtherError, its word the vendorErrorCode', {
    StatusNotification: repairs.mendErrorCode,
  }),
  of(13, 'Schneider EVlink: lbbrhzn#213', 'serial numbers may be long', 'ocpp/v16/provisioning.ts'),
  of(14, 'Grizzl-E: lbbrhzn#899', 'names of models may be long', 'ocpp/v16/provisioning.ts'),
  mends(15, 'Alfen: lbbrhzn#361', 'an unknown context is Other', samples(repairs.mendContexts)),
  of(16, 'lbbrhzn#466', 'meter values without a sample are answered and left out', 'ocpp/v16/meter-values.ts'),
  of(17, 'evcc#14579', 'properties that the schema does not know are ignored', 'ocpp/schema-source.ts'),
  mends(18, 'Scame: mobilityhouse#582', 'values of settings that are numbers or booleans become texts', {
    'GetConfiguration.conf': repairs.mendSettings,
  }),
  of(19, 'Wallbox, ABB, Webasto: evcc#28540', 'no boot: served at once, asked for a boot', 'core/adopt/ask-boot.ts'),
  of(20, 'Wallbox, EN+: lbbrhzn#1510', 'no CALL before the boot was answered or 10 s passed', connect),
  of(21, 'EVBox Elvi, Mennekes: evcc#15991', 'statuses that do not come are asked for, or provoked', statuses),
  of(22, 'Growatt: open-ocpp#46', 'triggers name their connector; a refusal is taken', statuses),
  of(
    23,
    'lbbrhzn (ocppv16.py)',
    'ChangeAvailability of 0 refused: each connector is told',
    'core/orders/availability.ts',
  ),
  of(24, 'Grizzl-E: lbbrhzn#442', 'no subprotocol: assumeProtocol of the station counts', 'core/door/admit.ts'),
  of(25, 'lbbrhzn#1984', 'no "Connection: Upgrade": Node.js sees no upgrade; cannot be served', 'nowhere'),
  of(26, 'OCPP.Core#45, ocpp-go#358', 'RSV1 without agreement: closed with 1002 and remembered', connect),
  of(27, 'Java-OCA-OCPP#413', 'no context takeover; 1.6 is not compressed at all', 'adapters/ws-server/server.ts'),
  of(
    28,
    'ocpp-go#314, steve#357',
    'a newcomer waits while the old connection is asked for a sign',
    'core/door/rivals.ts',
  ),
  of(29, 'ts-ocpp#19, ev-server#2388', 'a late close of an old socket touches nothing', connect),
  of(30, 'FoxESS: lbbrhzn#2008', 'every connection begins anew with its own version', connect),
  of(31, 'citrineos-core#1093, openems#1401', 'identities percent-encoded, or a whole URL', 'ocpp/identity.ts'),
  of(32, 'steve#1899, Java-OCA-OCPP#143', 'keys as hex, text or bytes', 'core/door/credentials.ts'),
  of(33, 'Mennekes: evcc#26837', 'late answers count for 5 min; the time it takes is learned', 'core/hear/late.ts'),
  of(34, 'EVBox, ABB: evcc#9766', 'purposes of profiles vary', ladder),
  of(35, 'ABB Terra DC: evcc#30114', 'no SetChargingProfile: counts with its rating', ladder),
  of(36, 'lbbrhzn#1635, evcc#9838', 'only W; the unit "power" is read as W', ladder),
  of(37, 'ev-server#1837', 'a composite in A where W was asked', 'core/adopt/verify-limits.ts'),
  of(38, 'evcc#16768', 'limit 0 refused: it keeps its minimum, or is stopped, or out of service', limitsOfZero),
  of(39, 'go-e: ocpp-rpc#81', 'the limit after 0 is ignored', limitsAfterZero),
  of(
    40,
    'go-e: go-eCharger-API-v2#154',
    'numberPhases ignored: every line counts that is wired',
    'control/envelope.ts',
  ),
  of(41, 'ocpp-rpc#50', '8.1 is a multiple of 0.1', 'ocpp/schema.ts'),
  of(42, 'Grizzl-E: lbbrhzn#2093', 'a register from zero in MeterValues only: meterStart is added, flagged', registers),
  mends(43, 'Alfen: lbbrhzn#374, evcc#29374', 'a register that drops or is missing is flagged and not believed', {
    StartTransaction: repairs.mendRegister('meterStart'),
    StopTransaction: repairs.mendRegister('meterStop'),
  }),
  of(44, 'Iocharger: citrineos-core#1060', 'meterStart 0 after a register: flagged, the register counts', registers),
  of(45, 'steve#740, lbbrhzn#934', 'kWh and Wh mixed: each sample has its own unit', 'ocpp/v16/meter-values.ts'),
  of(46, 'evcc#27686', 'one entry per sample: entries of one time are one', 'ocpp/v16/meter-values.ts'),
  of(47, 'lbbrhzn#2135, #2141', 'an event without EVSE or connector is taken; what comes late is not live', event),
  of(48, 'citrineos-core#1053', 'a transaction goes on until its Ended comes, whatever was said of it', event),
  of(49, 'citrineos-core#964', 'an empty idToken of the type NoAuthorization is accepted', 'core/hear/event-token.ts'),
  of(50, 'Alfen: lbbrhzn#514', 'short hexadecimal tokens for remote starts', 'core/tokens/token-format.ts'),
  of(51, 'steve#1294, MicroOcpp#237', 'a start under a new id is known by what it says', transactions),
  of(52, 'OCPP.Core#55', 'no transaction has the id 0, whatever the verdict', 'site/gateway-part.ts'),
  of(53, 'OCPP.Core#47, open-ocpp#204', 'a stop needs no idTag', transactions),
  of(54, 'steve#45', 'details of a CALLERROR may be a text', 'ocpp/frame.ts'),
  of(
    55,
    'evcc#26837',
    'refuses everything or wants a reboot: shown, and left alone for a while',
    'core/adopt/refusals.ts',
  ),
];

/** What is no quirk of anybody but happens to everybody: words in another case or of no list, times, tokens (G9). */
const common: Readonly<Record<string, Repair>> = {
  MeterValues: (payload) => [repairs.mendSampleWords(payload), repairs.dropUntoldSamples(payload)].includes(true),
  StartTransaction: repairs.mendToken,
  StatusNotification: repairs.mendStatus,
  StopTransaction: (payload) =>
    [repairs.mendReason(payload), repairs.mendSampleWords(payload), repairs.dropUntoldSamples(payload)].includes(true),
};

/** The repairs of one message of 1.6 in their order, each with the number of its quirk; none for what is common. */
export function repairsOf(message: string): readonly (readonly [number | undefined, Repair])[] {
  const rows = quirks.flatMap(({ number, repairs }) => {
    const repair = repairs !== undefined && Object.hasOwn(repairs, message) ? repairs[message] : undefined;
    return repair === undefined ? [] : [[number, repair] as const];
  });
  const last = Object.hasOwn(common, message) ? common[message] : undefined;
  return last === undefined ? rows : [...rows, [undefined, last]];
}
