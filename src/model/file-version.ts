/** A change of a file of the site: who made it, over which way, and what it was. */
export interface Version {
  readonly version: number;
  readonly at: string;
  readonly by: string;
  readonly via: string;
  readonly reason?: string;
  readonly summary: string;
  readonly undoes?: number;
}
