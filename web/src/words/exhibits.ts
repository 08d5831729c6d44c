/** What exhibits are called, by the names they have in the report: table1, figureA2. */
import type { Language } from "../../../src/base/messages.js";

const KINDS = { table: { en: "Table ", zh: "表" }, figure: { en: "Figure ", zh: "图" } } as const;

/** Table 1, Figure A2. */
export function exhibitName(id: string, language: Language): string {
  const [, kind, number] = /^(table|figure)(A?\d+)$/.exec(id) ?? [];
  return number === undefined ? id : KINDS[kind as keyof typeof KINDS][language] + number;
}
