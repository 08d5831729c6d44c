/**
 * Names of the commands of Stata that are translated, their shortest forms, whether a text is such a line rather than a formula; and
 * commands and prefixes that are known and not translated, with the nearest there is. Must not know what commands do.
 */

const PREPARE = "prepare the data before, and give one estimation command";
const AFTER = "tests and combinations of coefficients are options of the estimate: --wald, --lincom, --nlcom";
const WITH_PGMM =
  "the nearest is a line of xtabond2, which pgmm takes: xtabond2 y L.y x, gmm(y, lag(2 .)) iv(x) noleveleq";

/** What is there instead, by the command's name or its beginning. */
const INSTEAD: readonly (readonly [RegExp, string])[] = [
  [
    /^(g|gen|generate|egen|replace|rename|recode|use|import|insheet|keep|drop|sort|gsort|merge|append|reshape|collapse|set|clear|encode|destring|winsor2?|tabulate|tab)$/,
    PREPARE,
  ],
  [
    /^(su|sum|summ|summarize|des|desc|describe|codebook|xtsum|xtdescribe|misstable)$/,
    "wasmetrics inspect DATA describes columns and panels",
  ],
  [/^newey2?$/, "errors that allow for correlation along time are --vcov NW:lag with --panel unit,time"],
  [/^xtscc$/, "Driscoll and Kraay's errors are --vcov DK:lag with --panel unit,time"],
  [/^(xtgls|xtpcse)$/, "errors that allow for correlation across units are --vcov DK:lag or cluster:time"],
  [/^(cgmreg|vcemway|cluster2|ivreg29|ivreg28)$/, "reghdfe and ivreghdfe take several clusterings"],
  [/^(logistic|logi)$/, "odds ratios are those of the same model, logit y x"],
  [/^ppml$/, "it is ppmlhdfe y x, noabsorb, or with effects absorb(id)"],
  [/^xtpqml$/, "it is xtpoisson y x, fe vce(robust)"],
  [/^(iis|tis)$/, "the panel is xtset id year"],
  [/^estat$/, AFTER],
  [/^prais$/, "errors that allow for correlation along time are --vcov NW:lag with --panel unit,time"],
  [/^(rdrobust|rd|rdd|synth|sdid|xthdidregress|hdidregress)$/, "its design is not estimated here"],
  [
    /^(xtlogit|clogit)$/,
    "conditional logit is not estimated; felogit estimates a level for each unit, and says what bias that leaves with few periods",
  ],
  [
    /^(probit|xtprobit|cloglog|ologit|oprobit|mlogit|tobit|heckman|qreg|sqreg|bsqreg|cnsreg|truncreg|intreg|zip|zinb|rreg|nbreg|xtnbreg|ivprobit|ivpoisson|mixed|xtmixed|gsem|sem|ml|nl|gmm|sureg|reg3|var|arima)$/,
    "the models there are: least squares, instruments, Poisson, logit, and those of panels",
  ],
  [/^(xtivreg2?|xtivreg28)$/, "with unit effects it is ivreghdfe y w (x = z), absorb(id)"],
  [/^ivreg$/, "the command is ivregress 2sls y w (x = z)"],
  [/^(xtabond|xtdpdsys|xtdpd)$/, WITH_PGMM],
  [/^xtabond2$/, "its lines are for the command pgmm"],
  [/^(didregress|xtdidregress)$/, "it is reghdfe y d x, absorb(unit time) vce(cluster unit)"],
  [
    /^(csdid|csdid2|did_imputation|eventstudyinteract|did_multiplegt|did_multiplegt_dyn|jwdid|stackedev|eventdd)$/,
    'event studies are wasmetrics event-study DATA "y ~ x | unit + time" --cohort G',
  ],
  [/^(teffects|kmatch|nnmatch|attnd|attk|pscore)$/, "matching is psmatch2 treat x, outcome(y), or wasmetrics psmatch"],
  [/^ebalance$/, 'entropy balancing is wasmetrics psmatch DATA "treat ~ x" --method entropy'],
  [/^cem$/, 'coarsened exact matching is wasmetrics psmatch DATA "treat ~ x" --method cem'],
  [/^boottest$/, 'the wild cluster bootstrap is wasmetrics bootstrap DATA "y ~ x | id" --term x --cluster id'],
  [/^(test|testparm|lincom|nlcom|margins|contrast)$/, AFTER],
  [/^(predict|predictnl)$/, "residuals, fitted values and effects are options of the estimate: --residuals, --fixef"],
  [/^(hausman|xttest0|xtoverid|xtserial|xtcsd|xtcdf)$/, 'tests of panels are wasmetrics plm DATA "y ~ x" --tests'],
  [
    /^(esttab|estout|outreg2?|outreg|est|estimates|coefplot)$/,
    "tables of results are wasmetrics table, figures wasmetrics coefplot",
  ],
  [/^(medsem|mediate|medeff)$/, "mediation is wasmetrics mediation"],
  [/^honestdid$/, "sets when trends are not quite parallel are wasmetrics honest"],
  [/^plausexog$/, "bounds under plausible exogeneity are wasmetrics plausexog"],
  [/^(psacalc|sensemakr|regsensitivity)$/, "Oster's delta and robustness values are wasmetrics sensitivity"],
];

/** What is there instead of a command, as a clause; undefined for a name that is not known. */
export const insteadOfCommand = (name: string): string | undefined =>
  INSTEAD.find(([pattern]) => pattern.test(name))?.[1];

const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^(by|bys|byso|bysor|bysort|statsby)$/, "a regression for each value of a column is feols with --split id"],
  [/^(bootstrap|bs)$/, "resampled errors are wasmetrics bootstrap --kind pairs, or wild"],
  [/^(jackknife|jknife)$/, "the cluster jackknife is --vcov CR3:id"],
  [/^permute$/, "randomisation inference is wasmetrics placebo"],
  [/^svy$/, "weights are [pw=w], and sampling in clusters is vce(cluster psu); strata are not used"],
  [/^(rolling|recursive)$/, "a window is a condition, as in if inrange(year, 2005, 2010)"],
  [/^(mi|mim)$/, "estimates over imputations are not combined"],
  [/^(stepwise|sw|nestreg)$/, "several models at once are csw0() and sw() in a formula of feols"],
];

/** What is there instead of a prefix, as a clause. */
export const insteadOfPrefix = (name: string): string =>
  PREFIXES.find(([pattern]) => pattern.test(name))?.[1] ?? "give the command after it alone";

/** Full name and the fewest letters Stata takes. */
const COMMANDS = [
  ["regress", 3],
  ["areg", 4],
  ["xtreg", 5],
  ["reghdfe", 7],
  ["ivreghdfe", 9],
  ["ivreg2", 6],
  ["ivregress", 6],
  ["poisson", 7],
  ["ppmlhdfe", 8],
  ["xtpoisson", 9],
  ["logit", 5],
  ["glm", 3],
  ["psmatch2", 8],
] as const;

export type CommandName = (typeof COMMANDS)[number][0];

export const COMMAND_NAMES: readonly CommandName[] = COMMANDS.map(([name]) => name);

/** The command a word is, in full; undefined where it is none. */
export function commandNamed(word: string): CommandName | undefined {
  const exact = COMMANDS.find(([name]) => name === word);
  return (exact ?? COMMANDS.find(([name, letters]) => name.startsWith(word) && word.length >= letters))?.[0];
}

/** Words a text may begin with before its command. */
const BEFORE =
  /^(?:\s|\.\s|\/\/[^\n]*\n|\*[^\n]*\n|\/\*[\s\S]*?\*\/|(?:qui|quietly|noi|noisily|cap|capture)\b:?|eststo\b[^:,(]*:)*/;
const FIRST = /^([a-z][a-z0-9_]*)[ \t]+(?=[\p{L}\p{N}_("/*])/u;
/** A prefix and its colon, `bysort id:`; a formula has no colon before its `~`. */
const PREFIXED = /^[a-z][a-z0-9_]*\b[^~:]*:(?!:)/;

/**
 * Whether `text` is a line of Stata and no formula: it begins with a command's name and another word, or it has no `~` and begins
 * with two words or a prefix, so that a command that is not translated is refused by its name.
 */
export function isStataLine(text: string): boolean {
  const rest = text.slice(BEFORE.exec(text)?.[0].length ?? 0);
  const word = FIRST.exec(rest)?.[1];
  if (word !== undefined && (commandNamed(word) !== undefined || word === "xtset" || word === "tsset")) return true;
  return !rest.includes("~") && (word !== undefined || PREFIXED.test(rest));
}
