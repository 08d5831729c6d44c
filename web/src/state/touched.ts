/** Which exhibits a change touches, before anything is asked: those of its stage and of stages that take columns of it. Pure. */
import type { DescribedStage, Path } from "../protocol.js";

/** Names of the stages that `paths` touch; null for all of them. */
export function touchedBy(
  paths: readonly Path[] | undefined,
  stages: readonly DescribedStage[],
): ReadonlySet<string> | null {
  if (paths === undefined || paths.some((path) => path[0] !== "stages" || path.length < 2)) return null;
  const touched = new Set(paths.map((path) => String(path[1])));
  // stages stand after those whose columns they take
  for (const { name, spec } of stages) if (takesOf(spec).some((from) => touched.has(from))) touched.add(name);
  return touched;
}

const takesOf = ({ columns }: DescribedStage["spec"]): string[] =>
  Array.isArray(columns) ? columns.flatMap((column: { from?: string } | null) => column?.from ?? []) : [];
