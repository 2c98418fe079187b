// The description of the API for programs (OpenAPI 3.1), made of what the routes say of themselves.

import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify';
import { about } from './about.ts';

const title = 'Busbar';
const description =
  'What the dashboard and the command line speak. Errors are problem details (RFC 9457) with a stable `code`. `x-role` is the least role that may use a route; `public` asks for none.';

const Problem = {
  type: 'object' as const,
  required: ['type', 'status', 'code', 'detail'] as string[],
  properties: {
    type: { type: 'string' as const },
    status: { type: 'integer' as const },
    code: { type: 'string' as const, description: 'Stable, such as BB_API_ROLE' },
    detail: { type: 'string' as const, description: 'What happened, and what to do' },
  },
};

export const describeWith = (): FastifyDynamicSwaggerOptions => ({
  openapi: {
    openapi: '3.1.0',
    info: { title, description, version: '1' },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-busbar' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Problem },
    },
  },
  transform: ({ schema, url, route }) => ({ schema: described(schema, route), url }),
});

/** What every route of a kind may say, so that no route repeats it. */
function described(schema: FastifySchema | undefined, { config, method }: RouteOptions): FastifySchema {
  const role = config?.role;
  const isWrite = ![method].flat().every((one) => one === 'GET' || one === 'HEAD');
  return {
    ...schema,
    ...({ 'x-role': role ?? 'nobody', security: role === 'public' ? [] : [{ session: [] }, { token: [] }] } as object),
    response: { ...answersOf(schema), ...errorsOf(role === 'public', isWrite) },
  };
}

const answersOf = (schema: FastifySchema | undefined): object =>
  (schema?.response as object | undefined) ?? { '2XX': { description: 'Done' } };

function errorsOf(isPublic: boolean, isWrite: boolean): Record<string, object> {
  const error = (what: string) => ({
    description: what,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });
  return {
    ...(isWrite && { '400': error('BB_API_BODY, BB_API_QUERY: the request cannot be used') }),
    ...(!isPublic && {
      '401': error('BB_API_SIGN_IN, BB_API_CONFIRM: sign in, or give the password again'),
    }),
    '403': error('BB_API_ROLE, BB_API_UNCLAIMED, BB_API_CSRF, BB_API_ORIGIN'),
    '421': error('BB_API_HOST: not asked under a name of this gateway'),
    '429': error('BB_API_RATE: too many requests; see retry-after'),
    '503': error('BB_API_BUSY: too much waits; see retry-after'),
  };
}

export function openApiRoute(server: FastifyInstance): void {
  let text: string | undefined;
  server.get('/api/v1/openapi.json', about('viewer', 'process', 'This description of the API'), (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((text ??= JSON.stringify(server.swagger()))),
  );
}
