/**
 * The tests of a panel by name: each takes what it needs of the models, and the arithmetic is in inference/.
 */
import { groupResiduals } from "../estimator/group-residuals.js";
import { meanCorrelation, pairsLm, pesaranCd, scaledLm } from "../inference/cross-section.js";
import { effectsF } from "../inference/f-test.js";
import { hausmanTest } from "../inference/hausman.js";
import { breuschPagan, gourierouxHollyMonfort, honda, kingWu } from "../inference/lagrange-multiplier.js";
import type { PanelTest } from "../inference/test-record.js";
import { unobservedEffects } from "../inference/wooldridge.js";
import type { PanelFit } from "../panel-fit.js";
import type { PanelTestName } from "../verb.js";
import type { TestContext } from "./context.js";
import { auxiliaryHausman } from "./robust-hausman.js";
import { differencedSerial, withinSerial, xtserial } from "./serial.js";

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
