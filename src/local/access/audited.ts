import type { Actor } from '../actor.ts';

/** A write over the API and what became of it, in words that hold no secret: bodies are not in it. */
export interface Audited {
  /** Undefined where nobody proved who he is. */
  readonly actor: Actor | undefined;
  readonly address: string;
  /** The method and the route, such as `PUT /api/v1/circuits/:id/limit`. */
  readonly what: string;
  /** What stands in the places of the route, such as `{ id: 'main' }`. */
  readonly target: Readonly<Record<string, string>>;
  /** Of HTTP. */
  readonly status: number;
  /** Of the refusal. */
  readonly code?: string;
}
