/**
 * Texts of foreign files as pages show them: characters that turn the direction of what follows are left out, because they could make a
 * reader see other words, or digits in another order, than stand there.
 * Source: Boucher & Anderson (2023), Trojan Source, USENIX Security; Unicode Standard Annex 9, section 2.
 */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export const plainText = (text: string): string => text.replace(DIRECTIONS, "");

/** The same for every text of a tree of plain objects; bytes stay as they are. */
export function plainTexts<T>(value: T): T {
  if (typeof value === "string") return plainText(value) as T;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plainTexts) as T;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, plainTexts(own)])) as T;
}
