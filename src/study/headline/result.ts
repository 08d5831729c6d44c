/**
 * The headline of a study that has run: the estimates it names, what each is, and what can be said of the significance of one. Key names
 * are those of results.json, hence the underscores.
 */
import type { Note } from "../../base/messages.js";
import type { EffectColumn, EstimateFacts } from "../stages/effect-column.js";
import type { Finding, StageShown } from "../stages/stage.js";
import type { Headline } from "./headline.js";
import { type Assigned, atAssignment, type Inference, inferenceOf } from "./inference.js";
import type { HeadlineMade } from "./judged.js";

/** An estimate, numbers and words, and what it is. */
export interface HeadlineColumn extends Omit<Finding, "clusters" | "anderson_rubin_p"> {
  readonly label: string;
  readonly facts: EstimateFacts;
  /** Controls that vary over time within units: dated after treatment, too. */
  readonly late_controls: readonly string[];
}

export interface HeadlineRecord {
  readonly stage: string;
  /** Whether the study file names it. */
  readonly named: boolean;
  /** One, or those of the first table with the treatment where none is named. */
  readonly columns: readonly HeadlineColumn[];
  /** Why there is none: effects by event time that have no average. */
  readonly refused?: Note;
  /** Of one; else null. */
  readonly inference: Inference | null;
  /** Levels above its clusters at which treatment was, or may have been, assigned; absent where there are none. */
  readonly assigned?: Assigned;
}

/** Of what the stages of a run have `shown`; null where none of its columns has an estimate, and nothing says why. */
export function headlineRecord(
  { stage, columns, isNamed }: Headline,
  { late, judged, assigned }: HeadlineMade,
  shown: readonly StageShown[],
): HeadlineRecord | null {
  const { findings = [], unfound } = shown.find(({ name }) => name === stage) ?? {};
  const found = columns.flatMap(({ column, label, estimate }: EffectColumn, c) =>
    findings
      .filter((finding) => finding.column === column)
      .map((finding) => ({ finding, label, facts: estimate, late_controls: late[c] ?? [] })),
  );
  if (found.length === 0) {
    return unfound === undefined ? null : { stage, named: isNamed, columns: [], refused: unfound, inference: null };
  }
  return {
    stage,
    named: isNamed,
    columns: found.map(({ finding: { clusters: _, anderson_rubin_p: _p, ...numbers }, ...rest }) => ({
      ...numbers,
      ...rest,
    })),
    inference: columns.length === 1 ? inferenceAt(found[0]!.finding, judged, assigned) : null,
    ...(assigned === null || assigned.levels.length === 0 ? {} : { assigned }),
  };
}

function inferenceAt(finding: Finding, judged: HeadlineMade["judged"], assigned: HeadlineMade["assigned"]): Inference {
  const own = inferenceOf(finding, judged);
  return assigned === null ? own : atAssignment(own, assigned, finding.clusters);
}
