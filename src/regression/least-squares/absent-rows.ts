/**
 * What a regression has of its rows where these are elsewhere: facts that sums give, and for whoever asks for a row a refusal by name.
 */
import { NotSupported } from "../../base/errors.js";
import type { Note } from "../../base/messages.js";
import { SampleColumn } from "../../base/row-runs.js";
import type { Table } from "../../data/table/table.js";
import type { ModelSpec } from "../../formula/spec.js";
import type { Absorber } from "../absorb/absorber.js";
import type { Sample } from "../frame/sample.js";
import type { ExpandedTerms } from "../frame/terms.js";
import type { CountedEffect } from "./least-squares-steps.js";

/** The name of a constant among regressors, the first of them. */
export const INTERCEPT = "(Intercept)";

/** What is known of effects that were absorbed before there were moments. */
export interface EffectFacts extends Pick<Absorber, "redundancies" | "rank" | "components"> {
  readonly iterations: number;
  readonly error: number;
  readonly certificate: number;
}

/** What is known of the rows beside their moments. */
export interface MomentFacts {
  readonly table: Table;
  readonly spec: ModelSpec;
  readonly nobs: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
  /** Regressors in the order of the blocks, the outcome's name, and words for them. */
  readonly names: readonly string[];
  readonly labels: ExpandedTerms["labels"];
  /**
   * Means, and sums of squares about them, of regressors and outcome. Columns of the blocks are less their means, but for a constant;
   * without effects and without a constant they are as they are.
   */
  readonly means: readonly number[];
  readonly squares: Float64Array;
  /** Effects as they are counted; nested is whether each level lies in one cluster of the variance. */
  readonly effects: readonly CountedEffect[];
  readonly isWeighted: boolean;
  /** Null where the moments have the dummies of all effects but one. */
  readonly graph: EffectFacts | null;
  /** Of the record's solver: how effects were taken out, and why so. */
  readonly method: string;
  readonly reason: Note;
}

export const outcomeName = ({ spec, names }: MomentFacts): string =>
  names[names.length] ?? spec.call.split("~", 1)[0]!.trim();

/** NotSupported `engine_rows`: `what` would have to come from the rows. */
export const noRows = ({ call }: ModelSpec, what: string): NotSupported =>
  new NotSupported(
    "engine_rows",
    `'${call}': the rows stay where they are, and this would need ${what}. Ask for iid, hetero or clustered errors, or bring the columns home.`,
    { got: what, expected: "what sums over the rows answer" },
  );

/** A column of which mean and spread are known. */
class AbsentColumn extends SampleColumn {
  constructor(
    private readonly spec: ModelSpec,
    private readonly mean: number,
    private readonly squares: number,
    private readonly nRows: number,
  ) {
    super(new Float64Array(0));
  }
  override get length(): number {
    return this.nRows;
  }
  override get first(): number {
    return this.mean;
  }
  override isConstant(): boolean {
    return this.squares <= Number.EPSILON ** 2 * this.mean ** 2 * this.nRows;
  }
  override numbers(): Float64Array {
    throw noRows(this.spec, "the numbers of a column");
  }
}

export const columnOf = ({ spec, means, squares, nobs }: MomentFacts, j: number): SampleColumn =>
  new AbsentColumn(spec, means[j]!, squares[j]!, nobs);

export const termsOf = (facts: MomentFacts): ExpandedTerms => ({
  names: facts.names,
  columns: facts.names.map((_, j) => columnOf(facts, j)),
  labels: facts.labels,
  notes: [],
});

export const sampleOf = (facts: MomentFacts): Sample => ({
  n: facts.nobs,
  get rows(): Uint32Array {
    throw noRows(facts.spec, "the numbers of its rows");
  },
  selected: undefined,
  effects: facts.effects.map(({ name, levels }) => ({
    name,
    nLevels: levels,
    label: String,
    get codes(): Uint32Array {
      throw noRows(facts.spec, `'${name}' row by row`);
    },
  })),
  get weights(): Float64Array | null {
    if (!facts.isWeighted) return null;
    throw noRows(facts.spec, "weights row by row");
  },
  evaluated: new Map(),
  dropped: facts.dropped,
  notes: facts.notes,
});
