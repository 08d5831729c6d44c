/**
 * `panelTests`: tests between the models of a panel, of effects, of serial correlation and of dependence between
 * units. Orchestrates; every number is made in a layer below.
 */

import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError, WasmetricsError } from "../../base/errors.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { deepFreeze } from "../../formula/freeze.js";
import { parseFormula } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { provenanceOf } from "../../regression/record/provenance.js";
import { describePanel } from "./describe.js";
import { finiteOrWithout, type PanelTest } from "./inference/test-record.js";
import { panelData } from "./panel-data.js";
import { requirePlainFormula } from "./plan.js";
import type { PanelTestsRecord } from "./record.js";
import { testContext } from "./tests/context.js";
import { TESTS } from "./tests/tests.js";
import { PANEL_TESTS, type PanelTestName, type PanelTestsOptions } from "./verb.js";

/**
 * Tests of a panel.
 *
 * @param formula as for `plm`.
 * @throws UsageError `panel_test` for an unknown name; as `plm`; and, for tests named, as each does where the data can't serve
 *   it. Of all tests those that can't be made stand in the record without a statistic, and the reason beside.
 */
export function panelTests(
  engine: Engine,
  panel: Panel,
  formula: string | ModelSpec,
  { tests = "all", ...options }: PanelTestsOptions = {},
): PanelTestsRecord {
  const started = performance.now();
  const spec = typeof formula === "string" ? parseFormula(formula) : formula;
  requirePlainFormula(spec);
  const names = panelTestNames(tests);
  return engine.scope((scope) => {
    const data = panelData(engine, scope, panel, spec, { type: "iid" }, options);
    const context = testContext(data);
    const made = names.map((name): [string, PanelTest] => {
      options.signal?.throwIfAborted();
      const make = () => finiteOrWithout(TESTS[name](context));
      return [name, names === PANEL_TESTS ? unlessImpossible(name, make) : make()];
    });
    return deepFreeze({
      kind: "panel-tests" as const,
      call: spec.call,
      depvar: printExpression(spec.lhs),
      panel: describePanel(data),
      dropped: data.pooled.sample.dropped,
      tests: Object.fromEntries(made),
      notes: [...panel.table.notes, ...data.pooled.sample.notes, ...data.pooled.terms.notes],
      timing_ms: { total: performance.now() - started },
      provenance: provenanceOf(engine, data.panel.table),
    });
  });
}

/** The tests meant, in the order of the record. Throws UsageError `panel_test`. */
export function panelTestNames(tests: readonly string[] | "all"): readonly PanelTestName[] {
  if (tests === "all" || (tests.length === 1 && tests[0] === "all")) return PANEL_TESTS;
  const unknown = tests.find((name) => !(PANEL_TESTS as readonly string[]).includes(name));
  if (unknown === undefined) return PANEL_TESTS.filter((name) => tests.includes(name));
  throw new UsageError(
    "panel_test",
    `Unknown test '${unknown}'${didYouMean(unknown, PANEL_TESTS)} Known are ${PANEL_TESTS.join(", ")}, and all.`,
    { got: unknown, expected: PANEL_TESTS },
  );
}

function unlessImpossible(name: string, make: () => PanelTest): PanelTest {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof WasmetricsError)) throw cause;
    return {
      name,
      statistic: null,
      distribution: "none",
      df: [],
      p_value: null,
      hypothesis: "",
      alternative: "two-sided",
      source: "",
      because: cause.message,
    };
  }
}
