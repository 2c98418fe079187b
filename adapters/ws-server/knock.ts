import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import type { Knock, ShownCertificate } from '../../src/core/ports/door.ts';
import type { Utc } from '../../src/model/time.ts';

/** What a handshake says of who is at the door. */
export const knockOf = (request: IncomingMessage, paths: readonly string[]): Knock => ({
  path: request.url ?? '/',
  subprotocols: (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
  ...(request.headers.authorization !== undefined && { authorization: request.headers.authorization }),
  remoteAddress: request.socket.remoteAddress ?? '',
  paths,
  ...tlsOf(request.socket),
});

function tlsOf(socket: unknown): Pick<Knock, 'secure' | 'certificate'> {
  if (!(socket instanceof TLSSocket)) return { secure: false };
  const certificate = certificateOf(socket);
  return { secure: true, ...(certificate !== undefined && { certificate }) };
}

/** Who shows none has an empty one. Whether it is shown to be good is the affair of the door, which says so to people. */
function certificateOf(socket: TLSSocket): ShownCertificate | undefined {
  const shown = socket.getPeerCertificate() as Partial<DetailedPeerCertificate>;
  if (shown.subject === undefined) return undefined;
  return {
    commonName: namesIn(shown.subject.CN)[0] ?? '',
    organizations: namesIn(shown.subject.O),
    serial: shown.serialNumber ?? '',
    ...validityOf(shown),
    ...(!socket.authorized && { fault: String(socket.authorizationError) }),
  };
}

function validityOf({ valid_from, valid_to }: Partial<DetailedPeerCertificate>): Pick<ShownCertificate, 'validity'> {
  const [from, until] = [Date.parse(valid_from ?? ''), Date.parse(valid_to ?? '')];
  return Number.isNaN(from) || Number.isNaN(until) ? {} : { validity: { from: from as Utc, until: until as Utc } };
}

/** A name that stands there more than once comes as a list. */
const namesIn = (name: PeerCertificate['subject']['CN'] | undefined): readonly string[] =>
  name === undefined ? [] : Array.isArray(name) ? (name) : [name];
