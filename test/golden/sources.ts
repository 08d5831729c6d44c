/**
 * What our numbers are compared with: a line of docs/trust.md each, in its order. The tests name their source by `id`; what the
 * comparisons come to is counted, never written here.
 */

/** A source of numbers: some software, on some data. */
interface Source {
  readonly id: string;
  readonly software: string;
  readonly compares: string;
  readonly data: string;
  /** What differs and why, beyond the rules that tests apply and count. */
  readonly differs?: string;
}

interface Section {
  readonly title: string;
  readonly sources: readonly Source[];
}

const LEVELS = "absorbed effects are compared up to their normalisation";

export const SECTIONS = [
  {
    title: "Stata, from its own output",
    sources: [
      {
        id: "stata-ivregress",
        software: "Stata 13 `ivregress 2sls`, `liml`, `gmm`, output kept by linearmodels 7.1",
        compares: "coefficients, t, covariances, R², rmse, F or χ², p, κ, J",
        data: "1980 census of housing (50 states); simulated, 600 rows, weighted and not",
      },
      {
        id: "stata-xtreg",
        software: "Stata `xtreg` and `regress`, output kept by linearmodels 7.1 and printed in the manual",
        compares:
          "fixed, between and random effects and pooled least squares: coefficients, t, p, covariances, R², rmse, F, σ, ρ",
        data: "simulated panel of 1,000 firms and 3 years, whole and with 5% and 20% of the numbers missing; young women's wages (nlswork)",
      },
      {
        id: "stata-ereturn",
        software:
          "Stata 11 to 13 `regress`, `newey`, `poisson`, `gmm`; `ivreg2` 2.2 and later; `xtscc`: output kept by statsmodels 0.15",
        compares:
          "coefficients, errors, t or z, p, intervals, covariances, R², F or χ², log-likelihoods, Sargan, J, Anderson, Cragg-Donald",
        data: "Grunfeld's investment, Griliches' wages, US quarterly accounts, damage to ships, doctors' deaths",
      },
      {
        id: "ivreg2",
        software: "`ivreg2`, output kept by the R package ivreg2r",
        compares: "first-stage statistics, weak and under-identification, `gmm2s` with its covariance and J, `endog()`",
        data: "Card's wages; three simulated equations",
        differs: "the data were published in 8 digits, Card's wages 5e-7 from Stata's copy",
      },
      {
        id: "xtabond2",
        software: "`xtabond2`, as printed in Roodman (2009) and posted by a user",
        compares: "coefficients, corrected errors, intervals from the lines of Stata themselves",
        data: "Arellano and Bond's employment",
      },
      {
        id: "reghdfe",
        software: "`reghdfe` and `xtreg`, as printed in the documentation of `jwdid` and of fixest",
        compares: "coefficients, clustered errors, intervals, F",
        data: "county teen employment, Grunfeld's investment",
      },
      {
        id: "weakivtest",
        software: "`gfweakivtest` and Regress.jl, as printed in their documentation",
        compares: "effective F and its critical values",
        data: "Mroz' wages",
      },
      {
        id: "stata-lines",
        software: "the idioms of docs/stata.md, against fixest, sandwich, estimatr, AER, plm and base R",
        compares: "coefficients and errors of the line of Stata as it is translated",
        data: "those of the references",
      },
    ],
  },
  {
    title: "Least squares with fixed effects",
    sources: [
      {
        id: "fixest-regressions",
        software: "fixest 0.12.2 (R 4.5.0)",
        compares:
          "coefficients, errors, t, p, intervals, covariances, R² within and in all, under every variance and small-sample rule; Wald tests",
        data: "European trade, castle doctrine laws, teen employment, panels of difference-in-differences, simulated cities",
        differs: "singletons leave recursively by default here, in one pass in fixest; slopes are the same",
      },
      {
        id: "lm-dummies",
        software: "`lm` of R 4.5.0 with every dummy and slope written out",
        compares: "coefficients, errors by the exact rank, R², squares left over",
        data: "European trade, a panel of difference-in-differences, ratings of lecturers (three crossed effects)",
      },
      {
        id: "fixest-slopes",
        software: "fixest 0.12.2",
        compares: "slopes that vary by effects: coefficients, errors, R²; recovered levels and slopes, predictions",
        data: "European trade",
        differs: LEVELS,
      },
      {
        id: "fixest-effects",
        software: "fixest 0.12.2",
        compares: "recovered effects, residuals, fitted values",
        data: "European trade",
        differs: LEVELS,
      },
      {
        id: "fixest-formulas",
        software: "fixest 0.12.2",
        compares: "lags, `i()`, bins, polynomials, products, several models at once, split samples",
        data: "a shuffled panel of difference-in-differences",
      },
      {
        id: "fixest-variances",
        software: "fixest 0.12.2",
        compares: "Newey-West, Driscoll-Kraay, Conley, three and four clusterings",
        data: "120 simulated places over 12 years, with gaps",
        differs: "at as many lags as there are fixest leaves the last autocovariance out; ours is the definition's",
      },
      {
        id: "conley-poles",
        software: "mpmath, 50 digits",
        compares: "Conley's variance round the poles, on the date line, between antipodes",
        data: "simulated places",
      },
      {
        id: "sandwich",
        software: "sandwich 3.1-1, clubSandwich 0.5.11, estimatr 1.0.6",
        compares: "HC0 to HC5, CR2 with its degrees of freedom, CR3",
        data: "difference-in-differences, castle doctrine laws, LaLonde's training programme",
      },
      {
        id: "lm-refits",
        software: "explicit matrices and refits in R 4.5.0",
        compares: "HC and CR with several absorbed effects and weights; leverage and influence of clusters",
        data: "an unbalanced panel, castle doctrine laws",
      },
      {
        id: "plm-chs",
        software: "plm 2.6-2",
        compares: "clusters by unit and period with persistent common shocks (Chiang, Hansen and Sasaki)",
        data: "Grunfeld's investment, British firms that come and go",
      },
      {
        id: "small-sample-rules",
        software: "plm 2.6-5, sandwich 3.1-1, clubSandwich 0.5.11, estimatr 1.0.6",
        compares: "errors under the small-sample rules of other programs",
        data: "British firms, panels of difference-in-differences, castle doctrine laws",
      },
      {
        id: "after-estimation",
        software: "car 3.1-3, multcomp 1.4-28, msm 1.8.2",
        compares: "Wald tests, linear and nonlinear combinations, their joint covariance",
        data: "Mroz' wages",
      },
      {
        id: "joint-tests",
        software: "clubSandwich 0.5.8 and car 3.1-1",
        compares: "joint tests under clustering, by every rule of degrees of freedom, HTZ among them",
        data: "Grunfeld's investment, a panel of difference-in-differences, Mroz' wages, castle doctrine laws",
      },
      {
        id: "nist",
        software: "NIST's certified values",
        compares:
          "coefficients of the Statistical Reference Datasets; errors and R² beside them to the digits in docs/exactness.md",
        data: "NIST's eleven linear regressions",
      },
      {
        id: "no-constant",
        software: "NIST's certified values, `lm` of R 4.5.0",
        compares: "R² and errors without a constant",
        data: "NIST's NoInt1 and NoInt2, Grunfeld's investment",
      },
      {
        id: "predictions",
        software: "`predict` of `lm` (R 4.5.0) and of fixest 0.12.2",
        compares: "predictions, their errors and intervals",
        data: "panels of difference-in-differences",
      },
    ],
  },
  {
    title: "Poisson and logit",
    sources: [
      {
        id: "fixest-glm",
        software: "fixest 0.12.2, iterated until its numbers stand",
        compares: "coefficients, errors, z, p, intervals, likelihoods with up to three effects",
        data: "European trade, British firms",
        differs: "the first reference stopped at fixest's default tolerance; its errors are met to those digits",
      },
      {
        id: "glm-dummies",
        software: "`glm` of R 4.5.0 with dummies",
        compares: "coefficients, errors, deviance",
        data: "British firms",
      },
      {
        id: "mpmath-poisson",
        software: "mpmath, 50 and 60 digits",
        compares: "coefficients, errors and deviances where Newton's method has it hard",
        data: "simulated panels",
      },
      {
        id: "separation",
        software: "scipy 1.17 (linear programmes) and numpy",
        compares: "separated rows, row by row; coefficients of what is left",
        data: "30 simulated panels",
      },
    ],
  },
  {
    title: "Instruments",
    sources: [
      {
        id: "fixest-iv",
        software: "fixest 0.12.2",
        compares: "2SLS, first stages, errors, Wu-Hausman",
        data: "Card's wages, cigarettes, British firms, simulated cities",
        differs:
          "fixest's Cragg-Donald and F ignore effects, its Sargan is wrong with weights: there matrix algebra decides; where its rounding passes the tolerance, rational arithmetic",
      },
      {
        id: "iv-algebra",
        software: "dense matrix algebra in R 4.5.0",
        compares: "LIML, Fuller, GMM, weak identification, overidentification, endogeneity",
        data: "the same",
      },
      {
        id: "aer-gmm",
        software: "AER 1.2 and sandwich",
        compares: "2SLS, its errors and diagnostics; Newey-West and Driscoll-Kraay errors",
        data: "cigarettes, Grunfeld's investment",
      },
      {
        id: "linearmodels",
        software: "linearmodels 7.1",
        compares: "LIML, Fuller and two-step GMM under robust, clustered and serially correlated errors",
        data: "Card's wages, Grunfeld's investment",
      },
      {
        id: "weak-instruments",
        software: "explicit regressions in fixest 0.12.2",
        compares: "Anderson-Rubin tests, ends of the sets",
        data: "Card's wages",
      },
      {
        id: "plausibly-exogenous",
        software: "explicit regressions in fixest 0.12.2",
        compares: "bounds and local-to-zero estimates of plausibly exogenous instruments",
        data: "Card's wages",
      },
    ],
  },
  {
    title: "Panels",
    sources: [
      {
        id: "plm-models",
        software: "plm 2.6-5",
        compares: "pooling, within, between, first differences, random effects: coefficients, errors, R², components",
        data: "British firms, panels of difference-in-differences, simulated cities, with gaps and without",
        differs: "where plm's variance of two clusterings is negative ours is repaired, and says so",
      },
      {
        id: "plm-tests",
        software: "plm 2.6-5, and `lm` with sandwich 3.1-1",
        compares: "Hausman, Lagrange multiplier, F, cross-section and serial correlation tests",
        data: "the same",
      },
      {
        id: "plm-gmm",
        software: "plm 2.6-5 and matrix algebra on its instruments",
        compares:
          "difference and system GMM: coefficients, Windmeijer's errors, serial correlation, Sargan, Hansen, Wald",
        data: "British firms, simulated cities",
        differs: "in systems plm's serial correlation and Sargan are not what they say; algebra decides",
      },
      {
        id: "pydynpd",
        software: "pydynpd 5.2.0",
        compares: "forward orthogonal deviations, iterated GMM",
        data: "British firms, simulated cities",
        differs: "it counts instruments that are zero throughout; iterated errors are not compared",
      },
    ],
  },
  {
    title: "Designs and resampling",
    sources: [
      {
        id: "fixest-event-study",
        software: "fixest 0.12.2",
        compares: "event studies: effects, errors, intervals, joint test of the leads",
        data: "simulated cities, a staggered panel",
      },
      {
        id: "fixest-staggered",
        software: "fixest 0.12.2: `sunab`, a dummy for each cohort and period, event time, stacks",
        compares: "two-way, Sun-Abraham, extended two-way and stacked effects, their averages, errors, t, p",
        data: "county teen employment, castle doctrine laws, a staggered panel, simulated cities",
      },
      {
        id: "did-multiplegt-dyn-r",
        software: "R DIDmultiplegtDYN 2.1.2",
        compares:
          "DID_l: effects, placebos, average per dose, errors, intervals, joint and equality tests, switchers, rows, weights of lags",
        data: "interbank branching (Favara & Imbs), castle doctrine and fixest's panel with treatments that switch off, county employment",
        differs: "covariances off the diagonal are wrong there; the joint tests, which rest on others, are compared",
      },
      {
        id: "did-multiplegt-dyn-python",
        software: "Python py_did_multiplegt_dyn 0.1.9",
        compares: "the same, with continuous baseline doses and clusters counted in errors",
        data: "the same, and a simulated panel of doses that rise and fall, with gaps",
      },
      {
        id: "lpdid",
        software: "lpdid 0.6.1 (R), and its regressions written out in fixest 0.12.2",
        compares: "local projections by horizon and pooled: effects, clustered errors, rows",
        data: "county teen employment, castle doctrine laws, a staggered panel, treatments that switch off",
        differs: "its p-values are one-sided; it drops the last cohort that is observed through the window",
      },
      {
        id: "quadprog-sc",
        software: "quadratic programs of synthetic controls solved by quadprog 1.5.8 (R)",
        compares: "weights of donors, gaps, root mean squares before and after, placebos of every donor, p",
        data: "Proposition 99, German reunification",
      },
      {
        id: "synth",
        software: "R package Synth 1.1-8",
        compares:
          "predictors, weights of donors given those of predictors, gaps; own weights of predictors fit at least as well",
        data: "Basque country",
      },
      {
        id: "adh-2015",
        software:
          "Abadie, Diamond & Hainmueller (2015), American Journal of Political Science 59(2), doi:10.1111/ajps.12116, as printed",
        compares:
          "by predictors with a training and a validation period: weights of donors, average gap over 1990 to 2003; own weights fit the outcomes of the validation period better",
        data: "German reunification",
        differs:
          "weights of predictors are of a search that ends at another optimum, which moves weights of donors by less than 0.01",
      },
      {
        id: "pysyncon",
        software: "pysyncon 1.7.0 (Python), whose programs scipy solves",
        compares:
          "ridge-augmented weights, gaps, cross-validation of the penalty; conformal p-values, jackknife+ intervals from its fits",
        data: "Proposition 99, German reunification",
      },
      {
        id: "fect",
        software: "R package fect 2.4.1, run to 1e-10",
        compares:
          "effects by fixed effects, one and two factors, matrix completion and factors of controls: all treated rows, units alike, by event time; slopes, residual variance",
        data: "a simulated factor panel, castle doctrine laws that switch off, simulated cities",
        differs: "it stops where a step moves its fit by 1e-10 of it; ours go on to 1e-11 of a standard deviation",
      },
      {
        id: "synthdid",
        software: "R package synthdid 0.0.9",
        compares:
          "synthetic differences-in-differences: effects, by period too, jackknife errors; at its weights, its estimates, those of synthetic control and differences-in-differences among them",
        data: "Proposition 99, simulated cities",
        differs:
          "its weights are stopped short of the optimum, by 1e-5 of the spread of changes: ours do better by its objective",
      },
      {
        id: "synthdid-python",
        software: "synthdid 0.10.1 (Python)",
        compares:
          "synthetic differences-in-differences by cohort and averaged, covariates taken off by projection: effects, coefficients, shares",
        data: "simulated cities",
        differs: "its weights are stopped short of the optimum",
      },
      {
        id: "scpi",
        software: "scpi_pkg 3.0.1 (Python)",
        compares: "weights and errors of prediction intervals, quantiles of in-sample errors up to Monte Carlo error",
        data: "German reunification",
        differs:
          "the weight below which one is taken to be 0 is larger here, from changes of donors; out-of-sample errors have the variance of residuals, where scpi takes the exponential of their mean log square, about a third of it",
      },
      {
        id: "clarabel",
        software: "Clarabel 0.11.1 by cvxpy 1.7.5 (Python)",
        compares: "linear functions of weights at their least and most under a quadratic constraint",
        data: "draws of prediction intervals on German reunification",
      },
      {
        id: "didimputation",
        software: "R package didimputation 0.5.0",
        compares: "imputed effects over all and by event time, leads, errors, intervals; with a covariate",
        data: "county teen employment, castle doctrine laws, a staggered panel, simulated cities",
      },
      {
        id: "diff-diff-imputation",
        software: "diff-diff 3.13.0 (Python)",
        compares:
          "errors of imputed effects: leave-one-out, by larger groups of treated rows, clustered above the unit",
        data: "county teen employment",
      },
      {
        id: "did2s",
        software: "R package did2s 1.1.0",
        compares: "two-stage effects over all and by event time, errors of both stages; with a covariate, weighted",
        data: "county teen employment, castle doctrine laws, a staggered panel, simulated cities",
      },
      {
        id: "bacondecomp",
        software: "bacondecomp 0.1.3 (R)",
        compares: "what a two-way coefficient compares: every 2x2 estimate and weight",
        data: "county teen employment, castle doctrine laws, a staggered panel, simulated cities",
      },
      {
        id: "dcdh-weights",
        software: "arithmetic on residuals of fixest 0.12.2",
        compares: "weights of the two-way estimator by treated row, negative ones, a measure of robustness",
        data: "the same",
      },
      {
        id: "honestdid",
        software: "HonestDiD 0.2.6; the digits its authors keep; quantiles of |N(t, 1)| by mpmath",
        compares:
          "half lengths of fixed-length intervals, ends of conditional and hybrid sets under smoothness, relative magnitudes, signs and directions",
        data: "two published event studies, castle doctrine laws, insurance coverage, county teen employment",
        differs:
          "ends of its conditional and hybrid sets are points of a grid and rest on 1,000 draws of its own, critical values of its fixed-length intervals on 1,000,000; ours are computed",
      },
      {
        id: "diff-diff-honest",
        software: "diff-diff 3.13.0 (Python)",
        compares: "half lengths of fixed-length intervals under smoothness, identified sets under relative magnitudes",
        data: "a published event study, castle doctrine laws, insurance coverage, county teen employment",
      },
      {
        id: "r-did",
        software: "did 2.3.0 and DRDID 1.2.3",
        compares:
          "Callaway-Sant'Anna's effects by cohort and period and their averages, errors, Wald test of cells before treatment; Sant'Anna-Zhao's two-by-two estimators",
        data: "county teen employment, castle doctrine laws, a staggered panel, simulated cities",
        differs:
          "weighting by odds that are not shares (`ipw_did_panel`) is 1e-8 away: DRDID's logit stops where its deviance changes by less than that",
      },
      {
        id: "triplediff",
        software: "R package triplediff 0.2.4",
        compares:
          "triple differences by cohort and period and their averages, errors; several cohorts put together by least variance",
        data: "simulated panel of 400 units",
      },
      {
        id: "diff-diff-ddd",
        software: "diff-diff 3.13.0 (Python)",
        compares: "triple differences averaged by eligible units: cells, event times, cohorts, errors",
        data: "the same",
      },
      {
        id: "staggered",
        software: "R package staggered 1.2.3",
        compares:
          "efficient averages under random dates of treatment, with beta given or chosen, against those not yet treated or the last cohort: effects, refined and conservative errors, covariances of event studies",
        data: "county teen employment, castle doctrine laws, a staggered panel, simulated cities",
        differs: "it stops with beta 0",
      },
      {
        id: "diff-diff-edid",
        software: "diff-diff 3.13.0 (Python), on comparisons that are not collinear and without its ridge",
        compares:
          "efficient effects under parallel trends by cohort and period, weights of comparisons, averages, errors, Hausman's test",
        data: "county teen employment, with and without the never treated, simulated cities",
        differs:
          "the package lists the never treated once for every base, with covariances that lack the products of the two changes, and where a difference of covariances is none its Hausman test adds negative squares",
      },
      {
        id: "contdid",
        software: "R package contdid 0.1.0 (ptetools 1.0.2)",
        compares: "effects by dose: derivative overall, by event time and cohort; curves and levels by its own rules",
        data: "simulated panel of 500 units",
        differs:
          "it compares cohorts with all other units, treated ones too, takes the dose for a propensity in event studies of levels, and draws curves on another range than it fitted them on",
      },
      {
        id: "diff-diff-cdid",
        software: "diff-diff 3.13.0 (Python)",
        compares:
          "effects by dose: curves by splines and by levels, derivatives, overall numbers, event studies, errors",
        data: "the same",
        differs: "its errors take shares of cohorts, and the doses behind an average derivative, as known",
      },
      {
        id: "npiv",
        software: "R package npiv 0.1.3",
        compares:
          "splines whose pieces the data choose: what is chosen, curves, derivatives, errors; quantiles of contrasts and bands",
        data: "simulated regressions of 120 to 300 rows",
        differs: "quantiles are of draws on either side, compared at 3 per cent",
      },
      {
        id: "csdid",
        software: "csdid 0.4.3 and drdid 1.1.7 in Python",
        compares: "Callaway-Sant'Anna's effects of unbalanced panels and of repeated cross-sections, averages, errors",
        data: "simulated panel of 160 units with gaps",
      },
      {
        id: "power-two-sample",
        software: "statsmodels 0.15.0 and R 4.2.2 `power.t.test`",
        compares: "powers of the t test by the noncentral t and by the normal, detectable effects, sample sizes",
        data: "designs of 8 to 1,000 units",
      },
      {
        id: "power-diff-diff",
        software: "diff-diff 3.13.0 `PowerAnalysis`",
        compares:
          "minimum detectable effects, powers and sample sizes of difference-in-differences with correlated outcomes",
        data: "six designs, shares treated of 0.1 to 0.5, up to 12 periods",
      },
      {
        id: "power-residuals",
        software: "numpy, regressions on dummies in every window",
        compares:
          "variance and mean covariances of two-way residuals, variances of means before and after, variance of the change from either",
        data: "mpdta, castle, smart cities",
      },
      {
        id: "pretrends",
        software: "R package pretrends 0.1.0, and mvtnorm 1.3.3's Miwa algorithm",
        compares:
          "slopes of power 0.5 and 0.8, powers, sizes, Bayes factors, likelihood ratios, means after pre-testing",
        data: "He and Wang (2017), castle doctrine laws, county employment",
        differs: "the package's integrals are random to 1e-3; Miwa's are compared at 1e-6",
      },
      {
        id: "diff-diff-power",
        software: "diff-diff 3.13.0, in Python",
        compares: "power of any significant lead and of the joint test; slopes the joint test finds",
        data: "the same three paths; paths of 8 and 12 leads",
        differs: "scipy draws its integrals of boxes: compared at 1e-4",
      },
      {
        id: "fixest-placebo",
        software: "fixest 0.12.2 under the same assignments",
        compares: "every placebo draw: coefficient, error, t",
        data: "simulated cities, a panel of difference-in-differences",
        differs: "their p is b/B, ours (1 + b)/(1 + B)",
      },
      {
        id: "wild-bootstrap",
        software: "base R and fwildclusterboot under every vector of signs",
        compares: "t of every draw, ends of intervals",
        data: "castle doctrine laws, a panel of difference-in-differences",
        differs: "fwildclusterboot's rounding decides on which side ties fall; p is compared with both rules of ties",
      },
      {
        id: "romano-wolf",
        software: "base R and fixest 0.12.2 under the same multipliers",
        compares: "families of hypotheses: estimates, errors, t, first draws, p-values by seven methods",
        data: "castle doctrine laws, simulated cities",
      },
      {
        id: "fixest-wild-instruments",
        software: "fixest 0.12.2 under every vector of signs",
        compares: "wild restricted efficient and Anderson-Rubin bootstraps, draw by draw",
        data: "Card's wages, simulated cities",
      },
      {
        id: "fixest-pairs",
        software: "fixest 0.12.2 under the same clusters",
        compares: "pairs cluster bootstrap: draws, error, interval",
        data: "castle doctrine laws, a panel of difference-in-differences",
      },
      {
        id: "summclust",
        software: "summclust and `lm` without each cluster; clubSandwich 0.5.11",
        compares: "cluster jackknife: estimates without each cluster, leverage, CV3, CV3J",
        data: "castle doctrine laws, a panel of difference-in-differences",
      },
      {
        id: "score-variances",
        software: "numpy, by the matrices of MacKinnon, Nielsen and Webb (2023)",
        compares: "score-variance tests of one coefficient and of several: differences, their covariance, statistics",
        data: "castle doctrine laws, states within divisions and regions",
      },
      {
        id: "pyfixest-ccv",
        software: "pyfixest 0.60.0 (Python)",
        compares: "causal cluster variances of given splits",
        data: "simulated clusters whose effects differ",
      },
      {
        id: "collapse-xtsum",
        software: "collapse 1.9.2 `qsu`",
        compares:
          "overall, between and within: numbers of rows and units, means, standard deviations, least and greatest",
        data: "young women's wages (nlswork), states and homicide (castle), UK employment; values missing",
      },
      {
        id: "robomit",
        software: "Oster's formula in full digits, beside R's robomit 1.0.7",
        compares: "delta, every root of beta*, the approximation in proportion, both regressions",
        data: "Card's wages, mtcars",
        differs:
          "robomit prints 6 digits, and its beta* need not be the nearest root: full digits of the formula are compared",
      },
      {
        id: "sensemakr",
        software: "R's sensemakr 0.1.6",
        compares: "partial R², robustness values, bounds by benchmarks, adjusted estimates, errors, t and intervals",
        data: "attitudes in Darfur, Card's wages",
      },
      {
        id: "amip",
        software:
          "influences and regressions without rows by R's lm, definitions of Broderick, Giordano and Meager (2020)",
        compares: "fewest rows for sign, significance and both, predicted and refitted; shares of rows",
        data: "Card's wages, castle doctrine",
      },
      {
        id: "microcredit",
        software: "Broderick, Giordano and Meager (2020), table 1, as printed",
        compares: "rows to drop for sign, significance and both in seven studies, and the estimates without them",
        data: "profits under seven experiments with microcredit, in the currency of the field",
        differs: "the paper has dollars of two weeks: estimates are compared as multiples of that of all rows",
      },
      {
        id: "lm-mediation",
        software: "`lm` of R 4.5.0, the same draws",
        compares: "paths, effects, joint covariance, every bootstrap draw and interval",
        data: "castle doctrine laws, simulated cities",
      },
      {
        id: "smart-city",
        software: "fixest 0.12.2, MatchIt 4.7.1, `glm`, plm 2.6-5, gretl 2025a, matrix algebra",
        compares: "every table and figure of a study, made by the study",
        data: "simulated cities",
      },
      {
        id: "table3",
        software: "fixest 0.12.2",
        compares: "heterogeneity: groups, interactions, differences between them",
        data: "simulated cities",
      },
    ],
  },
  {
    title: "Matching",
    sources: [
      {
        id: "glm-scores",
        software: "`glm` of R 4.5.0, started again until nothing moves",
        compares: "logit and probit scores, row by row",
        data: "LaLonde's training programme, simulated cities",
        differs: "a single run of `glm` has errors of the step before; it is met to the digits it has",
      },
      {
        id: "nearest-neighbours",
        software: "MatchIt 4.7.1 and Matching 4.10.15",
        compares: "weights, effects and distances of nearest neighbours",
        data: "LaLonde's training programme, simulated cities",
        differs:
          "MatchIt breaks ties in a way of its own: without ties all pairs are its, with ties those of a loop in R",
      },
      {
        id: "psmatch",
        software: "MatchIt 4.7.1, Matching 4.10.15, `glm`, base R",
        compares: "the whole record of `psmatch`: scores, weights, effects, errors, balance",
        data: "LaLonde's training programme",
      },
      {
        id: "matched-cities",
        software: "`glm`, MatchIt 4.7.1, fixest 0.12.2",
        compares: "difference-in-differences on matched cities",
        data: "simulated cities",
      },
      {
        id: "abadie-imbens",
        software: "Matching 4.10.15",
        compares: "effects with ties averaged, Abadie-Imbens errors",
        data: "LaLonde's training programme",
      },
      {
        id: "kernel-matching",
        software: "base R, all pairs",
        compares: "kernel, radius and local linear matching: counterfactuals, weights, effects",
        data: "LaLonde's training programme",
      },
      {
        id: "balance",
        software: "MatchIt 4.7.1, weighted `lm`, `ks.test`, `glm`",
        compares: "bias, variance ratios, distances of distributions, Rubin's B and R",
        data: "LaLonde's training programme",
      },
      {
        id: "coarsened-exact",
        software: "MatchIt 4.7.1 and base R",
        compares: "cuts, strata, weights, L1",
        data: "LaLonde's training programme",
      },
      {
        id: "entropy-balance",
        software: "Newton's method with explicit matrices in R 4.5.0",
        compares: "weights",
        data: "LaLonde's training programme",
      },
      {
        id: "weighting",
        software: "base R; stacked moments with numerical derivatives; weighted `lm` with sandwich",
        compares: "inverse-probability and doubly robust effects; regressions after matching",
        data: "LaLonde's training programme",
        differs: "numerical derivatives cost the doubly robust error some digits",
      },
      {
        id: "bootstrap-att",
        software: "base R under the same rows",
        compares: "effects of bootstrap draws",
        data: "LaLonde's training programme",
      },
    ],
  },
  {
    title: "Quality and functions",
    sources: [
      {
        id: "fixest-quality",
        software: "fixest 0.12.2",
        compares: "quality of every row, its means, σ by 2SLS in all and group by group",
        data: "simulated customs rows",
      },
      {
        id: "fish-quality",
        software: "an independent run in fixest 0.12.2",
        compares: "quality of every row",
        data: "UN Comtrade fish exports",
      },
      {
        id: "distributions",
        software: "R 4.5.0, and mpmath where R is off",
        compares: "normal, t, F and χ²: probabilities and quantiles, far tails included",
        data: "a grid of arguments",
        differs: "for some quantiles of t and F R is off by more than the tolerance; exact values overrule it",
      },
      {
        id: "ranks",
        software: "`cor` of R 4.5.0",
        compares: "Spearman's and Kendall's correlations",
        data: "castle doctrine laws",
      },
    ],
  },
  {
    title: "Files",
    sources: [
      {
        id: "files-stata",
        software: "haven, in R",
        compares: "cells, labels, formats and missing codes of .dta, releases 113 to 119",
        data: "files of haven and pandas, both byte orders, long strings, other encodings",
      },
      {
        id: "files-spss",
        software: "haven, and pyreadstat 1.3.7",
        compares: "cells, labels and user-missing values of .sav and .zsav",
        data: "files of haven, PSPP and pyreadstat, plain and packed",
      },
      {
        id: "files-sas",
        software: "pyreadstat 1.3.7",
        compares: "cells, labels and letters of missing values of .sas7bdat and transport files",
        data: "files of SAS that come with Parso, pyreadstat and haven, packed and with deleted rows; files of haven",
      },
      {
        id: "files-r",
        software: "R itself",
        compares: "cells of data frames in .rds and .RData",
        data: "every way R packs and encodes, tibbles, data.table, factors, dates, zones",
      },
      {
        id: "files-parquet",
        software: "the values Python wrote",
        compares: "cells of every type, encoding and compression of Parquet",
        data: "files of pyarrow 26 and polars 1",
      },
      {
        id: "files-arrow",
        software: "pyarrow",
        compares: "cells of every type of Arrow files, streams and Feather",
        data: "files of pyarrow, polars and pandas, plain and packed",
      },
      {
        id: "files-books",
        software: "openpyxl, and the cells that were written",
        compares: "cells of .xlsx and .ods",
        data: "workbooks of openpyxl and LibreOffice",
      },
      {
        id: "files-json",
        software: "Python's json",
        compares: "cells of lists and lines of records and of tables",
        data: "JSON of pandas, polars and Python",
      },
    ],
  },
] as const satisfies readonly Section[];

export type SourceId = (typeof SECTIONS)[number]["sources"][number]["id"];
