/** What a point says: null where the device says nothing, never a guess. */
export type Value = number | string | boolean | null;
