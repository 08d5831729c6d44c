/** docs/trust.md from what the comparisons came to: a line a source, in the order of `SECTIONS`. */
import { SECTIONS, type SourceId } from "../golden/sources.js";
import type { Ledger, Ledgers } from "./agree.js";

/** What one test file compared. */
export interface FileLedgers {
  /** From the root of the repository. */
  readonly file: string;
  readonly ledgers: Ledgers;
}

/** The page. Throws where a source has no comparison, since its line would promise what no test holds. */
export function trustPage(found: readonly FileLedgers[]): string {
  const sources = SECTIONS.flatMap(({ sources }) => sources.map(({ id }) => total(id, found)));
  const count = sources.reduce((sum, { comparisons }) => sum + comparisons, 0);
  const parts = SECTIONS.map(
    ({ title, sources }) => `## ${title}\n\n${table(sources, found)}${differences(sources, found)}`,
  );
  return `${head(count, sources.length)}\n${parts.join("\n")}\n${tail}`;
}

type SectionSource = (typeof SECTIONS)[number]["sources"][number];

const head = (count: number, sources: number): string => `# What is trusted, and why

<!-- Written by \`npm run trust\` from what the tests compare; do not edit. -->

${thousands(count)} numbers of independent software stand beside ours in the tests, from ${sources} sources. Every line below is a source: who
computed the numbers, what was compared on which data, how many numbers, the largest difference, and what it was allowed to
be. A difference is relative to the number (where a number may be zero, to its scale), and rounded up to a power of ten.
"Printed" is for numbers known to the digits a program prints: ours rounds to them. Counts of rows, degrees of freedom, names and
what was dropped are compared exactly and not counted.

None of it is our own earlier output. A tolerance is fixed where the comparison is written, with its reason, and is not moved to
let a number pass. Where a program is wrong or means something else, the rule stands beneath the table, and numbers it accounts
for are still compared, after the rule. What was allowed is rounded up like the differences.
`;

const tail = `## What this page does not say

That an estimator suits your question. Nor that a program's number is the right one: agreement shows that two programs compute the
same thing. Where programs disagree, each estimator's page says which rule is followed and why ([variances](variances.md),
[instruments](iv.md), [panels](plm.md), [dynamic panels](pgmm.md)). What is not validated is refused with \`NotSupported\`.

The numbers, the scripts that made them and the licences of the data are in \`test/golden\`. \`npm run trust\` makes every comparison
again and writes this page; \`npm test\` fails where the page no longer says what the tests find.
`;

function table(sources: readonly SectionSource[], found: readonly FileLedgers[]): string {
  const rows = sources.map((source) => {
    const ledger = total(source.id, found);
    const tests = filesOf(source.id, found).map((file, i) => `[${i + 1}](../${file})`);
    const { software, compares, data } = source;
    const cells = [software, `${compares}; ${data}`, thousands(ledger.comparisons), largest(ledger), allowed(ledger)];
    return `| ${[...cells, tests.join(" ")].join(" | ")} |`;
  });
  return [
    "| compared with | what, on which data | numbers | largest difference | allowed | tests |",
    "|---|---|---:|---:|---:|---|",
    ...rows,
    "",
  ].join("\n");
}

function differences(sources: readonly SectionSource[], found: readonly FileLedgers[]): string {
  const lines = sources.flatMap((source) => {
    const { rules } = total(source.id, found);
    const counted = Object.entries(rules)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([rule, count]) => `${rule} (${thousands(count)} numbers)`);
    const said = ["differs" in source ? source.differs : undefined, ...counted].filter((text) => text !== undefined);
    return said.map((text) => `- ${source.software.split(/[,:]/)[0]}: ${text}.`);
  });
  return lines.length === 0 ? "" : `\nWhat differs, and why:\n\n${[...new Set(lines)].join("\n")}\n`;
}

/** All comparisons with a source. */
function total(id: SourceId, found: readonly FileLedgers[]): Ledger {
  const own = found.flatMap(({ ledgers }) => ledgers[id] ?? []);
  const tolerances = own.flatMap((ledger) => ledger.tolerances ?? []);
  const rules: Record<string, number> = {};
  for (const [rule, count] of own.flatMap((ledger) => Object.entries(ledger.rules))) {
    rules[rule] = (rules[rule] ?? 0) + count;
  }
  const sum = (part: "comparisons" | "printed") => own.reduce((all, ledger) => all + ledger[part], 0);
  if (sum("comparisons") === 0) throw new Error(`nothing was compared with '${id}'`);
  return {
    comparisons: sum("comparisons"),
    printed: sum("printed"),
    largest: Math.max(...own.map((ledger) => ledger.largest)),
    tolerances: tolerances.length === 0 ? null : [Math.min(...tolerances), Math.max(...tolerances)],
    rules,
  };
}

const filesOf = (id: SourceId, found: readonly FileLedgers[]): string[] =>
  found
    .filter(({ ledgers }) => (ledgers[id]?.comparisons ?? 0) > 0)
    .map(({ file }) => file)
    .sort();

const thousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** The next power of ten: what is printed must not hang on the last bits of another machine's logarithm. */
const upwards = (value: number): string => (value === 0 ? "0" : `1e${Math.ceil(Math.log10(value))}`);

const largest = ({ largest, printed, comparisons }: Ledger): string =>
  printed === comparisons ? "printed" : [upwards(largest), ...(printed > 0 ? ["printed"] : [])].join(", ");

function allowed({ tolerances, printed }: Ledger): string {
  const [least, most] = tolerances ?? [];
  const ends = least === undefined ? [] : [...new Set([upwards(least), upwards(most!)])];
  const range = ends.length === 0 ? [] : [ends.join(" to ")];
  return [...range, ...(printed > 0 ? ["half the last digit"] : [])].join(", ");
}
