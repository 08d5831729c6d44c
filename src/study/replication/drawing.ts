/** Which stages of a study drew at random, by what their exhibits and their records say of seeds. */
import type { StageShown } from "../stages/stage.js";

/** Names of the stages whose exhibits rest on a seed, or whose records have one beside what was drawn with it. */
export const drawingStages = (shown: readonly Pick<StageShown, "name" | "exhibits" | "record">[]): string[] =>
  shown.flatMap(({ name, exhibits, record }) =>
    exhibits.some(({ about }) => about.seed !== null) || hasDrawn(record, "") ? [name] : [],
  );

/** A record of an estimate has a seed of its options whether it drew or not; one of draws says how many, or by which generator. */
function hasDrawn(value: unknown, key: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { seed, draws, generator } = value as Readonly<Record<string, unknown>>;
  if (typeof seed === "number" && (key === "draws" || draws != null || generator != null)) return true;
  return Object.entries(value).some(([own, inner]) => hasDrawn(inner, own));
}
