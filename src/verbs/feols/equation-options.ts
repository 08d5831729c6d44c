/** Options that are for equations with instruments: refused of a formula without. */
import { UsageError } from "../../base/errors.js";
import type { FeolsAsked } from "./verb.js";

const NAMES = ["iv", "ivVcov", "ivWeight", "orthog", "figure"] as const;

type EquationOption = (typeof NAMES)[number];

/** Throws UsageError `iv_option` for an option that needs instruments, spelled as its caller writes it. */
export function refuseEquation(
  formula: string,
  asked: Pick<FeolsAsked, EquationOption>,
  spelled: (option: EquationOption) => string = String,
): void {
  const option = NAMES.find((name) => asked[name] !== undefined);
  if (option === undefined) return;
  throw new UsageError(
    "iv_option",
    `${spelled(option)} is for equations with instruments; '${formula}' has none: add "| endogenous ~ instruments".`,
    { got: formula, expected: "y ~ w | fixed effects | x ~ z" },
  );
}

/** `options` as a formula without instruments takes them. */
export function withoutEquation<O extends Pick<FeolsAsked, EquationOption>>(options: O): Omit<O, EquationOption> {
  const { iv: _iv, ivVcov: _form, ivWeight: _weight, orthog: _orthog, figure: _figure, ...others } = options;
  return others;
}
