/** `full` and `readOnly` pass; `absent` is safe mode, which has no journal. */
export type DiskState = 'ok' | 'full' | 'readOnly' | 'absent';
