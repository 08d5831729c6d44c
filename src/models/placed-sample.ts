/**
 * Layer models. The sample of a regression and its columns in linear memory, each column copied once. Numbers are first
 * taken to be finite and looked at while they are copied; only where one is not are the rows that lack one sought, and the
 * sample taken again. What was evaluated is kept between the two. Knows no estimator.
 */
import { UsageError } from "../base/errors.js";
import { SampleColumn } from "../base/sample-column.js";
import { type Evaluated, evaluate } from "../design/expression.js";
import type { Sample, SampleOptions } from "../design/sample.js";
import { requiredColumns } from "../design/term-sample.js";
import { type ExpandedTerms, expandTerms } from "../design/terms.js";
import { printExpression } from "../formula/print.js";
import type { ModelSpec } from "../formula/spec.js";
import type { VcovSpec } from "../inference/vcov-spec.js";
import { placeColumns, placeFiniteColumns } from "../kernels/columns.js";
import type { Engine, F64Block, Scope } from "../kernels/engine.js";
import { elementary } from "../kernels/math.js";
import type { Table } from "../table/table.js";
import { dimensionsOf, type SampleChoice, sampleOf } from "./least-squares-steps.js";
import { fitsMemory, type MemoryNeed, memoryNeed, requireMemory } from "./memory-need.js";

/** A glance looks at one row in so many: a prime, so that periods of a panel do not hide what is missing. */
const GLANCE = 61;

/** A sample and what is regressed on what over it. */
interface Regression {
  readonly sample: Sample;
  readonly terms: ExpandedTerms;
  readonly y: SampleColumn;
}

/** The same with regressors, then outcome, in linear memory: column-major, in sample order. */
export interface PlacedSample extends Regression {
  readonly columns: F64Block;
}

interface PlaceOptions extends SampleChoice {
  readonly onEstimate?: (need: MemoryNeed) => void;
}

/**
 * Takes the sample of `spec` and places its columns in `scope`. Throws as `sampleOf` and `expandTerms` do, UsageError
 * `no_regressors`, NumericalError `memory`.
 */
export function placeSample(
  engine: Engine,
  scope: Scope,
  spec: ModelSpec,
  table: Table,
  variance: VcovSpec,
  options: PlaceOptions,
): PlacedSample {
  const evaluated = new Map<string, Evaluated>();
  const take = (finite: SampleOptions["finite"]): Regression =>
    regressionOf(spec, table, engine, sampleOf(engine, spec, table, variance, options, { finite, evaluated }));
  const needOf = ({ sample, terms }: Regression, placed: number) =>
    memoryNeed({ ...dimensionsOf(sample, terms.columns.length + 1, variance), placed });

  const assumed = unlessRefused(() => (seemsComplete(spec, table) ? take("assumed") : undefined));
  let block: F64Block | undefined;
  if (assumed !== undefined) {
    const need = needOf(assumed, 0);
    if (fitsMemory(engine, need)) {
      block = scope.f64(sizeOf(assumed));
      if (placeFiniteColumns(engine, columnsOf(assumed), block)) {
        options.onEstimate?.(need);
        return { ...assumed, columns: block };
      }
    }
  }
  const checked = take("checked");
  const placed = block?.length ?? 0;
  const need = needOf(checked, placed);
  options.onEstimate?.(need);
  requireMemory(engine, `'${spec.call}'`, need, 8 * placed);
  const size = sizeOf(checked);
  const columns = block === undefined || size > placed ? scope.f64(size) : block.part(0, size);
  placeColumns(columnsOf(checked), columns);
  return { ...checked, columns };
}

/** Whether a glance at one row in many finds no number missing in the model's columns: if one is, others will be. */
function seemsComplete(spec: ModelSpec, table: Table): boolean {
  return requiredColumns(spec).every((name) => {
    const column = table.column(name);
    if (column.kind === "text") return true;
    for (let i = 0; i < table.nRows; i += GLANCE) if (!Number.isFinite(column.values[i]!)) return false;
    return true;
  });
}

function regressionOf(spec: ModelSpec, table: Table, engine: Engine, sample: Sample): Regression {
  const functions = elementary(engine);
  const terms = expandTerms(spec, table, functions, sample.selected, sample.evaluated);
  if (terms.names.length === 0) {
    throw new UsageError("no_regressors", `'${spec.call}' has no regressor: name at least one right of '~'.`, {
      got: spec.call,
    });
  }
  // a text is no number: evaluating it says so
  const known = sample.evaluated.get(printExpression(spec.lhs));
  const y = known ?? new SampleColumn(evaluate(spec.lhs, table, functions, sample.selected).values);
  return { sample, terms, y };
}

const sizeOf = ({ sample, terms }: Regression): number => sample.rows.length * (terms.columns.length + 1);

const columnsOf = ({ terms, y }: Regression): SampleColumn[] => [...terms.columns, y];

/** Undefined where `work` throws: the sample that is sure says what is wrong. */
function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
