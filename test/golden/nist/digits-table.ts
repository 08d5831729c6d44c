/**
 * The table of docs/exactness.md: digits reached of what NIST certifies, cut to one decimal. The test beside says when the
 * page is stale and shows the table that belongs there.
 */
import type { reached } from "./sets.js";

const cut = (digits: number): string => (Math.floor(10 * digits) / 10).toFixed(1);

export function digitsTable(rows: readonly ReturnType<typeof reached>[]): string {
  const header = ["set", "difficulty", "coefficients", "standard errors", "residual sd", "R2", "refined"];
  const lines = rows.map(({ name, difficulty, coefficients, stdErrors, residualSd, r2, refined }) => [
    ...[name, difficulty, cut(coefficients), cut(stdErrors), cut(residualSd), cut(r2)],
    refined ? "yes" : "no",
  ]);
  return [header, header.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
