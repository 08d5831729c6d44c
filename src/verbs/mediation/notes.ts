/**
 * What a reader of a mediation analysis must know: assumptions, draws left out, what is not claimed.
 */
import type { Note } from "../../base/messages.js";
import { partialNote } from "../bootstrap/options.js";

/** The assumptions no data can test, and the draws. */
export function mediationNotes(
  { requested, done, used }: { readonly requested: number; readonly done: number; readonly used: number },
  isPartial: boolean,
  nMediators: number,
): Note[] {
  return [
    {
      code: "mediation_assumptions",
      message:
        "An indirect effect is causal only under sequential ignorability: given controls and fixed effects, the treatment is as good as random, and so is the mediator given the treatment (Imai, Keele & Yamamoto 2010). The second part holds by no design that assigns the treatment alone, and no test can tell.",
    },
    {
      code: "mediation_linear",
      message:
        "The equations are linear, without an interaction of treatment and mediator; the mediator is measured after treatment begins and is no cause of it. Where the mediator’s effect differs with treatment, a times b is not the indirect effect.",
    },
    {
      code: "mediation_reading",
      message: `The indirect effect is what of the association of treatment and outcome goes along with the mediator${nMediators > 1 ? "s" : ""} in these equations; it is not what an intervention on the mediator${nMediators > 1 ? "s" : ""} would do${nMediators > 1 ? ", and with several mediators that cause one another it can't be divided between them" : ""}.`,
    },
    ...(isPartial ? [partialNote(done, requested)] : []),
    ...(used < done
      ? [
          {
            code: "mediation_undefined",
            message: `In ${done - used} of ${done} draws some equation does not identify treatment or mediator: they are left out.`,
            detail: { draws: done - used },
          },
        ]
      : []),
  ];
}
