/** Files that are no tables, or would take long: each is read or refused with its name, soon. */
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readPaper } from "../../../src/audit/read/read-paper.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (name: string, text: string) => readPaper({ name, bytes: bytes(text) });

/** Milliseconds within which any of these is read or refused, on a slow machine. */
const SOON = 4000;

describe("a file", () => {
  const docx = (xml: string) => zipSync({ "word/document.xml": bytes(xml) });
  const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

  /** The archive with another size of its first member in its directory. */
  const claiming = (zip: Uint8Array, size: number): Uint8Array => {
    const at = Buffer.from(zip).indexOf("PK\x01\x02");
    new DataView(zip.buffer, zip.byteOffset).setUint32(at + 24, size, true);
    return zip;
  };

  test.each([
    ["of a million rows", "t.csv", bytes("a,b\n1,2\n".repeat(5e5)), "table_size"],
    ["of twenty million bytes and more", "t.csv", new Uint8Array(20_000_001).fill(65), "table_size"],
    ["of noise", "t.bin", Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256), "table_encoding"],
    ["that is empty", "t.csv", new Uint8Array(0), "table_unread"],
    ["of prose", "t.txt", bytes("A paper about cities.\n\nIt has no table."), "table_unread"],
    ["with a quote left open", "t.csv", bytes('a,"b\n1,2\n'), "table_syntax"],
    ["that is an archive and no document", "t.docx", zipSync({ "a.txt": bytes("x") }), "table_encoding"],
    [
      "that is an archive cut short",
      "t.docx",
      zipSync({ "word/document.xml": bytes("x".repeat(500)) }).subarray(0, 60),
      "file_truncated",
    ],
    ["of Word that is no XML", "t.docx", docx("<w:document>"), "file_damaged"],
    ["of Word with elements without end", "t.docx", docx(`<w:document ${W}>${"<w:p>".repeat(5000)}`), "file_damaged"],
    [
      "that unpacks to a gigabyte",
      "t.docx",
      claiming(zipSync({ "word/document.xml": bytes("x".repeat(500)) }), 2 ** 30),
      "unpacked_size",
    ],
    ["of tables within tables", "t.html", bytes("<table><tr><td>".repeat(10_000)), "table_syntax"],
    ["of a thousand tables and more", "t.html", bytes("<table><tr><td>a<td>1</table>".repeat(2000)), "table_size"],
    ["with a column of a million", "t.html", bytes(`<table><tr>${"<td>1".repeat(1e5)}</table>`), "table_size"],
    ["with a LaTeX table not closed", "t.tex", bytes("\\begin{tabular}{lc} a & 1 \\\\"), "table_syntax"],
    ["with a LaTeX brace too many", "t.tex", bytes("\\begin{tabular}{lc} x} & 1 \\\\ \\end{tabular}"), "table_syntax"],
    ["with a LaTeX brace too few", "t.tex", bytes("\\begin{tabular}{lc} {x & 1 \\\\ \\end{tabular}"), "table_syntax"],
    [
      "with LaTeX groups without end",
      "t.tex",
      bytes(`\\begin{tabular}{lc} ${"{".repeat(1e5)}${"}".repeat(1e5)} & 1 \\\\ \\end{tabular}`),
      "table_syntax",
    ],
    ["with LaTeX columns not closed", "t.tex", bytes("\\begin{tabular}{lc a & 1 \\\\ \\end{tabular}"), "table_syntax"],
    [
      "of LaTeX rows without end",
      "t.tex",
      bytes(`\\begin{tabular}{lc} ${"a & 1 \\\\\n".repeat(1e5)} \\end{tabular}`),
      "table_size",
    ],
  ])("%s is refused soon", async (_, name, content, code) => {
    const began = process.cpuUsage();
    await expect(readPaper({ name, bytes: content })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(name),
    });
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(SOON);
  });

  test.each([
    ["asterisks", "*".repeat(3e5)],
    ["commas between stars", "*, ".repeat(1e5)],
    ["marks and levels", "* p<0.1 ".repeat(4e4)],
    ["places", "parentheses standard errors ".repeat(2e4)],
    ["digits", "1".repeat(3e5)],
    ["spaces", " ".repeat(3e5)],
    ["backslashes", "\\".repeat(3e5)],
    ["ampersands", "&amp".repeat(1e5)],
    ["angles", "<a ".repeat(1e5)],
    ["brackets", "\\x[".repeat(1e5)],
    ["beginnings", "\\begin{a}".repeat(3e4)],
    ["pipes", "| ".repeat(300)],
  ])("long runs of %s take no more than their length", async (_, run) => {
    const table = "| | (1) |\n|---|---|\n| x | 1 (2) |\n";
    const tex = String.raw`\begin{table}\begin{tabular}{lc} & (1) \\ x & 1 (2) \\ \end{tabular}`;
    const html = "<table><tr><td><td>(1)<tr><td>x<td>1 (2)</table>";
    for (const [name, text] of [
      ["t.md", `${run}\n\n${table}\n${run}`],
      ["t.html", `${run}${html}<p>${run}</p>`],
      ["t.tex", `${tex}\n${run.replaceAll("\\begin{a}", "\\begin{a}\\end{b}")}\n\\end{table}`],
      ["t.csv", `,(1)\nx,1 (2)\n"Note: ${run.replaceAll('"', "")}",\n`],
    ] as const) {
      const began = process.cpuUsage();
      const done = await read(name, text).then(
        ({ paper }) => paper.tables.length > 0,
        ({ code }) => /^table_/.test(code),
      );
      expect(done).toBe(true);
      expect(process.cpuUsage(began).user / 1000, name).toBeLessThan(SOON);
    }
  });
});
