/**
 * Texts of foreign files as pages show them: characters that turn the direction of what follows are left out.
 */
import { withoutTurns } from "../../base/text.js";

/** A tree of plain objects with every text of it so; bytes stay as they are. */
export function plainTexts<T>(value: T): T {
  if (typeof value === "string") return withoutTurns(value) as T;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plainTexts) as T;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, plainTexts(own)])) as T;
}
