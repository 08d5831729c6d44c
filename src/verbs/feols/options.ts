/**
 * Options of one regression. Apart from the declaration of the verb, so that who has the function alone has no help and no examples.
 */
import { altered, columns, type OptionsOf, terms, text } from "../../declare/option.js";
import { fitOptions, sampleOptions, vcov } from "../../regression/options.js";
import { assignedBy } from "../assignment/option.js";

/** Of an equation with instruments. */
const equationOptions = {
  iv: text("with instruments: 2sls, liml, fuller, fuller:4, gmm2s or gmm2s:centred (default 2sls)", {
    shape: "estimator",
  }),
  ivVcov: text(
    "form of the covariance: projected (default), kappa or, under classical errors, bekker of liml and fuller, efficient (default) or sandwich of gmm2s",
    { shape: "form" },
  ),
  ivWeight: vcov("what weighs gmm2s where it is not --vcov, such as cluster:a: the covariance is a sandwich then"),
  orthog: terms("instruments, by name, whose exogeneity a difference-in-Sargan test is about", { shape: "z1,z2" }),
};

export const feolsOptions = {
  ...fitOptions,
  solver: altered(sampleOptions.solver, { flag: "solver" }),
  ...equationOptions,
  assignedBy,
  clusterDiagnostics: columns(
    "leverage, effective number and influence of the clusters of a column, or of columns joined by ^, that no row of the sample lacks; all of them with --json",
  ),
};

export interface FeolsOptions extends OptionsOf<typeof feolsOptions> {}

export interface EquationOptions extends Omit<FeolsOptions, "clusterDiagnostics"> {}
