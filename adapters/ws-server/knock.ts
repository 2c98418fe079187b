import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import type { Knock, ShownCertificate } from '../../src/core/ports/door.ts';
import { utc } from '../../src/model/time.ts';
import type { Listener } from './listener.ts';

/** What a handshake says of who is at the door. */
export const knockOf = (request: IncomingMessage, { paths, tls }: Pick<Listener, 'paths' | 'tls'>): Knock => ({
  path: request.url ?? '/',
  subprotocols: (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
  ...(request.headers.authorization !== undefined && { authorization: request.headers.authorization }),
  remoteAddress: request.socket.remoteAddress ?? '',
  ...pageOf(request),
  paths,
  ...tlsOf(request.socket, tls),
});

/** Some stations name an origin too; a browser always does, under a name that no page can change. */
function pageOf({ headers }: IncomingMessage): Pick<Knock, 'page'> {
  const { origin, 'user-agent': agent = '' } = headers;
  return origin !== undefined && /^mozilla\//i.test(agent) ? { page: origin } : {};
}

const oldTls = ['TLSv1', 'TLSv1.1'];

function tlsOf(socket: unknown, tls: Listener['tls']): Pick<Knock, 'secure' | 'oldTls' | 'certificate'> {
  if (!(socket instanceof TLSSocket)) return { secure: false };
  const certificate = certificateOf(socket, tls);
  return {
    secure: true,
    ...(oldTls.includes(socket.getProtocol() ?? '') && { oldTls: true }),
    ...(certificate !== undefined && { certificate }),
  };
}

/** Who shows none has an empty one. Whether it is shown to be good is the affair of the door, which says so to people. */
function certificateOf(socket: TLSSocket, tls: Listener['tls']): ShownCertificate | undefined {
  const shown = socket.getPeerCertificate() as Partial<PeerCertificate>;
  if (shown.subject === undefined) return undefined;
  const fault = socket.authorized ? undefined : String(socket.authorizationError);
  const validFrom = Date.parse(shown.valid_from ?? '');
  const validTo = Date.parse(shown.valid_to ?? '');
  return {
    commonName: namesIn(shown.subject.CN)[0] ?? '',
    organizations: namesIn(shown.subject.O),
    serial: shown.serialNumber ?? '',
    ...(Number.isFinite(validFrom) && { validFrom: utc(validFrom) }),
    ...(Number.isFinite(validTo) && { validTo: utc(validTo) }),
    ...(fault !== undefined && { fault }),
    ...(fault === 'CERT_HAS_EXPIRED' && wasGood(socket, tls) && { onlyExpired: true }),
  };
}

function wasGood(socket: TLSSocket, tls: Listener['tls']): boolean {
  const leaf = socket.getPeerX509Certificate();
  return leaf !== undefined && tls?.wasGood(leaf) === true;
}

/** A name that stands there more than once comes as a list. */
const namesIn = (name: PeerCertificate['subject']['CN'] | undefined): readonly string[] =>
  name === undefined ? [] : Array.isArray(name) ? name : [name];
