/** Variances and small-sample rules as text: what is read, and how the unreadable is refused. */
import { describe, expect, it } from "vitest";
import { describeSsc, parseSsc } from "../../src/inference/ssc.js";
import { parseVcov } from "../../src/inference/vcov-spec.js";

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

  it.each([
    ["toString", "ssc_part"],
    ["K.adj=toString", "ssc_value"],
    ["K.adj=true=false", "ssc_value"],
    ["K.adj", "ssc_value"],
    ["K.fixef=all", "ssc_value"],
    ["reghdfe", "ssc_preset"],
    ["", "ssc_part"],
  ])("refuses '%s': %s", (text, code) => {
    expect(() => parseSsc(text)).toThrow(refused(code));
  });
});
