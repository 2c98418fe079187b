// DataTransfer: messages of our own for what OCPP 1.6 cannot say of one station among many. docs/data-transfer.md lists them.

import type { StationId, UplinkId } from '../../model/ids.ts';
import type { Order, OrderOf } from '../../ocpp/order.ts';
import { checkInbound } from '../../ocpp/schema.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import { asJob } from '../asked/jobs.ts';
import { nearestPlace } from '../files/publish.ts';
import { dialectOfStation } from '../station-dialect.ts';
import type { OrderContext } from './context.ts';
import { answerNow, passOn, stationsOf, uplinkOf } from './context.ts';
import { costVendor } from './cost-vendor.ts';
import { serveCostMessage } from './costs.ts';
import { describeStation } from './describe-station.ts';
import { takeNeeds } from './session-needs.ts';

type DataTransfer = OrderOf<'dataTransfer'>;

/** The vendor id of our own messages; compared without case. */
const vendor = 'busbar';

type Serve = (context: OrderContext, order: DataTransfer, asked: Asked) => void;

/** The data of every message: JSON with the station that is meant, and what the message needs besides. */
interface Asked {
  readonly station: StationId;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Messages that can mean one station: the data carry its "request" in the version of the central system, with the station's
 * own numbers.
 */
const forOneStation = ['GetDiagnostics', 'GetLog', 'SignedUpdateFirmware', 'TriggerMessage', 'UpdateFirmware'] as const;

const passRequest =
  (action: (typeof forOneStation)[number]): Serve =>
  (context, order, { station, fields }) => {
    const request = fields['request'] ?? {};
    const uplink = uplinkOf(context);
    const version = uplink?.config.version ?? '1.6';
    const words = dialectOf(version).orders.byAction.get(action);
    if (words === undefined) return answerNow(context, order, { status: 'UnknownMessageId' });
    const violation = checkInbound(version, action, request);
    if (violation !== undefined)
      return refuse(context, order, `"request" is no ${action} of OCPP ${version}: ${violation.message}`);
    const given = words.read(request as never);
    give(context, order, station, uplink === undefined ? given : asGiven(context, station, uplink.config.id, given));
  };

/** As this station is to get it: firmware that is published here comes from here. */
function asGiven(context: OrderContext, station: StationId, uplink: UplinkId, given: Order): Order {
  const job = asJob(context, station, uplink, given);
  return job.kind === 'updateFirmware' || job.kind === 'signedUpdateFirmware'
    ? { ...job, location: nearestPlace(context.state, job.location) }
    : job;
}

/** The words of 1.6, and those of 2.x. */
const resets: ReadonlyMap<unknown, OrderOf<'reset'>['type']> = new Map([
  ['Hard', 'Immediate'],
  ['Immediate', 'Immediate'],
  ['OnIdle', 'OnIdle'],
  ['Soft', 'Soft'],
]);

const messages: Readonly<Record<string, Serve>> = {
  ...Object.fromEntries(forOneStation.map((action) => [action, passRequest(action)])),
  DescribeStation: (context, order, { station }) =>
    answerNow(context, order, { status: 'Accepted', data: JSON.stringify(describeStation(context, station)) }),
  ResetStation: (context, order, { station, fields }) => {
    const type = fields['type'] ?? 'Soft';
    const meant = resets.get(type);
    if (meant === undefined) return refuse(context, order, '"type" is "Soft", "Hard", "Immediate" or "OnIdle".');
    if (meant === 'OnIdle' && dialectOfStation(context.state, station).version === '1.6')
      return refuse(
        context,
        order,
        'A station of OCPP 1.6 does not wait until it is idle: "type" is "Soft" or "Hard".',
      );
    give(context, order, station, { kind: 'reset', type: meant });
  },
  SessionNeeds: (context, order, { station, fields }) => {
    const taken = takeNeeds(context, station, fields);
    if ('why' in taken) return refuse(context, order, taken.why);
    answerNow(context, order, { status: 'Accepted', data: JSON.stringify(taken) });
  },
  TransferToStation: (context, order, { station, fields }) => {
    const { vendorId, messageId, data } = fields;
    if (typeof vendorId !== 'string' || !isTextOrAbsent(messageId, 50) || !isTextOrAbsent(data, 65_536))
      return refuse(context, order, '"vendorId", "messageId" and "data" are texts; only "vendorId" is needed.');
    give(context, order, station, {
      kind: 'dataTransfer',
      vendor: vendorId.slice(0, 255),
      ...(messageId !== undefined && { message: messageId }),
      ...(data !== undefined && { data }),
    });
  },
};

export function serveDataTransfer(context: OrderContext, order: DataTransfer): void {
  if (order.vendor.toLowerCase() === costVendor) return serveCostMessage(context, order);
  if (order.vendor.toLowerCase() !== vendor) return answerNow(context, order, { status: 'UnknownVendorId' });
  const serve = Object.hasOwn(messages, order.message ?? '') ? messages[order.message ?? ''] : undefined;
  if (serve === undefined) return answerNow(context, order, { status: 'UnknownMessageId' });
  const fields = fieldsOf(order.data);
  const station = stationsOf(context).find((id) => id === fields?.['station']);
  if (fields === undefined || station === undefined)
    return refuse(context, order, 'The data are JSON with the "station" that is meant, such as {"station":"CP-01"}.');
  serve(context, order, { station, fields });
}

function fieldsOf(data: string | undefined): Asked['fields'] | undefined {
  try {
    const fields: unknown = JSON.parse(data ?? '');
    return typeof fields === 'object' && fields !== null ? (fields as Asked['fields']) : undefined;
  } catch {
    return undefined;
  }
}

const isTextOrAbsent = (value: unknown, most: number): value is string | undefined =>
  value === undefined || (typeof value === 'string' && value.length <= most);

const refuse = (context: OrderContext, order: DataTransfer, why: string): void =>
  answerNow(context, order, { status: 'Rejected', data: JSON.stringify({ reason: why }) });

/** The station's own answer comes back in the data. */
function give(context: OrderContext, order: DataTransfer, station: StationId, given: Order): void {
  passOn(context, order, [{ station, order: given }], ([one]) => {
    const { status, data, fileName } = one!.answer;
    const said = { ...(data !== undefined && { data }), ...(fileName !== undefined && { fileName }) };
    return {
      status: status === 'Accepted' ? 'Accepted' : 'Rejected',
      data: JSON.stringify({ station, status, ...said }),
    };
  });
}
