/** Names of circuits and stations are Latin: U+2068 … U+2069 keeps each in its own direction. */
export const own = (text: string): string => `\u2068${text}\u2069`;
