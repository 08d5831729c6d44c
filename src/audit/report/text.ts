/** An audit on a terminal: the tables as read, then the findings by severity, then what was judged. */
import { clauses, type Language, labelled } from "../../base/messages.js";
import { visible } from "../../base/text.js";
import type { Fact } from "../../report/page/page.js";
import { displayWidth, padEnd, wrap } from "../../report/render/display-width.js";
import { renderText } from "../../report/render/text.js";
import type { Audit, ReadTables } from "../audit.js";
import { SEVERITIES } from "../finding.js";
import { findingText } from "../finding-text.js";
import { letterOf, type NumberedFinding } from "../numbered.js";
import { placeText } from "./cell-text.js";
import { severityMeanings, severityWords, auditWords as words } from "./messages.js";
import { auditLead, formatText, ruleTable } from "./page.js";
import { readingFacts, type TableFacts, toldFacts } from "./reading.js";
import { markedTable, shownTables } from "./shown-tables.js";

const WIDTH = 100;

/** The tables as read, and nothing judged. */
export const readingText = (read: ReadTables, language: Language): string =>
  clean(readingLines({ ...read, findings: [] }, language));

/** The whole audit; its tables bear the marks of the findings beneath them. */
export function auditText(audit: Audit, language: Language): string {
  const { findings } = audit;
  return clean([
    ...readingLines(audit, language),
    "",
    underlined(words.findings[language]),
    ...wrapped(auditLead(audit, language)),
    ...SEVERITIES.flatMap((severity) => {
      const own = findings.filter(({ finding }) => finding.severity === severity);
      if (own.length === 0) return [];
      const heading = labelled[language](severityWords[severity][language], severityMeanings[severity][language]);
      return [
        "",
        ...wrapped(`${letterOf(severity)}  ${heading}`),
        ...own.flatMap((found) => ["", ...findingLines(found, language)]),
      ];
    }),
    "",
    ...wrapped(findings.length === 0 ? words.clean[language] : words.noVerdict[language]),
    "",
    underlined(words.judged[language]),
    ...ruleLines(audit, language),
  ]);
}

/** What was judged as a table; what could not be, as lines beneath it, which a table would make too wide. */
function ruleLines(audit: Audit, language: Language): string[] {
  const table = ruleTable(audit, language);
  const { heads, rows, notes } = table;
  const lacking = rows.flatMap(({ label, cells }): Fact[] => {
    const last = cells.at(-1)!;
    return last.kind === "text" ? [[label, last.text]] : [];
  });
  const narrow = {
    ...table,
    heads: heads.slice(0, -1),
    rows: rows.map((row) => ({ ...row, cells: row.cells.slice(0, -1) })),
  };
  return [
    renderText({ ...narrow, notes: [] }).trimEnd(),
    ...notes.flatMap(wrapped),
    ...(lacking.length === 0 ? [] : ["", words.lacking[language], ...factLines(lacking)]),
  ];
}

/** Each table as printed, and beneath it what was made of it. */
function readingLines(
  read: ReadTables & Pick<Audit, "findings"> & Partial<Pick<Audit, "taken">>,
  language: Language,
): string[] {
  const told = toldFacts(read.paper, language);
  const facts = readingFacts(read, language);
  const tables = shownTables(read);
  const members = new Set(tables.flatMap((table) => table.members.map(({ name }) => name)));
  const named = ({ name, facts: own }: TableFacts) => [name, ...factLines(own)];
  return [
    underlined(words.reading[language]),
    ...read.readings.map(({ file, format }) => words.readFrom[language](file, formatText(format, language))),
    ...tables.flatMap((table) => {
      const inIt = facts.filter(({ name }) => table.members.some((member) => member.name === name));
      const lines = inIt.length === 1 ? factLines(inIt[0]!.facts) : inIt.flatMap(named);
      return ["", renderText(markedTable(read, table)).trimEnd(), ...lines];
    }),
    ...facts.filter(({ name }) => !members.has(name)).flatMap((lost) => ["", ...named(lost)]),
    "",
    words.told[language],
    ...(told.length === 0 ? wrapped(words.toldNothing[language]) : factLines(told)),
  ];
}

function findingLines({ mark, finding }: NumberedFinding, language: Language): string[] {
  const { title, expected, found, arithmetic, otherwise } = findingText(finding, language);
  const facts: Fact[] = [
    [words.where[language], clauses[language](finding.where.map((ref) => placeText(ref, language)))],
    [words.expected[language], expected],
    [words.found[language], found],
    [words.arithmetic[language], arithmetic],
    ...otherwise.map((text, i): Fact => [i === 0 ? words.otherwise[language] : "", text]),
  ];
  return [...wrapped(`${mark}  ${title}`), ...factLines(facts)];
}

/** Names in a column, values beside them, over lines where they are long. */
function factLines(facts: readonly Fact[]): string[] {
  const width = Math.max(...facts.map(([name]) => displayWidth(name)));
  return facts.flatMap(([name, value]) =>
    broken(value, Math.max(WIDTH - width - 6, 40)).map((line, l) =>
      `    ${padEnd(l === 0 ? name : "", width)}  ${line}`.trimEnd(),
    ),
  );
}

const wrapped = (text: string): string[] => broken(text, WIDTH);

/** A word with the punctuation that belongs to it, or an ideograph, behind which a line may end; spaces. */
const UNIT =
  /\p{Script=Han}[，。；：、？！）》”’…]*|[（《“‘]\p{Script=Han}?[，。；：、）》”’]*|\s+|[^\s\p{Script=Han}（《“‘]+/gu;

/** As `wrap`, but lines may end behind ideographs as well, between which there are no spaces. */
function broken(text: string, width: number): string[] {
  if (!/\p{Script=Han}/u.test(text)) return wrap(text, width);
  const lines: string[] = [];
  let line = "";
  for (const [unit] of text.matchAll(UNIT)) {
    if (line !== "" && displayWidth(line) + displayWidth(unit.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = unit.trimStart();
    } else line += unit;
  }
  return [...lines, line.trimEnd()];
}
const underlined = (text: string): string => `${text}\n${"=".repeat(displayWidth(text))}`;
const clean = (lines: readonly string[]): string => visible(`${lines.join("\n").trimEnd()}\n`);
