/**
 * `panelTests`: tests between the models of a panel, of effects, of serial correlation and of dependence between
 * units. Each takes what it needs of the models; the arithmetic is in inference/.
 */
import { didYouMean } from "../../base/did-you-mean.js";
import { UsageError, WasmetricsError } from "../../base/errors.js";
import { deepFreeze } from "../../base/objects.js";
import type { Panel } from "../../data/panel/panel.js";
import type { Engine } from "../../engine/kernels/engine.js";
import { parseFormula } from "../../formula/parser.js";
import { printExpression } from "../../formula/print.js";
import type { ModelSpec } from "../../formula/spec.js";
import { provenanceOf } from "../../regression/record/fit-record.js";
import { describePanel, requirePlainFormula } from "./describe.js";
import { groupResiduals } from "./estimator/transformed-ols.js";
import { effectsF, hausmanTest } from "./inference/hausman.js";
import {
  breuschPagan,
  gourierouxHollyMonfort,
  honda,
  kingWu,
  meanCorrelation,
  pairsLm,
  pesaranCd,
  scaledLm,
} from "./inference/lagrange-multiplier.js";
import { panelData } from "./panel-data.js";
import type { PanelFit } from "./panel-fit.js";
import type { PanelTestsRecord } from "./record.js";
import { finiteOrWithout, type PanelTest } from "./record.js";
import { type TestContext, testContext } from "./tests/context.js";
import { auxiliaryHausman, differencedSerial, unobservedEffects, withinSerial, xtserial } from "./tests/serial.js";
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

const residualSum = ({ fit, df }: PanelFit) => ({ ssr: fit.ssr, df });

export const TESTS: Readonly<Record<PanelTestName, (context: TestContext) => PanelTest>> = {
  hausman: ({ data, estimates, within, random }) =>
    hausmanTest(data.engine, estimates(within("individual")), estimates(random("individual"))),
  "hausman-aux": (context) => auxiliaryHausman(context, false),
  "hausman-robust": (context) => auxiliaryHausman(context, true),
  "f-individual": ({ data, pooling, within }) =>
    effectsF(data.engine, residualSum(pooling()), residualSum(within("individual")), "individual effects"),
  "f-time": ({ data, pooling, within }) =>
    effectsF(data.engine, residualSum(pooling()), residualSum(within("time")), "time effects"),
  "f-twoways": ({ data, pooling, within }) =>
    effectsF(data.engine, residualSum(pooling()), residualSum(within("twoways")), "individual and time effects"),
  "f-time-given-individual": ({ data, within }) =>
    effectsF(
      data.engine,
      residualSum(within("individual")),
      residualSum(within("twoways")),
      "time effects beside individual ones",
    ),
  "bp-lm": ({ data, scores }) => breuschPagan(data.engine, scores(), "individual"),
  "bp-lm-time": ({ data, scores }) => breuschPagan(data.engine, scores(), "time"),
  "bp-lm-twoways": ({ data, scores }) => breuschPagan(data.engine, scores(), "twoways"),
  honda: ({ data, scores }) => honda(data.engine, scores(), "individual"),
  "honda-time": ({ data, scores }) => honda(data.engine, scores(), "time"),
  "honda-twoways": ({ data, scores }) => honda(data.engine, scores(), "twoways"),
  "king-wu": ({ data, scores }) => kingWu(data.engine, scores()),
  ghm: ({ data, scores }) => gourierouxHollyMonfort(data.engine, scores()),
  "wooldridge-effects": ({ data, pooling }) => {
    const { engine, scope, n, unit } = data;
    const [sums] = groupResiduals(engine, scope, n, pooling().fit.uHat, [unit.block]);
    return unobservedEffects(engine, sums!.sums, sums!.squares);
  },
  "pesaran-cd": ({ data, pairs }) => pesaranCd(data.engine, pairs()),
  "scaled-lm": ({ data, pairs }) => scaledLm(data.engine, pairs()),
  "pairs-lm": ({ data, pairs }) => pairsLm(data.engine, pairs()),
  "mean-correlation": ({ pairs }) => meanCorrelation(pairs(), false),
  "mean-absolute-correlation": ({ pairs }) => meanCorrelation(pairs(), true),
  pwartest: withinSerial,
  pwfdtest: (context) => differencedSerial(context, "fd"),
  "pwfdtest-fe": (context) => differencedSerial(context, "fe"),
  xtserial,
};
