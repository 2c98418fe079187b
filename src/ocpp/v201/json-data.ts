// Data of a vendor: any JSON in 2.x, a text in 1.6.

import { cut } from '../text.ts';

/** The standard has no limit for the data of a vendor. */
const mostData = 64 * 1024;

/** The data as a text: as it is, or that of its JSON. What is no text and too long cannot be cut: it stands as a text. */
export function textOf(data: unknown): { readonly data?: string; readonly isJson?: true } {
  if (data === undefined) return {};
  if (typeof data === 'string') return { data: cut(data, mostData) };
  const text = JSON.stringify(data);
  return text.length > mostData ? { data: cut(text, mostData) } : { data: text, isJson: true };
}

/** The data as they were. */
export const sayJson = (data: string, isJson = false): unknown => (isJson ? (JSON.parse(data) as unknown) : data);
