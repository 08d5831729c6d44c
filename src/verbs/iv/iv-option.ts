/**
 * Which estimator of an equation with instruments was asked for, `2sls`, `liml`, `fuller`, `fuller:4`,
 * `gmm2s`, `gmm2s:centred`, and in which form its covariance, as data.
 */

import { didYouMean, didYouMeanOrKnown } from "../../base/did-you-mean.js";
import { NotSupported, UsageError } from "../../base/errors.js";
import type { IvCovariance, IvEstimator } from "../../regression/record/iv-record.js";
import { type EquationVcov, parseEquationVcov } from "../../regression/variance/variances.js";
import type { EquationOptions } from "../feols/verb.js";

export interface IvChoice {
  readonly estimator: IvEstimator;
  /** Fuller's constant; null for the others. */
  readonly fuller: number | null;
  /** Whether the weight of GMM takes the variance of its residuals about their mean. */
  readonly isCentred: boolean;
}

/** What was asked of an equation: estimator, form of its covariance, weight of GMM where it is not that of the variance. */
export interface EquationChoice {
  readonly choice: IvChoice;
  readonly form: IvCovariance | null;
  readonly weight: EquationVcov | null;
}

const ESTIMATORS: readonly IvEstimator[] = ["2sls", "liml", "fuller", "gmm2s"];
/** Gives an estimate unbiased to second order; 4 one of least mean squared error. */
const FULLER = 1;

/**
 * Reads the choice. Throws as `parseIv`, `parseIvCovariance` and `parseEquationVcov`; UsageError `iv_weight` for a weight of an
 * estimator other than GMM, or beside the form `efficient`, which holds for the weight of the variance alone; NotSupported `iv_centred`.
 */
export function equationChoice(
  { iv = "2sls", ivVcov, ivWeight }: { readonly [K in "iv" | "ivVcov" | "ivWeight"]?: EquationOptions[K] | undefined },
  { type }: EquationVcov,
): EquationChoice {
  const choice = parseIv(iv);
  requireClassicalWeight(choice, ivWeight === undefined ? type : parseEquationVcov(ivWeight).type);
  if (ivWeight === undefined) return { choice, form: parseIvCovariance(ivVcov, choice, type), weight: null };
  const refuse = (message: string, got: string): UsageError =>
    new UsageError("iv_weight", message, { got, expected: "gmm2s, sandwich" });
  if (choice.estimator !== "gmm2s") {
    throw refuse(`Only gmm2s is weighed; got ${choice.estimator}. Leave the weight out.`, choice.estimator);
  }
  const form = parseIvCovariance(ivVcov ?? "sandwich", choice, type);
  if (form === "sandwich") return { choice, form, weight: parseEquationVcov(ivWeight) };
  throw refuse(
    "With a weight of its own two-step GMM has its covariance in the form sandwich; leave efficient out.",
    "efficient",
  );
}

/** Throws NotSupported `iv_centred` for centred residuals in a weight that is no variance of theirs. */
function requireClassicalWeight({ isCentred }: IvChoice, type: EquationVcov["type"]): void {
  if (!isCentred || type === "iid") return;
  throw new NotSupported(
    "iv_centred",
    `gmm2s:centred centres the residual variance, which a weight for errors of type iid consists of; this weight is '${type}'. Write gmm2s, or ask for --iv-weight iid.`,
    { got: type, expected: "iid" },
  );
}

const CENTRED = "centred";

/** Parses the choice. Throws UsageError `iv_estimator`, `iv_fuller`. */
export function parseIv(text: string): IvChoice {
  const [name = "", constant] = text.trim().toLowerCase().split(":", 2);
  const estimator = ESTIMATORS.find((known) => known === name);
  if (estimator === undefined) {
    throw new UsageError(
      "iv_estimator",
      `Unknown estimator '${text}'${didYouMean(name, ESTIMATORS)} Use 2sls, liml, fuller, fuller:4, gmm2s or gmm2s:centred.`,
      { got: text, expected: ESTIMATORS },
    );
  }
  if (estimator !== "fuller") {
    const isCentred = estimator === "gmm2s" && constant?.trim() === CENTRED;
    if (constant === undefined || isCentred) return { estimator, fuller: null, isCentred };
    throw new UsageError("iv_estimator", `'${text}': only fuller takes a constant; write ${estimator}.`, {
      got: text,
      expected: estimator,
    });
  }
  const fuller = constant === undefined ? FULLER : Number(constant);
  if (constant?.trim() !== "" && fuller > 0 && Number.isFinite(fuller)) return { estimator, fuller, isCentred: false };
  throw new UsageError("iv_fuller", `'${text}': Fuller's constant is a number above 0, such as 1 or 4.`, {
    got: text,
    expected: "a number above 0",
  });
}

/** Forms of the covariance by estimator, the default first. */
const FORMS: Readonly<Record<IvEstimator, readonly IvCovariance[]>> = {
  "2sls": [],
  liml: ["projected", "kappa", "bekker"],
  fuller: ["projected", "kappa", "bekker"],
  gmm2s: ["efficient", "sandwich"],
};

/**
 * The form of the covariance: the one named, or the estimator's default; null where there is one form, as for 2SLS, and for
 * LIML and Fuller under classical errors unless Bekker's is named. Throws UsageError `iv_vcov` for a form that the estimator
 * has not, NotSupported `iv_bekker` for Bekker's under errors that are not classical.
 */
function parseIvCovariance(
  name: string | undefined,
  { estimator }: IvChoice,
  type: EquationVcov["type"],
): IvCovariance | null {
  const forms = FORMS[estimator];
  const form = name === undefined ? forms[0] : forms.find((known) => known === name.trim().toLowerCase());
  if (name !== undefined && form === undefined) {
    const message =
      forms.length === 0
        ? `The covariance of ${estimator} has one form; leave '${name}' out, or ask for liml, fuller or gmm2s.`
        : `'${name}' is no form of the covariance of ${estimator}${didYouMeanOrKnown(name, "forms", forms)}`;
    throw new UsageError("iv_vcov", message, { got: name, expected: forms });
  }
  if (form === "bekker" && type !== "iid") {
    throw new NotSupported(
      "iv_bekker",
      `Bekker's covariance is derived for classical errors, and the variance asked for is '${type}': ask for iid, or for the form projected.`,
      { got: type, expected: "iid" },
    );
  }
  const classical = type === "iid" && (form === "projected" || form === "kappa");
  return form === undefined || classical ? null : form;
}
