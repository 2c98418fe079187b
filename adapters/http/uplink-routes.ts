// What a central system has not taken: given up, sent again, or thrown away.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { UplinkId } from '../../src/model/ids.ts';
import { about } from './about.ts';
import type { AskAndSend } from './ask-and-send.ts';

const at = '/api/v1/uplinks/:id';

export function uplinkRoutes(server: FastifyInstance, ask: AskAndSend): void {
  server.post(
    `${at}/abandon`,
    about('installer', 'uplinks', 'Gives up what a removed uplink has not taken'),
    (request, reply) => ask({ kind: 'abandon', uplink: uplinkIn(request) }, reply),
  );
  server.get(
    `${at}/dead-letters`,
    about('viewer', 'uplinks', 'Messages that the central system refused for good'),
    (request, reply) => ask({ kind: 'deadLetters', uplink: uplinkIn(request) }, reply),
  );
  server.post(
    `${at}/dead-letters/:messageId/replay`,
    about('operator', 'uplinks', 'Sends a refused message again'),
    (request, reply) => ask({ kind: 'replayLetter', uplink: uplinkIn(request), messageId: messageIn(request) }, reply),
  );
  server.post(
    `${at}/dead-letters/:messageId/discard`,
    about('installer', 'uplinks', 'Throws a refused message away'),
    (request, reply) => ask({ kind: 'discardLetter', uplink: uplinkIn(request), messageId: messageIn(request) }, reply),
  );
}

const uplinkIn = (request: FastifyRequest): UplinkId => (request.params as { id: string }).id as UplinkId;

const messageIn = (request: FastifyRequest): string => (request.params as { messageId: string }).messageId;
