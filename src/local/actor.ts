// Who asks over the API, and what each of the four roles may do.

export const roles = ['viewer', 'operator', 'installer', 'admin'] as const;

/** viewer < operator < installer < admin: each may do what those before it may. */
export type Role = (typeof roles)[number];

/** What a route asks for. `public` asks for nothing. */
export type RouteRole = Role | 'public';

export interface Actor {
  readonly name: string;
  readonly role: Role;
  /** `local`: a command on this computer. `open`: nobody is asked who he is (`api.access: open`). */
  readonly via: 'session' | 'token' | 'local' | 'open';
  readonly address: string;
}

export const mayAs = (role: Role, wanted: Role): boolean => roles.indexOf(role) >= roles.indexOf(wanted);

/** Where nothing is claimed and nobody is asked: everybody is admin. */
export const openActor = (address: string): Actor => ({ name: 'local', role: 'admin', via: 'open', address });
