// What a depot is ordered from outside while a run goes on.

/** All times in ms since the world began. */
export interface Orders {
  /** Undefined takes it back. */
  readonly circuits?: readonly { readonly atMs: number; readonly circuit: string; readonly amps: number | undefined }[];
  readonly profiles?: readonly Profile[];
  /** It says a limit when it may say another, and now and then; its heartbeat in between. */
  readonly controlBox?: readonly { readonly atMs: number; readonly amps: number }[];
}

/** The central system allows connector 1 the first station, 0 all of them, so many amps from so many seconds on. */
export interface Profile {
  readonly atMs: number;
  readonly connector: number;
  readonly id: number;
  readonly amps: Readonly<Record<number, number>>;
}
