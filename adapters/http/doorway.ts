// What is the same for every request, whoever asks: headers for browsers, and the refusal of what no honest page sends.

import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problem } from './problem.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};
/** A year: whoever came by TLS once comes by nothing else. */
const strictTransport = 'max-age=31536000';

export const cameByTls = (request: FastifyRequest): boolean => (request.raw.socket as TLSSocket).encrypted === true;

/** `hosts`: names under which the gateway may be asked, besides loopback. */
export function guardDoorway(server: FastifyInstance, hosts: () => readonly string[]): void {
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(headers);
    const isTls = cameByTls(request);
    if (isTls) void reply.header('strict-transport-security', strictTransport);
    if (!methods.includes(request.method))
      return problem(
        reply.header('allow', methods.join(', ')),
        405,
        'BB_API_METHOD',
        `There is no ${request.method.slice(0, 20)} here.`,
      );
    if (hasTwoHosts(request))
      return problem(reply, 400, 'BB_API_HOST', 'The request names two hosts: nobody knows which one is meant.');
    const host = request.host.replace(/:\d+$/, '').toLowerCase();
    if (!isOurs(host, isTls) && !hosts().includes(host)) return foreignHost(reply, host);
    if (isForeign(request, isTls))
      return problem(
        reply,
        403,
        'BB_API_ORIGIN',
        'A page of another site asked for this in a browser. Ask from the gateway’s own page, or from the command line.',
      );
    return undefined;
  });
}

/** Node.js takes the first; who stands between may have looked at the other (RFC 9112 3.2). */
const hasTwoHosts = ({ raw }: FastifyRequest): boolean =>
  raw.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length > 1;

/** A name may be made to mean any address (DNS rebinding); an address is what it is, and on the LAN one of ours. */
const isOurs = (host: string, isTls: boolean): boolean =>
  loopback.has(host) || (isTls && isIP(host.replace(/^\[(.*)\]$/, '$1')) > 0);

const foreignHost = (reply: FastifyReply, host: string): FastifyReply =>
  problem(
    reply,
    421,
    'BB_API_HOST',
    `This gateway does not answer to the name ${host.slice(0, 100)}. Use its address, or add the name to "api.hosts" of the site file.`,
  );

/** A browser says from which page a request comes; a tool says nothing. */
function isForeign({ headers, host }: FastifyRequest, isTls: boolean): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined) return origin.toLowerCase() !== `${isTls ? 'https' : 'http'}://${host.toLowerCase()}`;
  // Somebody may follow a link here; a page of somebody else may load nothing.
  return site === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate';
}
