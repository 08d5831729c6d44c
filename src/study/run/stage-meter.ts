/**
 * Progress of a run through named stages of known shares of the work, with the time left extrapolated from
 * the time taken. Knows nothing of what the stages do.
 */
import type { Progress } from "../../base/progress.js";

/** A stage and its share of the whole; shares need not sum to one, and what was kept has none. */
export interface Stage {
  readonly name: string;
  readonly share: number;
}

/**
 * Called with the name of a stage when it begins (and how much of it is done, 0..1, later on), reports to `onProgress` how far
 * the run is; `remark` is set behind the name. `now` gives milliseconds.
 */
export function stageMeter(
  stages: readonly Stage[],
  onProgress: (progress: Progress) => void,
  now: () => number = () => performance.now(),
): (name: string, within?: number, remark?: string) => void {
  const started = now();
  const total = stages.reduce((sum, { share }) => sum + share, 0);
  return (name, within = 0, remark) => {
    const at = stages.findIndex((stage) => stage.name === name);
    const before = stages.slice(0, Math.max(at, 0)).reduce((sum, { share }) => sum + share, 0);
    const fraction = total === 0 ? 1 : Math.min(1, (before + within * (stages[at]?.share ?? 0)) / total);
    const elapsed = now() - started;
    onProgress({
      stage: remark === undefined ? name : `${name} (${remark})`,
      fraction,
      msLeft: fraction > 0 ? (elapsed * (1 - fraction)) / fraction : null,
    });
  };
}
