// What each route says of itself: who may use it, and what it is for. The OpenAPI description is made of it.

import type { FastifySchema } from 'fastify';
import type { Who } from '../../src/local/access/decide.ts';
import type { Actor, Role, RouteRole } from '../../src/local/actor.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route; without it, nobody. */
    role?: RouteRole;
    /** False for a write of installers and admins that changes nothing: no password is asked for again. */
    confirm?: boolean;
  }
  interface FastifyRequest {
    /** Set on every route that is not public. */
    actor: Actor;
    /** Set where somebody proved who he is, on public routes too. */
    who: Who | undefined;
  }
  interface FastifySchema {
    summary?: string;
    description?: string;
    tags?: readonly string[];
  }
}

export interface About {
  readonly config: { readonly role: RouteRole; readonly confirm?: boolean };
  readonly schema: FastifySchema;
}

/** The options of a route: `server.get(path, about('viewer', 'site', 'The site now'), …)`. */
export const about = (role: RouteRole, tag: string, summary: string, schema: FastifySchema = {}): About => ({
  config: { role },
  schema: { summary, tags: [tag], ...schema },
});

/** The same for a write that changes nothing, such as a preview. */
export function aboutLook(role: Role, tag: string, summary: string, schema?: FastifySchema): About {
  const said = about(role, tag, summary, schema);
  return { ...said, config: { role, confirm: false } };
}
