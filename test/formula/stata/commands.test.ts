/** Lines of Stata to formulas and options, by the commands' documented syntax. */
import { describe, expect, it } from "vitest";
import { NotSupported, UsageError } from "../../../src/base/errors.js";
import { isStataLine } from "../../../src/formula/stata/command-names.js";
import { parseStata } from "../../../src/formula/stata/parse-stata.js";
import { fromStata } from "../../../src/verbs/feols/from-stata.js";

const COLUMNS = ["y", "x1", "x2", "x3", "xa", "z", "w", "id", "year", "g"];
const read = (text: string) => parseStata(text, { columns: COLUMNS });

describe("parseStata", () => {
  it.each([
    ["reg y x1 x2", "y ~ x1 + x2", { vcov: "iid", ssc: "fixest", fixefRm: "none" }],
    ["regress y x1, r", "y ~ x1", { vcov: "hetero", ssc: "fixest", fixefRm: "none" }],
    ["reg y", "y ~ 1", { vcov: "iid", ssc: "fixest", fixefRm: "none" }],
    ["reg y x1, noc vce(hc3)", "y ~ 0 + x1", { vcov: "HC3", ssc: "fixest", fixefRm: "none" }],
    ["reg y x1, vce(cl id) level(90)", "y ~ x1", { vcov: "cluster:id", ssc: "fixest", fixefRm: "none", level: 0.9 }],
    ["reg y x1, cluster(id) robust", "y ~ x1", { vcov: "cluster:id", ssc: "fixest", fixefRm: "none" }],
    ["reg y x1 [pw=w]", "y ~ x1", { vcov: "hetero", weights: "w", ssc: "fixest", fixefRm: "none" }],
    [
      "reg y x1 [aweight = w] if g == 1",
      "y ~ x1",
      { vcov: "iid", weights: "w", subset: "g == 1", ssc: "fixest", fixefRm: "none" },
    ],
    [
      "reg y x1 if g == 1 [aw=w], vce(ols)",
      "y ~ x1",
      { vcov: "iid", weights: "w", subset: "g == 1", ssc: "fixest", fixefRm: "none" },
    ],
    ["areg y x1, a(id)", "y ~ x1 | id", { vcov: "iid", ssc: "fixest,K.fixef=full", fixefRm: "none" }],
    [
      "ivregress liml y x1 (x2 = z), small",
      "y ~ x1 | x2 ~ z",
      { vcov: "iid", ssc: "fixest", fixefRm: "none", iv: "liml" },
    ],
    [
      "ivregress gmm y (x2 = z w), small vce(robust)",
      "y ~ 1 | x2 ~ z + w",
      { vcov: "hetero", ssc: "fixest", fixefRm: "none", iv: "gmm2s", ivVcov: "sandwich" },
    ],
    [
      "ivregress gmm y (x2 = z w)",
      "y ~ 1 | x2 ~ z + w",
      { vcov: "hetero", ssc: "large", fixefRm: "none", iv: "gmm2s", ivVcov: "sandwich" },
    ],
    [
      "ivregress gmm y (x2 = z w), wmat(cluster id)",
      "y ~ 1 | x2 ~ z + w",
      { vcov: "cluster:id", ssc: "large", fixefRm: "none", iv: "gmm2s", ivVcov: "sandwich" },
    ],
    [
      "ivregress gmm y (x2 = z w), vce(cluster id)",
      "y ~ 1 | x2 ~ z + w",
      { vcov: "cluster:id", ssc: "large", fixefRm: "none", iv: "gmm2s", ivVcov: "sandwich", ivWeight: "hetero" },
    ],
    [
      "ivregress gmm y (x2 = z w), wmatrix(unadj) vce(r)",
      "y ~ 1 | x2 ~ z + w",
      { vcov: "hetero", ssc: "large", fixefRm: "none", iv: "gmm2s", ivVcov: "sandwich", ivWeight: "iid" },
    ],
    [
      "ivregress gmm y (x2 = z w), wmatrix(unadj) noconstant",
      "y ~ 0 | x2 ~ z + w",
      { vcov: "iid", ssc: "large", fixefRm: "none", iv: "gmm2s:centred", ivVcov: "sandwich" },
    ],
    [
      "ivregress gmm y (x2 = z w), wmatrix(unadj) vce(r) noconstant",
      "y ~ 0 | x2 ~ z + w",
      { vcov: "hetero", ssc: "large", fixefRm: "none", iv: "gmm2s:centred", ivVcov: "sandwich", ivWeight: "iid" },
    ],
    ["ivregress 2sls y x1 (x2 = z), nocons", "y ~ 0 + x1 | x2 ~ z", { vcov: "iid", ssc: "large", fixefRm: "none" }],
    [
      "ivregress 2sls y x1 (x2 = z), small vce(cluster id)",
      "y ~ x1 | x2 ~ z",
      { vcov: "cluster:id", ssc: "fixest,F.df=min", fixefRm: "none" },
    ],
    [
      "xtset id year\nivregress 2sls y x1 (x2 = z), vce(hac nwest 4)",
      "y ~ x1 | x2 ~ z",
      { vcov: "NW:4", ssc: "large", fixefRm: "none", panel: { unit: "id", time: "year" } },
    ],
    [
      "xtset id year\nivreg2 y x1 (x2 = z), robust bw(3) kernel(bar)",
      "y ~ x1 | x2 ~ z",
      { vcov: "NW:2", ssc: "large", fixefRm: "none", panel: { unit: "id", time: "year" } },
    ],
    [
      "xtset id year\nivreg2 y x1 (x2 = z), dkraay(3) small nocons",
      "y ~ 0 + x1 | x2 ~ z",
      { vcov: "DK:2", ssc: "fixest,F.df=min", fixefRm: "none", panel: { unit: "id", time: "year" } },
    ],
    ["ivreghdfe y x1 (x2 = z), noabsorb", "y ~ x1 | x2 ~ z", { vcov: "iid", ssc: "large", fixefRm: "singletons" }],
    [
      "ivreg2 y x1 (x2 = z w), small fuller(4) orthog(w) first",
      "y ~ x1 | x2 ~ z + w",
      { vcov: "iid", ssc: "fixest", fixefRm: "none", iv: "fuller:4", orthog: ["w"] },
    ],
    ["poisson y x1, vce(oim)", "y ~ x1", { vcov: "iid", ssc: "fixest,K.adj=false", fixefRm: "none" }],
    ["poisson y x1, exposure(z)", "y ~ x1", { vcov: "iid", ssc: "fixest,K.adj=false", fixefRm: "none", exposure: "z" }],
    [
      "ppmlhdfe y x1, absorb(id) off(w) keepsingletons",
      "y ~ x1 | id",
      { vcov: "hetero", ssc: "fixest,K.adj=false", fixefRm: "none", offset: "w" },
    ],
  ])("%s", (text, formula, options) => {
    expect(read(text)).toMatchObject({ formula, options });
    expect(Object.keys(read(text).options).sort()).toEqual(Object.keys(options).sort());
  });

  it.each([
    ["id year", "id + year"],
    ["i.id i.year", "id + year"],
    ["id#year", "id^year"],
    ["i.id#i.year", "id^year"],
    ["id##year", "id + year + id^year"],
    ["id##c.x1", "id[x1]"],
    ["c.x1##i.id", "id[x1]"],
    ["id#c.x1", "id[[x1]]"],
    ["id##c.(x1 x2)", "id[x1, x2]"],
    ["id id#c.x1", "id[x1]"],
    ["id#c.x1 year id#c.x2 id", "id[x1, x2] + year"],
    ["id#year##c.x1", "id^year[x1]"],
    ["id##year##g", "id + year + id^year + g + id^g + year^g + id^year^g"],
  ])("absorb(%s)", (absorb, effects) => {
    expect(read(`reghdfe y x1, absorb(${absorb})`).formula).toBe(`y ~ x1 | ${effects}`);
  });

  it.each([
    ["x1-x3", "x1 + x2 + x3"],
    ["x? z", "x1 + x2 + x3 + xa + z"],
    ["x*", "x1 + x2 + x3 + xa"],
    ["c.x1#c.x1", "I(x1^2)"],
    ["c.x1##c.x1", "x1 + I(x1^2)"],
    ["c.x1##c.x1##c.x1", "x1 + I(x1^2) + I(x1^3)"],
    ["c.x1#c.x1#c.z", "I(x1^2):z"],
    ["c.x1##c.z", "x1 + z + x1:z"],
    ["c.(x1 x2)#c.z", "x1:z + x2:z"],
    ["i.g", "factor(g)"],
    ["i.(g year)", "factor(g) + factor(year)"],
    ["ib2.g", "i(g, ref = 2)"],
    ["b2.g", "i(g, ref = 2)"],
    ["ibn.g", "i(g)"],
    ["3.g", "ifelse(g == 3, 1, 0)"],
    ["i3.g", "ifelse(g == 3, 1, 0)"],
    ["1.g#c.x1", "ifelse(g == 1, 1, 0):x1"],
    ["1.g#1.year", "ifelse(g == 1, 1, 0):ifelse(year == 1, 1, 0)"],
    ["i.g#c.x1", "factor(g):x1"],
    ["g##c.x1", "factor(g) + x1 + factor(g):x1"],
    ["g##year", "factor(g) + factor(year) + factor(g):factor(year)"],
    ["ib2.g##c.x1", "i(g, ref = 2) + x1 + i(g, x1, ref = 2)"],
    ["ibn.g#c.x1", "i(g, x1)"],
    ["x1 x1 x2", "x1 + x2"],
  ])("the list %s", (list, terms) => {
    expect(read(`reg y ${list}`).formula).toBe(`y ~ ${terms}`);
  });

  it("says which options the line states, and which follow from the command", () => {
    expect(read("reghdfe y x1, absorb(id)").stated).toEqual([]);
    expect(read("reghdfe y x1 [aw=w] if g==1, a(id) cl(id) keepsingletons level(99)").stated).toEqual([
      "vcov",
      "weights",
      "subset",
      "level",
      "fixefRm",
    ]);
  });

  it("takes xtset, i() or the panel it is told for the unit", () => {
    for (const text of ["xtset id year\nxtreg y x1, fe", "xtset id; xtreg y x1, fe", "xtreg y x1, fe i(id)"]) {
      expect(read(text).formula).toBe("y ~ x1 | id");
    }
    expect(parseStata("xtreg y x1, fe", { panel: { unit: "id" } }).formula).toBe("y ~ x1 | id");
    const robust = read("xtset id year\nxtreg y x1, fe robust");
    expect(robust.options.vcov).toBe("cluster:id");
    expect(robust.notes.map(({ code }) => code)).toEqual(["stata_robust"]);
  });

  it("names the verb of lines that feols does not estimate", () => {
    const poisson = read("ppmlhdfe y x1, absorb(id year)");
    expect(poisson).toMatchObject({ verb: "fepois", command: "ppmlhdfe", options: { vcov: "hetero" } });
    const random = read("xtset id year\nxtreg y x1, re");
    expect(random).toMatchObject({ verb: "plm", options: { model: "random", components: "xtreg", vcov: "iid" } });
    expect(read("xtset id year\nxtreg y x1, re sa").options.components).toBe("swar");
    const clustered = read("xtset id year\nxtreg y x1, re vce(robust)");
    expect(clustered.options).toMatchObject({ vcov: "cluster:id", ssc: "xtreg" });
    expect(clustered.notes[0]!.code).toBe("stata_robust");
    expect(() => fromStata("ppmlhdfe y x1, absorb(id)")).toThrow(/estimated by fepois/);
    expect(read("xtset id year; xtreg y x1").notes[0]!.code).toBe("stata_default");
  });

  it("takes 2SLS without instruments for least squares, and no other estimator so", () => {
    const fit = read("ivreg2 y x1, robust");
    expect(fit).toMatchObject({ formula: "y ~ x1", options: { vcov: "hetero", ssc: "large" } });
    expect(fit.notes[0]!.code).toBe("stata_least_squares");
    expect(read("ivregress 2sls y x1, small").formula).toBe("y ~ x1");
    expect(() => read("ivregress liml y x1")).toThrow(/needs a group of instruments/);
  });

  it("completes a name of which one column begins, and refuses one of several by their names", () => {
    expect(read("reg y yea x1 i.ye").formula).toBe("y ~ year + x1 + factor(year)");
    expect(read("areg y x1, absorb(i) cluster(i)").formula).toBe("y ~ x1 | id");
    expect(() => read("reg y x")).toThrow(/'x' is an ambiguous abbreviation of x1, x2, x3, xa; write more letters/);
  });

  it.each([
    ["xi: reg y i.g x1", "y ~ factor(g) + x1", "feols"],
    ["logit g x1 x2, or vce(robust)", "g ~ x1 + x2", "felogit"],
    ["glm g x1, family(binomial)", "g ~ x1", "felogit"],
    ["glm y x1, f(poisson) link(log) exposure(w)", "y ~ x1", "fepois"],
    ["xtpoisson y x1 i.year, fe i(id)", "y ~ x1 + factor(year) | id", "fepois"],
    ["psmatch2 g x1 x2, out(y)", "g ~ x1 + x2", "psmatch"],
    ["psmatch2 g, mahal(x1 x2) out(y)", "g ~ x1 + x2", "psmatch"],
  ])("%s", (text, formula, verb) => {
    expect(read(text)).toMatchObject({ formula, verb });
  });

  it("takes a line of psmatch2 for its choices, and the preset for the rest", () => {
    const matching = read("psmatch2 g x1 x2 if year < 2010, kernel k(normal) bw(0.1) common logit outcome(y) quietly");
    expect(matching.line).toBe(
      'wasmetrics psmatch DATA "g ~ x1 + x2" --subset "year < 2010" --preset psmatch2 --method kernel --outcome y --kernel normal --bandwidth 0.1 --link logit --support psmatch2',
    );
    expect(matching.notes).toEqual([expect.objectContaining({ detail: { options: ["quietly"] } })]);
    expect(read("psmatch2 g x1, noreplacement desc neighbor(1)").options).toMatchObject({
      replace: false,
      order: "largest",
      ratio: 1,
    });
  });

  it("notes that glm scales analytic weights, of which classical errors of a likelihood depend", () => {
    const of = (line: string) => read(line).notes.map(({ code, detail }) => [code, detail]);
    const note = ["stata_scaled_weights", { command: "glm", weights: "w" }];
    expect(of("glm y x1 [aw=w], family(poisson)")).toEqual([note]);
    expect(of("glm y x1 [aw=w], family(binomial) vce(robust)")).toEqual([note]);
    for (const line of ["glm y x1, family(poisson)", "glm y x1 [pw=w], family(poisson)", "reg y x1 [aw=w]"]) {
      expect(of(line).map(([code]) => code)).not.toContain("stata_scaled_weights");
    }
  });

  it("notes what a line stores, which changes no estimate", () => {
    const { formula, notes } = read("reghdfe y x1, absorb(fe1=id  fe2 = year, savefe) resid(e)");
    expect(formula).toBe("y ~ x1 | id + year");
    expect(notes.at(-1)).toMatchObject({
      code: "stata_ignored",
      detail: { options: ["resid", "absorb(fe1=)", "absorb(fe2=)", "savefe"] },
    });
  });

  it("reads do-files: comments, joined lines, prompts, prefixes", () => {
    const text = `
      * the main table
      . xtset id year   // the panel
      quietly eststo m1: reghdfe y x1 /* and */ x2 ///
        , absorb(id ///
          year) vce(cluster id)
    `;
    expect(read(text).formula).toBe("y ~ x1 + x2 | id + year");
    expect(read("cap noi: reg y x1").formula).toBe("y ~ x1");
    expect(read("reghdfe y x1, absorb(id) vce (cluster id)").options.vcov).toBe("cluster:id");
  });

  it("gives a command of ours that a shell takes", () => {
    expect(read(`reg y x1 if g == "a\\b" & z < ., r`).line).toBe(
      `wasmetrics feols DATA "y ~ x1" --vcov hetero --fixef-rm none --subset 'g == "a\\\\b" & !is.na(z)'`,
    );
  });

  it("is frozen through", () => {
    const model = read("reghdfe y x1, absorb(id)");
    expect(Object.isFrozen(model) && Object.isFrozen(model.options) && Object.isFrozen(model.spec.terms)).toBe(true);
  });
});

describe("isStataLine", () => {
  it.each([
    "reg y x",
    "  regress y x, robust",
    "xtset id t\nxtreg y x, fe",
    "// c\nreghdfe y x, a(i)",
    "qui areg y x, absorb(i)",
    "eststo m: ppmlhdfe y x, a(i)",
    "ivregress 2sls y (x = z)",
    ". reg y x",
  ])("knows %s", (text) => expect(isStataLine(text)).toBe(true));

  it.each(["y ~ x | id", "reg ~ x", "areg + 1 ~ x", "poisson", "log(reg) ~ x", "regular y ~ x", "`reg y` ~ x"])(
    "takes %s for no line",
    (text) => expect(isStataLine(text)).toBe(false),
  );

  it("makes parseFormula name what reads such lines", async () => {
    const { parseFormula } = await import("../../../src/formula/parser.js");
    expect(() => parseFormula("reghdfe y x, absorb(id)")).toThrow(/fromStata/);
    expect(() => parseFormula("reghdfe y x, absorb(id)")).toThrow(UsageError);
  });
});

describe("what is not translated", () => {
  it.each([
    ["reg y x1 in 1/100", "stata_range"],
    ["reg y x1 [fw=w]", "stata_weight"],
    ["reg y x1 [iw=w]", "stata_weight"],
    ["reg y x1 [pw=w], vce(hc3)", "stata_weight"],
    ["reg y x1, vce(bootstrap)", "stata_variance"],
    ["reg y x1, vce(cluster id year)", "stata_variance"],
    ["reghdfe y x1, absorb(id) vce(hc3)", "stata_variance"],
    ["reghdfe y x1, absorb(id, tight)", "stata_absorb"],
    ["reghdfe y x1, absorb(id) nosuch", "stata_option"],
    ["areg y x1, absorb(id year)", "stata_absorb"],
    ["reg y i.g#i.year", "stata_product"],
    ["reg y ib2.g#c.x1", "stata_product"],
    ["reg y 1.g#i.year", "stata_product"],
    ["reg y ib2.g##i.year", "stata_product"],
    ["reg y i.g, noconstant", "stata_noconstant"],
    ["reg y i(1 2).g", "stata_operator"],
    ["reg y ib(first).g", "stata_operator"],
    ["xtset id year; reg y D2.x1", "stata_operator"],
    ["xtset id year; reg y L.D.x1", "stata_operator"],
    ["xtset id year; reg y iL.g", "stata_operator"],
    ["bysort id: reg y x1", "stata_prefix"],
    ["bootstrap, reps(50) seed(1): reg y x1", "stata_prefix"],
    ["newey y x1, lag(2)", "stata_command"],
    ["xtlogit y x1, fe", "stata_command"],
    ["xtivreg y (x1 = z), fe", "stata_command"],
    ["xtabond y x1, lags(1)", "stata_command"],
    ["probit y x1", "stata_command"],
    ["summarize y", "stata_command"],
    ["glm y x1", "stata_family"],
    ["glm y x1, family(poisson) link(identity)", "stata_family"],
    ["xtpoisson y x1, i(id)", "stata_option"],
    ["psmatch2 g x1, ate", "stata_option"],
    ["psmatch2 g x1, mahalanobis(x2)", "stata_option"],
    ["reg y $controls", "stata_macro"],
    ["reg y `x'", "stata_macro"],
    ["xtabond2 y x1, gmm(x1)", "stata_command"],
    ["xtset id year; ivreg2 y x1 (x2 = z), robust bw(3) small", "stata_small"],
    ["xtset id year; ivreg2 y x1 (x2 = z), robust bw(3) kernel(parzen)", "stata_kernel"],
    ["xtset id year; ivreg2 y x1 (x2 = z), robust bw(auto)", "stata_option"],
    ["xtset id year; ivreg2 y x1 (x2 = z), bw(3)", "stata_option"],
    ["xtset id year; ivreg2 y x1 (x2 = z), bw(3) cluster(id)", "stata_option"],
    ["xtset id year; ivreg2 y x1 (x2 = z), dkraay(3) cluster(id)", "stata_option"],
    ["xtset id year; ivreghdfe y x1 (x2 = z), absorb(id) dkraay(3)", "stata_option"],
    ["xtset id year; ivregress 2sls y x1 (x2 = z), vce(hac parzen 3)", "stata_kernel"],
    ["xtset id year; ivregress 2sls y x1 (x2 = z), vce(hac nwest opt)", "stata_variance"],
    ["ivregress gmm y x1 (x2 = z), center", "stata_option"],
    ["ivreg2 y x1 (x2 = z), gmm2s center", "stata_option"],
    ["ivregress gmm y x1 (x2 = z), vce(unadjusted)", "stata_variance"],
    ["ivregress 2sls y i.g (x2 = z), noconstant", "stata_noconstant"],
    ["ivregress 2sls y (x2 = i.g), noconstant", "stata_noconstant"],
    ["ivreghdfe y x1 (x2 = z), noconstant", "stata_noconstant"],
    ["xtset id year\nxtreg y x1, be vce(robust)", "stata_variance"],
    ["reg y x1 (x2 = z)", "stata_instruments"],
    ["xtreg y x1, mle i(id)", "stata_option"],
    ["xtset id year, delta(2)\nxtreg y x1, fe", "stata_option"],
    ["xtset id year\nxtreg y x1 [aw=w], re", "stata_weight"],
    ["reg y x1 if L.x1 > 2", "stata_condition"],
    ["reg y x1 if x1[_n-1] > 2", "stata_condition"],
    ["reg y x1 if _n > 2", "stata_condition"],
    ["reg y x1 if x1 == .a", "stata_condition"],
    ["reg y x1 if !x1 == 3", "stata_condition"],
    ["reg y x1 if (x1 > 2) + (x2 > 3) == 1", "stata_condition"],
    ["reg y x1 if x1 / x2 > 3", "stata_condition"],
    ["reg y x1 if ln(x1) > 3", "stata_function"],
    ["reg y x1 if inrange(x1, x2, x3)", "stata_condition"],
    ['reg y x1 if g > "a"', "stata_condition"],
    ["#delimit ;\nreg y x1;", "stata_delimit"],
  ])("%s", (text, code) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(NotSupported);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/\n {2}.*\n\s+\^$/);
  });
});

describe("what is wrong", () => {
  it.each([
    ["reg", "stata_outcome"],
    ["reg y#x1 x2", "stata_outcome"],
    ["reg i.y x1", "stata_varlist"],
    ["reg y q", "stata_name"],
    ["reg y xx", "stata_name"],
    ["psmatch2 g x1, kernel radius", "stata_option"],
    ["reg y x3-x1", "stata_name"],
    ["reg y q*", "stata_name"],
    ["reg log(y) x1", "stata_function"],
    ["reg y ln(x1)", "stata_function"],
    ["reg y x1 == 2", "stata_varlist"],
    ["reg y x1 + x2", "stata_varlist"],
    ['reg y "x1"', "stata_varlist"],
    ["reg y c.x1#", "stata_varlist"],
    ["reg y #x1", "stata_varlist"],
    ["reg y c.", "stata_varlist"],
    ["reg y L.x1", "stata_panel"],
    ["xtset id year\nreg y L(2/0).x1", "stata_operator"],
    ["xtset id year\nreg y L.x1#c.x2", "stata_operator"],
    ["reg y k.x1", "stata_operator"],
    ["regg y x1", "stata_command"],
    ["Reg y x1", "stata_command"],
    ["gen z = 2", "stata_command"],
    ["reg y x1\nreg y x2", "stata_command"],
    ["xtset id year", "stata_command"],
    ["xtset\nxtreg y x1, fe", "stata_panel"],
    ["xtreg y x1, fe", "stata_panel"],
    ["xtreg y x1, fe re i(id)", "stata_option"],
    ["reg y x1, robust robust", "stata_option"],
    ["reg y x1, robust vce(cluster id)", "stata_variance"],
    ["reg y x1, vce(cluster)", "stata_variance"],
    ["reg y x1, vce(robust id)", "stata_variance"],
    ["reg y x1, vce()", "stata_option_argument"],
    ["reg y x1, robust(id)", "stata_option_argument"],
    ["reg y x1, level(200)", "stata_level"],
    ["reg y x1,, robust", "stata_syntax"],
    ["reg y x1, robust, noc", "stata_syntax"],
    ["reg y x1 if", "stata_syntax"],
    ["reg y x1 if g==1 if g==2", "stata_syntax"],
    ["reg y x1 [aw=w] x2", "stata_syntax"],
    ["reg y x1 [aw=w+1]", "stata_weight"],
    ["reg y x1 [w=w]", "stata_weight"],
    ["reg y x1 [aw=]", "stata_weight"],
    ["reg y x1, 2", "stata_option_syntax"],
    ["reg y x1, vce(robust)noc", "stata_option_syntax"],
    ["reg y (x1", "stata_parenthesis"],
    ["reg y x1)", "stata_parenthesis"],
    ["reg y x1 [aw=w)", "stata_parenthesis"],
    ['reg y x1 if g == "a', "stata_quote"],
    ["reg y x1 /* open", "stata_comment"],
    ["reghdfe y x1", "stata_absorb"],
    ["reghdfe y x1, absorb(c.x1)", "stata_absorb"],
    ["reghdfe y x1, absorb(id#)", "stata_absorb"],
    ["reghdfe y x1, absorb(3.id)", "stata_absorb"],
    ["reghdfe y x1, absorb(id) noabsorb", "stata_option"],
    ["ivreghdfe y x1, absorb(id)", "stata_instruments"],
    ["ivreghdfe y (x1 = ), absorb(id)", "stata_instruments"],
    ["ivreghdfe y (x1 = z = w), absorb(id)", "stata_instruments"],
    ["ivreghdfe y (x1), absorb(id)", "stata_instruments"],
    ["ivreghdfe (x1 = z) y, absorb(id)", "stata_outcome"],
    ["ivreghdfe y (x1 = z) (x2 = w), absorb(id)", "stata_instruments"],
    ["ivreghdfe y (x1 = z), absorb(id) liml gmm2s", "stata_option"],
    ["ivregress y (x1 = z), small", "stata_estimator"],
    ["ivregress 2sls y (x1 = z), wmatrix(robust)", "stata_option"],
    ["ivregress 2sls y (x1 = z), vce(hac nwest 4)", "stata_panel"],
    ["ivregress 2sls y (x1 = z), vce(hac)", "stata_variance"],
    ["ivreg2 y (x1 = z), robust bw(2)", "stata_panel"],
    ["xtset id year; ivreg2 y (x1 = z), robust bw(0)", "stata_option_argument"],
    ["xtset id year; ivreg2 y (x1 = z), robust bw(2) dkraay(2)", "stata_option"],
    ["ivreg2 y (x1 = z), kernel(bartlett)", "stata_option"],
    ["ivreg2 y (x1 = z), small fuller(0)", "stata_option_argument"],
    ["reg y x1 if g = 1", "stata_condition"],
    ["reg y x1 if g == 1 &", "stata_condition"],
    ["reg y x1 if 1 < x1 < 3", "stata_condition"],
    ["reg y x1 if g == “a”", "stata_condition"],
    ["reg y x1 if inlist(g)", "stata_function"],
    ["reg y 变量 é", "stata_name"],
    ["reg y x1，robust", "stata_varlist"],
    ["reg y x1 \u0000", "stata_varlist"],
  ])("%s", (text, code) => {
    const error = errorOf(text);
    expect(`${error.constructor.name} ${error.code}: ${error.message}`).toMatch(
      new RegExp(`^(UsageError|NotSupported) ${code}: `),
    );
    expect(error.message).toMatch(/\n {2}.*\n\s+\^$/);
    expect(error.detail.position).toBeTypeOf("number");
  });

  it("names the nearest", () => {
    expect(errorOf("reghdef y x1, absorb(id)").message).toMatch(/did you mean 'reghdfe'/);
    expect(errorOf("reg y yer").message).toMatch(/did you mean 'year'/);
    expect(errorOf("reg y x1, robst").message).toMatch(/did you mean 'robust'/);
    expect(errorOf("reg y x1, vce(clster id)").message).toMatch(/did you mean 'cluster'/);
    expect(errorOf("reg y x1 if inlst(g, 1)").message).toMatch(/did you mean 'inlist'/);
    expect(errorOf("newey y x1, lag(2)").message).toMatch(/--vcov NW:lag with --panel unit,time/);
    expect(errorOf("bysort id: reg y x1").message).toMatch(/'bysort' is not translated; .*--split id/);
    expect(errorOf("xtabond y x1").message).toMatch(/xtabond2.*which pgmm takes/);
    expect(errorOf("y x1 x2").message).toMatch(/a formula has '~', as in y ~ x \| id/);
    expect(() => parseStata("reg y x*")).toThrow(/columns that are not known/);
  });

  it("says that an empty text has no command", () => {
    for (const text of ["", "  \n", "* nothing"]) expect(() => parseStata(text)).toThrow(/no command/);
  });

  it("does not hang on nested or long text", () => {
    const started = performance.now();
    for (const text of [
      `reg y x1 if ${"(".repeat(2000)}g == 1${")".repeat(2000)}`,
      `reg y ${"x1 ".repeat(20_000)}`,
      `reg y ${"(".repeat(500)}x1${")".repeat(500)}`,
      `reg y x1, ${"vce(".repeat(500)}${")".repeat(500)}`,
      `reg y ${"c.x1#".repeat(12)}c.x1`,
      `reg y ${"g##".repeat(20)}g`,
      `reg y ${"*".repeat(20_000)}`,
      "/* ".repeat(20_000),
    ]) {
      try {
        read(text);
      } catch (error) {
        expect(error instanceof UsageError || error instanceof NotSupported).toBe(true);
      }
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

function errorOf(text: string): UsageError | NotSupported {
  try {
    read(text);
  } catch (error) {
    if (error instanceof UsageError || error instanceof NotSupported) return error;
    throw error;
  }
  throw new Error(`'${text}' was translated`);
}

describe("lines as they stand in do-files", () => {
  it.each([
    // [R] glm: f(p) and l(log) are the shortest forms of family(poisson) and link(log), le() of level()
    ["glm y x1, f(p) l(log) r", "fepois", "y ~ x1", { vcov: "hetero" }],
    ["glm y x1, f(poisson) l(log) eform", "fepois", "y ~ x1", { vcov: "iid" }],
    ["glm y x1, f(b) l(l) le(90)", "felogit", "y ~ x1", { level: 0.9 }],
    ['eststo m1, title("A"): reghdfe y x1, absorb(id)', "feols", "y ~ x1 | id", {}],
    ["reghdfe y x1, absorb(id) summarize(mean sd)", "feols", "y ~ x1 | id", {}],
  ])("%s", (text, verb, formula, options) => {
    expect(read(text)).toMatchObject({ verb, formula, options });
  });

  it.each([
    ["xtset id year\nreg D.y LD.x1", /'LD\.' is several time operators in one/],
    ["xtset id year\nreg y L2D.x1", /'L2D\.' is several time operators in one/],
    ["xtset id year, delta(2)\nreg y L.x1", /leave it out: a period is the greatest step that divides all distances/],
    ["reghdfe y 1.g##ib2005.year, absorb(id)", /where 'g' is 0 or 1, a formula has .* i\(year, g, ref = 2005\)/],
    ["reghdfe y ib2005.year#1.g, absorb(id)", /where 'g' is 0 or 1, a formula has .* i\(year, g, ref = 2005\)/],
    ["reg y i.id#i.g", /write id##g, or c\. before dummies, as in c\.id#i\.g\./],
    ["xi: reg y i.g*x1", /\* is a wildcard: products are c\.x##c\.z, i\.g##c\.x/],
    ["reg y x1, vce(bootstrap, reps(100))", /vce\(bootstrap\) is not translated; see the bootstrap command/],
    ["reg y x1, vce(hc2 id)", /it is --vcov CR2:id/],
    ["reg y x1, vce(hc3 id)", /it is --vcov CR3:id/],
    ["psmatch2 g x1, outcome(y z)", /one variable is expected here; 'y z' is several/],
    ["logistic y x1", /logit y x/],
    ["clogit y x1, group(id)", /felogit estimates a level for each unit/],
    ["ppml y x1", /ppmlhdfe y x, noabsorb/],
    ["xtpqml y x1, fe", /xtpoisson y x, fe vce\(robust\)/],
    ["iis id", /xtset id year/],
  ])("refuses %s with what there is instead", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
