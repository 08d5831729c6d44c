/** The smallest step-down p that the draws of a family could have given. */
import type { RomanoWolfRecord } from "./record.js";

/** All sign vectors hold the sample's own, and on two sides its mirror image; random draws have the sample counted beside them. */
export function leastP({ alternative, bootstrap }: Pick<RomanoWolfRecord, "alternative" | "bootstrap">): number {
  const { enumerated, ties, draws } = bootstrap;
  if (!enumerated) return 1 / (1 + draws.used);
  return ties === "strict" ? 0 : (alternative === "two-sided" ? 2 : 1) / draws.used;
}
