/**
 * The paper on smart cities, audited from its transcription by the command: exactly the findings that were made by hand, each with the numbers
 * of that reckoning, which are written here and not taken from any run.
 */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { ruleNames } from "../../src/audit/audit.js";
import type { AuditRecord } from "../../src/audit/record.js";
import { findingCodes } from "../support/finding-codes.js";
import { run } from "../support/run-cli.js";

const PAPER = new URL("../../examples/audit/smart-city-paper.yaml", import.meta.url).pathname;

/** Severity, rule, the cell beside which it stands, and what its sentences must say. */
const BY_HAND: readonly (readonly [string, string, string, ...RegExp[]])[] = [
  // -2.180 and its like under estimates cannot be errors, and most "errors" would leave starred estimates a t far below 1
  ["inconsistent", "parentheses", "Table 1/(2)/eco", /-2\.180/],
  // 220 cities, 2010 to 2021: 220 x 12
  ["inconsistent", "panel_size", "Table 1/(1)/nobs", /2640/, /3267/],
  ["inconsistent", "panel_size", "Table 2/IV (1)/nobs", /2640/, /3267/],
  // the normal's two-sided p of 2.385 is 0.0171
  ["inconsistent", "claims", "Table 3/(1)/did", /1%/, /2\.38/, /0\.017/],
  // 7.041^2/(7.041^2 + 3265) = 0.01496
  ["conditional", "r2_of_t", "Table 1/(1)/r2", /0\.0149/, /3265/],
  // ((0.258/95.399)/(0.036/7.041))^2 = 0.2797, 0.271 to 0.289 by rounding; 276/3267 = 0.0845, 276/2640 = 0.1045
  ["conditional", "share_treated", "Table 1/(1)/did", /0\.271|27\.1/, /0\.289|28\.9/, /0\.0845|8\.45/, /0\.105|10\.5/],
  // 6.962^2/(6.962^2 + 2935) = 0.01625
  ["conditional", "r2_of_t", "Table 2/PSM-DID (1)/r2", /0\.0162/, /2935/],
  ["conditional", "panel_size", "Table 2/PSM-DID (1)/nobs", /2640/, /2937/],
  ["conditional", "panel_size", "Table 2/PSM-DID (2)/nobs", /2640/, /2928/],
  // a lag leaves 11 of 12 years: 220 x 11
  ["conditional", "dynamic_panels", "Table 2/GMM (1)/nobs", /2420/, /2981/],
  ["conditional", "dynamic_panels", "Table 2/GMM (2)/nobs", /2420/, /2705/],
  ["conditional", "subsamples", "Table 3/(3)/nobs", /3240/, /3267/, /27/],
  // errors 0.012/2.385 and 0.005/1.086: 0.007/sqrt(0.00503^2 + 0.0046^2) = 1.03
  ["conditional", "differences", "Table 3/(1)/did", /1\.03/],
  // errors 0.013/2.850 and 0.006/1.389: 0.007/sqrt(0.00456^2 + 0.00432^2) = 1.11
  ["conditional", "differences", "Table 3/(3)/did", /1\.11/],
  // 0.248/0.009 = 27.6; 0.2475/0.0095 = 26.1, 0.2485/0.0085 = 29.2
  ["unusual", "iv_over_ols", "Table 2/IV (2)/did", /27\.6/, /26\.1/, /29\.2/],
  ["unusual", "dynamic_panels", "Table 2/GMM (2)/ar1", /17\.970/],
  ["unusual", "identical_cells", "Table 2/GMM (2)/fdi", /-0\.005 \(-0\.105\)/],
  ["unreported", "undefined_variables", "Table 1/(2)/market", /market/],
  ["unreported", "printed_zeros", "Table 1/(2)/infra", /-0\.000/],
  ["unreported", "printed_zeros", "Table 1/(2)/market", /-0\.000/],
  // 3.820^2 = 14.59
  ["unreported", "first_stage_f", "Table 2/IV (1)/iv", /14\.6/],
  ["unreported", "same_sample", "Table 2/PSM-DID (2)/nobs", /2937/, /2928/, /\b9\b/],
  ["unreported", "dynamic_panels", "Table 2/GMM (1)/", /AR\(1\)/, /AR\(2\)/],
  ["unreported", "dynamic_panels", "Table 2/GMM (1)/", /Hansen or Sargan/],
  ["unreported", "dynamic_panels", "Table 2/GMM (1)/", /instruments/],
  ["unreported", "printed_zeros", "Table 2/PSM-DID (2)/infra", /-0\.000/],
  ["unreported", "printed_zeros", "Table 2/PSM-DID (2)/market", /-0\.000/],
];

const audits = new Map<string, Promise<AuditRecord>>();

const auditOf = (language = "en"): Promise<AuditRecord> => {
  const made =
    audits.get(language) ??
    run("audit", PAPER, "--json", "--language", language).then(({ stdout }) => JSON.parse(stdout) as AuditRecord);
  audits.set(language, made);
  return made;
};

const said = ({ text }: AuditRecord["findings"][number]): string[] => [
  text.title,
  text.expected,
  text.found,
  text.arithmetic,
  ...text.otherwise,
];

describe("the tables of the paper", () => {
  test("have the findings made by hand and no other", async () => {
    const { findings, counts } = await auditOf();
    expect(
      findings.map(({ severity, rule, where: [at] }) => [
        severity,
        rule,
        [at!.table, at!.column, at!.row].map((name) => name ?? "").join("/"),
      ]),
    ).toEqual(BY_HAND.map(([severity, rule, at]) => [severity, rule, at]));
    BY_HAND.forEach(([, rule, at, ...numbers], f) => {
      const text = said(findings[f]!).join(" ").replaceAll("−", "-");
      for (const number of numbers) expect(text, `${rule} at ${at}`).toMatch(number);
    });
    expect(counts).toEqual({ inconsistent: 4, conditional: 10, unusual: 3, unreported: 10 });
  });

  test.each(["en", "zh"])("are judged in whole sentences: %s", async (language) => {
    const { findings } = await auditOf(language);
    for (const finding of findings) {
      for (const sentence of said(finding)) {
        expect(sentence).not.toMatch(/undefined|NaN|null|\[object|Infinity|\s{2}/);
        expect(sentence.trim()).toBe(sentence);
        expect(sentence).not.toBe("");
      }
      if (language === "zh") expect(finding.text.title).toMatch(/\p{Script=Han}/u);
    }
  });

  test("are never called wrong", async () => {
    for (const finding of (await auditOf()).findings) {
      expect(said(finding).join(" ")).not.toMatch(/\b(?:wrong|false|fraud|error in the paper|mistake|fabricat)/i);
    }
  });
});

test("docs/audit.md shows what the command prints, and names every rule and code", async () => {
  const page = readFileSync(new URL("../../docs/audit.md", import.meta.url), "utf8");
  const shown = /<!-- output of[^\n]*-->\n```\n(.*?)\n```/s.exec(page)![1]!.split("\n");
  const { stdout } = await run("audit", PAPER, "--quiet");
  const printed = new Set(stdout.replaceAll(PAPER, "examples/audit/smart-city-paper.yaml").split("\n"));
  expect(shown.filter((line) => line !== "..." && !printed.has(line))).toEqual([]);
  for (const name of [...ruleNames(), ...findingCodes]) expect(page, name).toContain(`\`${name}\``);
});

describe("the command", () => {
  const folder = () => mkdtempSync(join(tmpdir(), "audit-"));
  const CLEAN =
    "tables:\n  Table 1:\n    cells: |\n      | | (1) |\n      | did | 0.500*** (0.100) |\n      | N | 50 |\n    note: Standard errors in parentheses. *** p<0.01.\n";

  test("ends with 1 for findings of a severity that counts, 0 without, 2 for what can't be read", async () => {
    const dir = folder();
    writeFileSync(join(dir, "clean.yaml"), CLEAN);
    writeFileSync(join(dir, "broken.yaml"), "tables: [");
    writeFileSync(join(dir, "words.csv"), "nothing,here\nto,see\n");
    expect((await run("audit", PAPER, "--quiet")).status).toBe(1);
    expect((await run("audit", join(dir, "clean.yaml"), "--quiet")).status).toBe(0);
    expect((await run("audit", PAPER, "--only", "stars", "--quiet")).status).toBe(0);
    expect((await run("audit", PAPER, "--only", "claims", "--severity", "unusual,unreported", "--quiet")).status).toBe(
      0,
    );
    expect((await run("audit", PAPER, "--only", "claims", "--severity", "inconsistent", "--quiet")).status).toBe(1);
    for (const args of [
      [join(dir, "broken.yaml")],
      [join(dir, "words.csv")],
      [join(dir, "missing.yaml")],
      [],
      [PAPER, "--only", "starts"],
      [PAPER, "--severity", "grave"],
      [PAPER, PAPER],
      [PAPER, "--read-only", "--format", "docx", "--out", join(dir, "read.docx")],
    ]) {
      const { status, stdout, stderr } = await run("audit", ...args);
      expect([args, status, stdout]).toEqual([args, 2, ""]);
      expect(stderr).toMatch(/^error: /m);
    }
    expect((await run("audit", PAPER, "--only", "starts")).stderr).toContain("did you mean 'stars'?");
  });

  test("shows what was read and judges nothing with --read-only", async () => {
    const { status, stdout } = await run("audit", PAPER, "--read-only");
    expect(status).toBe(0);
    expect(stdout).toContain("Table 2 Robustness test results");
    expect(stdout).not.toMatch(/\[[ABCD]\d+\]|inconsistent/);
    const record = JSON.parse((await run("audit", PAPER, "--read-only", "--json")).stdout);
    expect(record).toMatchObject({ kind: "audit_reading", told: { panel: { units: 220, periods: 12 } } });
    expect(record.findings).toBeUndefined();
  });

  test("writes a folder whole, or one file in the format of its name", async () => {
    const dir = folder();
    const { status, stdout } = await run("audit", PAPER, "--out", join(dir, "all"), "--quiet");
    expect(status).toBe(1);
    expect(stdout).toContain("Findings");
    expect(readdirSync(join(dir, "all")).sort()).toEqual(["audit.json", "report.docx", "report.html", "report.md"]);
    expect(JSON.parse(readFileSync(join(dir, "all", "audit.json"), "utf8"))).toEqual(await auditOf());
    expect((await run("audit", PAPER, "--out", join(dir, "findings.csv"), "--quiet")).stdout).toBe("");
    const csv = readFileSync(join(dir, "findings.csv"), "utf8");
    expect(csv).toMatch(/^term,quantity,severity,rule,code,where,/);
    expect(csv).toContain("A4,finding,inconsistent,claims,");
    expect((await run("audit", join(dir, "missing.yaml"), "--out", join(dir, "none"))).status).toBe(2);
    expect(readdirSync(dir).sort()).toEqual(["all", "findings.csv"]);
  });

  test.each(["en", "zh"])("links of the Word document lead somewhere: %s", async (language) => {
    const dir = folder();
    await run("audit", PAPER, "--language", language, "--out", join(dir, "report.docx"), "--quiet");
    const xml = strFromU8(unzipSync(readFileSync(join(dir, "report.docx")))["word/document.xml"]!);
    const bookmarks = [...xml.matchAll(/<w:bookmarkStart [^>]*w:name="([^"]+)"/g)].map(([, name]) => name);
    const anchors = [...xml.matchAll(/<w:hyperlink [^>]*w:anchor="([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(bookmarks).size).toBe(bookmarks.length);
    expect(anchors.filter((anchor) => !bookmarks.includes(anchor))).toEqual([]);
    for (const mark of ["A1", "B10", "C3", "D10"]) {
      expect(bookmarks).toContain(mark);
      expect(bookmarks).toContain(`at_${mark}`);
      expect(anchors).toContain(mark);
      expect(anchors).toContain(`at_${mark}`);
    }
    expect(xml).toContain('w:fill="FBE3D9"');
  });
});
