/**
 * Whether an equation with instruments can be estimated at all, and if not, which variable stands in the
 * way: too few instruments, an endogenous regressor that effects or exogenous regressors explain, one that the instruments
 * explain exactly, instruments that say nothing of one or of a combination. Weak is not refused here; nothing is.
 *
 * Shares are of a column's norm before W goes out, by the tolerance of `ols`. Takes names because its product is words.
 * Source: Davidson & MacKinnon (2004), Econometric Theory and Methods, section 8.3, ISBN 978-0195123722.
 */
import { Matrix, SVD } from "ml-matrix";
import { DataError, UsageError } from "../../../base/errors.js";
import { COLLINEARITY_TOLERANCE } from "../../../regression/least-squares/ols.js";
import type { InstrumentSystem } from "./instrument-system.js";

/** What was left out, and why, in words that follow its name: "equals 2 * z1", "is constant (1) in the sample". */
export interface LeftOut {
  readonly term: string;
  readonly because: string;
}

/** A column's part in another: coefficient times its norm, so that parts compare. */
export interface Part {
  readonly term: string;
  readonly kind: "exogenous" | "instrument" | "endogenous";
  readonly coefficient: number;
  readonly norm: number;
}

/** An endogenous regressor that the columns before it (W, Z, earlier endogenous ones) explain. */
export interface Explained {
  readonly term: string;
  readonly norm: number;
  readonly parts: readonly Part[];
}

/** A part below this share of the regressor is rounding of the solve. */
const PART = 1e-8;

/**
 * @param redundant instruments of the formula that were left out
 * @param hints sentences that end the message
 * @throws UsageError or, where the data made them too few, DataError: `under_identified`
 */
export function requireEnoughInstruments(
  endogenous: readonly string[],
  instruments: readonly string[],
  redundant: readonly LeftOut[],
  hints: readonly string[] = [],
): void {
  const [kx, kz] = [endogenous.length, instruments.length];
  if (kz >= kx) return;
  const kept = kz === 0 ? "no excluded instrument" : `${count(kz, "excluded instrument")} (${instruments.join(", ")})`;
  const left = redundant.length === 0 ? "" : ` is left: ${redundant.map(sentence).join("; ")}`;
  const message =
    `The equation is under-identified: ${count(kx, "endogenous regressor")} (${endogenous.join(", ")}), ` +
    `${kept}${left}. Each endogenous regressor needs an instrument of its own: add ${kx - kz} or more` +
    `${redundant.length === 0 ? "" : ", or leave out what absorbs them"}.${hints.map((hint) => ` ${hint}`).join("")}`;
  const detail = { got: kz, expected: kx, left_out: redundant.map(({ term }) => term) };
  if (redundant.length === 0) throw new UsageError("under_identified", message, detail);
  throw new DataError("under_identified", message, detail);
}

/** Refuses endogenous regressors of which the effects leave nothing. Throws DataError `endogenous_absorbed`. */
export function refuseAbsorbed(absorbed: readonly LeftOut[]): void {
  if (absorbed.length === 0) return;
  throw new DataError(
    "endogenous_absorbed",
    `Nothing is left to instrument: ${absorbed.map((each) => `endogenous regressor ${sentence(each)}`).join("; ")}. ` +
      "Leave it out, or use effects within which it varies.",
    { got: absorbed.map(({ term }) => term), expected: "endogenous regressors that vary within the fixed effects" },
  );
}

/**
 * Refuses endogenous regressors that other columns explain exactly. Throws DataError: `perfect_first_stage` where the
 * instruments have a part in it, so that the regressor is as exogenous as they are; else `endogenous_collinear`.
 */
export function refuseExplained(explained: readonly Explained[]): void {
  const [first] = explained;
  if (first === undefined) return;
  const { term, norm } = first;
  const parts = first.parts.filter((part) => Math.abs(part.coefficient) * part.norm > PART * norm);
  if (parts.length === 1 && parts[0]!.term === term) {
    const isInstrument = parts[0]!.kind === "instrument";
    throw new DataError(
      isInstrument ? "perfect_first_stage" : "endogenous_collinear",
      `'${term}' stands among the endogenous regressors and among the ${isInstrument ? "instruments" : "exogenous regressors"}: it is one or the other. Leave it out of one of them.`,
      { got: [term], parts: [term], expected: "each variable in one part of the formula" },
    );
  }
  const sum = parts.map((part) => `${rounded(part.coefficient)} * ${part.term}`).join(" + ");
  const others = explained.slice(1).map((each) => each.term);
  const also = others.length === 0 ? "" : ` So do others: ${others.join(", ")}.`;
  const detail = { got: explained.map((each) => each.term), parts: parts.map((part) => part.term) };
  if (parts.some(({ kind }) => kind === "instrument")) {
    throw new DataError(
      "perfect_first_stage",
      `The first stage of '${term}' is exact: net of the fixed effects it equals ${sum}. An endogenous regressor that its ` +
        `instruments explain without error is as exogenous as they are: move it to the exogenous regressors, or remove the ` +
        `instrument that is a copy of it.${also}`,
      { ...detail, expected: "a first stage with an error" },
    );
  }
  throw new DataError(
    "endogenous_collinear",
    `Endogenous regressor '${term}' is collinear: net of the fixed effects it equals ${sum}. Leave it or one of these ` +
      `out.${also}`,
    { ...detail, expected: "endogenous regressors that the other regressors do not explain" },
  );
}

/**
 * Refuses instruments that say nothing of an endogenous regressor or of a combination of several: P_X of deficient rank.
 * Throws DataError `instruments_uninformative`.
 *
 * @param norms of the endogenous regressors, before W goes out
 */
export function requireRank(
  { nInstruments: kz, nEndogenous: kx, projected }: InstrumentSystem,
  endogenous: readonly string[],
  instruments: readonly string[],
  norms: ArrayLike<number>,
): void {
  const scaled = Matrix.zeros(kz, kx);
  for (let j = 0; j < kx; j++) for (let i = 0; i < kz; i++) scaled.set(i, j, projected[j * kz + i]! / norms[j]!);
  const svd = new SVD(scaled, { autoTranspose: true });
  const rank = svd.diagonal.filter((value) => value > COLLINEARITY_TOLERANCE).length;
  if (rank === kx) return;
  const direction = svd.rightSingularVectors.getColumn(svd.diagonal.indexOf(Math.min(...svd.diagonal)));
  const largest = Math.max(...direction.map(Math.abs));
  const named = endogenous
    .map((term, j) => ({ term, share: direction[j]!, coefficient: direction[j]! / norms[j]! }))
    .filter(({ share }) => Math.abs(share) > PART * largest);
  const scale = named[0]!.coefficient;
  const what =
    named.length === 1
      ? `'${named[0]!.term}'`
      : `the combination ${named.map((each) => `${rounded(each.coefficient / scale)} * ${each.term}`).join(" + ")}`;
  throw new DataError(
    "instruments_uninformative",
    `The excluded instruments (${instruments.join(", ")}) say nothing of ${what}: net of the exogenous regressors and the ` +
      `fixed effects they are unrelated to it, so the rank of the first stages is ${rank} for ` +
      `${count(kx, "endogenous regressor")}. Find an instrument that moves it, or treat fewer regressors as endogenous.`,
    { got: rank, expected: kx, combination: named.map(({ term }) => term) },
  );
}

const rounded = (value: number): number => Number(value.toPrecision(6));
const sentence = ({ term, because }: LeftOut): string => `${term} ${because}`;
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;
