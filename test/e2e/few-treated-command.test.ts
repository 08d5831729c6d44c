/** `bootstrap` of the kinds for few treated clusters, as built: tables, files whole, errors in words; and `placebo --outcomes`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/run-cli.js";

const castle = new URL("../golden/data/castle.csv.gz", import.meta.url).pathname;
const ASKED = [castle, "l_homicide ~ post | sid + year", "--term", "post", "--cluster", "sid", "--draws", "499"];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wasmetrics-few-treated-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const flat = (text: string): string => text.replace(/\s+/g, " ");

describe("few treated clusters", () => {
  it.each([
    ["conley-taber", ["Few treated clusters (Conley and Taber): post = 0", "the 29 others over 11 periods (year)"]],
    ["ferman-pinto", ["Few treated clusters (Ferman and Pinto): post = 0", ""]],
  ] as const)("kind %s prints who is treated and how errors were drawn", async (kind, [title, words]) => {
    const size = kind === "ferman-pinto" ? ["--size", "population"] : [];
    const { status, stdout } = await run("bootstrap", ...ASKED, "--kind", kind, ...size, "--quiet");
    expect(status).toBe(0);
    expect(flat(stdout)).toContain(title);
    expect(flat(stdout)).toContain("Treated: 21 of sid (50)");
    if (kind === "conley-taber") expect(flat(stdout)).toContain(words);
    else expect(flat(stdout)).toContain("in units of the variance that population a cluster and year let expect");
    expect(flat(stdout)).toContain("not few. Kind wild uses the errors of all of them.");
  });

  it("writes record, draws and figure", async () => {
    const out = join(folder, "out");
    const { status } = await run("bootstrap", ...ASKED, "--kind", "conley-taber", "--out", out, "--quiet");
    expect(status).toBe(0);
    const figures = ["png", "svg", "vl.json"].map((end) => `bootstrap.${end}`);
    expect(readdirSync(out).sort()).toEqual(["bootstrap.json", "draws.csv", ...figures].sort());
    const { few_treated, draws } = JSON.parse(readFileSync(join(out, "bootstrap.json"), "utf8"));
    expect(few_treated).toMatchObject({ period: "year", periods: 11, controls: 29, size: null });
    expect(draws.estimate).toHaveLength(499);
    expect(readFileSync(join(out, "draws.csv"), "utf8").split("\n")[0]).toBe("draw,estimate");
  });

  it("refuses in words what does not go together", async () => {
    const { status, stderr } = await run("bootstrap", ...ASKED, "--kind", "conley-taber", "--size", "population");
    expect(status).not.toBe(0);
    expect(flat(stderr)).toContain("size (--size) is an option of kind ferman-pinto");
  });
});

describe("placebo --outcomes", () => {
  it("prints a row an outcome and the joint verdict", async () => {
    const { status, stdout } = await run(
      ...["placebo", castle, "l_homicide ~ post | sid + year", "--term", "post", "--draws", "19"],
      ...["--outcomes", "l_larceny,l_motor", "--quiet"],
    );
    expect(status).toBe(0);
    const text = flat(stdout);
    expect(text).toContain("Placebo outcomes: post where it should move nothing");
    expect(text).toMatch(/l_larceny .* l_motor .* All at once: p = /);
  });
});
