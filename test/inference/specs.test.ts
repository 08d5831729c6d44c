/** Variances and small-sample rules as text: what is read, and how the unreadable is refused. */
import { describe, expect, it } from "vitest";
import { combinationsOf, withoutCancelling } from "../../src/regression/frame/clusterings.js";
import { describeSsc, parseSsc, SSC_PRESETS } from "../../src/regression/variance/ssc.js";
import { parseRegressionVcov, parseVcov } from "../../src/regression/variance/variances.js";

const refused = (code: string) => expect.objectContaining({ code });

describe("parseVcov", () => {
  it("reads one and two clusterings, and combinations of columns", () => {
    expect(parseVcov("cluster:a^b + c")).toEqual({ type: "cluster", by: [["a", "b"], ["c"]] });
    expect(parseVcov({ cluster: "a" })).toEqual({ type: "cluster", by: [["a"]] });
  });

  it.each([
    ["cluster", "vcov_cluster"],
    ["cluster:", "vcov_cluster"],
    ["cluster:a+", "vcov_cluster"],
    ["cluster:a+b+c", "vcov_clusterings"],
    ["iid:x", "vcov_type"],
    ["hetero:city", "vcov_type"],
    ["HC3", "vcov_type"],
    ["zzz", "vcov_type"],
  ])("refuses %s: %s", (text, code) => {
    expect(() => parseVcov(text)).toThrow(refused(code));
  });

  it("ends its sentence when no name is near", () => {
    expect(() => parseVcov("zzz")).toThrow("Unknown variance 'zzz'. Use");
  });
});

describe("describeSsc", () => {
  it("names the preset, and the parts that are not its own", () => {
    expect(describeSsc(parseSsc("fixest,K.adj=true"))).toMatchObject({ preset: "fixest", "K.adj": true });
    const changed = describeSsc(parseSsc("none,K.fixef=full,G.adj=TRUE"));
    expect(changed).toMatchObject({ preset: "none with K.fixef=full, G.adj=true", "K.fixef": "full", "G.adj": true });
  });
});

describe("parseSsc", () => {
  it("reads presets, parts and aliases", () => {
    expect(parseSsc("none, K.adj=TRUE")).toMatchObject({ preset: "none", kAdj: true, gAdj: false });
    expect(parseSsc("fixef.K=nested,cluster.df=conventional")).toMatchObject({
      kFixef: "nonnested",
      gDf: "conventional",
    });
  });

  it("reads degrees of freedom as a rule or a number, after any preset", () => {
    expect(parseSsc("reghdfe,t.df=12,F.df=min")).toMatchObject({
      preset: "reghdfe",
      kExact: true,
      tDf: 12,
      fDf: "min",
    });
    expect(describeSsc(parseSsc("plm,t.df=12")).preset).toBe("plm with t.df=12");
    for (const preset of SSC_PRESETS) expect(describeSsc(parseSsc(preset)).preset).toBe(preset);
  });

  it.each([
    ["toString", "ssc_part"],
    ["K.adj=toString", "ssc_value"],
    ["K.adj=true=false", "ssc_value"],
    ["K.adj", "ssc_value"],
    ["K.fixef=all", "ssc_value"],
    ["K.adj=true,reghdfe", "ssc_part"],
    ["t.df=0", "ssc_value"],
    ["K.adj=7", "ssc_value"],
    ["", "ssc_part"],
  ])("refuses '%s': %s", (text, code) => {
    expect(() => parseSsc(text)).toThrow(refused(code));
  });
});

describe("several clusterings", () => {
  it("are added by themselves and in threes, subtracted in twos", () => {
    expect(combinationsOf(3).map(({ members, sign }) => [members.join(""), sign])).toEqual([
      ["0", 1],
      ["1", 1],
      ["2", 1],
      ["01", -1],
      ["02", -1],
      ["12", -1],
      ["012", 1],
    ]);
    // every observation that shares all six counts once
    expect(combinationsOf(6).reduce((sum, { sign }) => sum + sign, 0)).toBe(1);
  });

  it("cancel where one is within another", () => {
    const left = (count: number, within: readonly (readonly [number, number])[]) =>
      withoutCancelling(combinationsOf(count), (i, j) => within.some(([a, b]) => a === i && b === j)).map(
        ({ members, sign }) => `${sign > 0 ? "+" : "-"}${members.join("")}`,
      );
    expect(left(2, [])).toEqual(["+0", "+1", "-01"]);
    expect(left(2, [[0, 1]])).toEqual(["+1"]);
    expect(left(2, [[1, 0]])).toEqual(["+0"]);
    // the same clusters twice
    const same = [
      [0, 1],
      [1, 0],
    ] as const;
    expect(left(2, same)).toEqual(["+1"]);
    expect(left(3, same)).toEqual(["+1", "+2", "-12"]);
    // a chain; one within two others; one within another, and a third across both
    expect(
      left(3, [
        [0, 1],
        [0, 2],
        [1, 2],
      ]),
    ).toEqual(["+2"]);
    expect(
      left(3, [
        [0, 1],
        [0, 2],
      ]),
    ).toEqual(["+1", "+2", "-12"]);
    expect(left(3, [[0, 1]])).toEqual(["+1", "+2", "-12"]);
  });

  it("are named in an object that is a variance: one without them is refused by what it could have been", () => {
    for (const option of [{ type: "conley" }, { cluster: [3] }, null]) {
      expect(() => parseRegressionVcov(option as never)).toThrow(refused("vcov_type"));
      expect(() => parseVcov(option as never)).toThrow("conley:lat,lon,km");
    }
  });

  it("are at most six for feols, and two elsewhere", () => {
    expect(parseRegressionVcov("cluster:a+b+c+d+e+f")).toMatchObject({
      by: [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]],
    });
    const tooMany = () => parseRegressionVcov("cluster:a+b+c+d+e+f+g");
    expect(tooMany).toThrow(refused("vcov_clusterings"));
    expect(tooMany).toThrow("127 covariances");
    expect(() => parseVcov("NW:2")).toThrow("feols, event-study");
  });
});
