// Which lines of the site an EVSE is on: the test of it, and what the site file would say of what was found.

import { Type } from 'typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { placeOfPhases } from '../../src/local/phases-edit.ts';
import type { PhaseTestAnswer, PhaseTestView } from '../../src/local/phase-test.ts';
import type { FileDesk } from '../../src/local/site-file.ts';
import { about } from './about.ts';
import type { AskAndSend } from './ask-and-send.ts';
import { evseIn } from './charging-routes.ts';

const Body = Type.Object(
  {
    action: Type.Union([Type.Literal('begin'), Type.Literal('end')]),
    stepSeconds: Type.Optional(
      Type.Number({ minimum: 35, maximum: 120, description: '45 when absent; more for a station that tells seldom' }),
    ),
    amps: Type.Optional(
      Type.Number({ minimum: 0, maximum: 10_000, description: 'The least that a vehicle charges with when absent' }),
    ),
  },
  { additionalProperties: false },
);

type Body = { readonly action: 'begin' | 'end'; readonly stepSeconds?: number; readonly amps?: number };

/** Each answers with a `PhaseTestAnswer`, or a problem. */
export function findPhasesRoutes(server: FastifyInstance, ask: AskAndSend, desk: FileDesk | undefined): void {
  const at = '/api/v1/stations/:id/evses/:evse/find-phases';
  const answer = async (request: FastifyRequest, reply: FastifyReply, body: Body | { action: 'look' }) => {
    const view = await ask({ kind: 'findPhases', evse: evseIn(request), ...body }, reply);
    return reply.sent ? reply : withWriting(view as PhaseTestView, request, desk);
  };
  server.get(
    at,
    about('operator', 'stations', 'How far the test of the phases of an EVSE is, and what it found'),
    (request, reply) => answer(request, reply, { action: 'look' }),
  );
  server.post(
    at,
    about('installer', 'stations', 'Steps an EVSE to see which lines of the site follow', { body: Body }),
    (request, reply) => answer(request, reply, request.body as Body),
  );
}

/** Only what is sure goes into a file. */
function withWriting(view: PhaseTestView, request: FastifyRequest, desk: FileDesk | undefined): PhaseTestAnswer {
  const { phases, confidence } = view.finding ?? {};
  if (phases === undefined || confidence !== 'sure' || desk === undefined) return view;
  const { id, evse } = request.params as { id: string; evse: string };
  const file = desk.look();
  if (!file.ok) return { ...view, writing: { why: file.problem.detail } };
  const place = placeOfPhases(file.value.file, id, Number(evse));
  if (!place.ok) return { ...view, writing: { why: place.why } };
  return place.now === phases ? view : { ...view, writing: { etag: file.value.etag, edits: [place.edit(phases)] } };
}
