/** What options of regressions are where a program gives them: objects, or texts as on the command line. */
import type { PanelKeys } from "../data/panel/panel.js";
import { closed, column, either, listOf, needed, number, type Shape, text, truth, words } from "../declare/shape.js";
import type { VcovOption } from "./variance/kind.js";
import type { Ssc } from "./variance/ssc.js";

/** A variance as programs write it. */
export const vcovShape: Shape<VcovOption> = either(
  text,
  closed<Exclude<VcovOption, string>>({ cluster: needed(either(text, listOf(text))) }),
);

const degrees = either(words("min", "conventional"), number);

/** A small-sample rule whose parts are read. */
export const sscShape: Shape<string | Ssc> = either(
  text,
  closed<Ssc>(
    {
      preset: needed(words("fixest", "reghdfe", "plm", "sandwich", "xtreg", "none", "large")),
      kAdj: needed(truth),
      kIid: needed(either(truth, words("n"))),
      kFixef: needed(words("nonnested", "none", "full")),
      kExact: needed(truth),
      gAdj: needed(truth),
      gDf: needed(words("min", "conventional")),
      tDf: needed(degrees),
      fDf: needed(either(words("t"), degrees)),
    },
    'a name such as "fixest", parts such as "K.adj=false", or what parseSsc makes of them:',
  ),
);

/** The columns of a panel. */
export const keysShape = closed<PanelKeys>({ unit: needed(column), time: needed(column) });
