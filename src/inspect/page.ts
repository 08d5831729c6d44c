/** What was found as a page: findings by gravity, what was and was not looked at, columns, treatment, pictures. */
import type { Language } from "../base/messages.js";
import { noteText } from "../base/messages.js";
import { nameOf } from "../base/text.js";
import { version } from "../base/version.js";
import { formatCount } from "../report/format-number.js";
import type { Block, Drawing, Page } from "../report/page/page.js";
import type { TableModel } from "../report/table-model.js";
import { numberCell, textCell } from "../report/table-model.js";
import { columnsTable, type Known, knownLines } from "./columns-table.js";
import { SEVERITIES } from "./finding.js";
import { findingText, lookedAt, notCheckedLines, remedyText, ruleName } from "./finding-text.js";
import type { Inspection } from "./inspect.js";
import { inspectWords, pageWords as words } from "./messages.js";
import type { Picture } from "./pictures.js";

export interface InspectPageOptions {
  readonly language: Language;
  readonly pictures: readonly Picture[];
  /** Drawings of the pictures by id. */
  readonly drawings: ReadonlyMap<string, Drawing>;
  /** The command that makes everything again. */
  readonly command: string;
}

export function inspectPage(known: Known, inspection: Inspection, options: InspectPageOptions): Page {
  const { language, pictures, drawings, command } = options;
  const { table, findings } = known;
  const count = (severity: string) => findings.filter((one) => one.severity === severity).length;
  const counts = SEVERITIES.map((severity) => words.counts[language](count(severity), severity));
  return {
    title: words.title[language](nameOf(table.source.name)),
    language,
    lead: words.lead[language](formatCount(table.nRows), known.columns.length, inspection.checked.length, counts),
    contents: words.contents[language],
    sections: [
      { heading: words.findings[language], blocks: findingBlocks(inspection, language) },
      ...(pictures.length === 0
        ? []
        : [
            {
              heading: words.pictures[language],
              blocks: pictures.map(
                ({ id, caption, notes }): Block => ({ kind: "figure", id, caption, notes, drawing: drawings.get(id)! }),
              ),
            },
          ]),
      {
        heading: words.columns[language],
        blocks: [
          { kind: "table", id: "columns", table: columnsTable(known, language) },
          { kind: "list", items: knownLines(known, language) },
        ],
      },
      {
        heading: words.looked[language],
        blocks: [
          { kind: "table", id: "rules", table: rulesTable(inspection, language) },
          ...(inspection.notChecked.length === 0
            ? []
            : [{ kind: "list" as const, items: notCheckedLines(inspection.notChecked, language) }]),
        ],
      },
      {
        heading: words.again[language],
        blocks: [
          { kind: "code", text: command },
          {
            kind: "facts",
            rows: [
              [words.software[language], `wasmetrics ${version}`],
              [words.hash[language], table.source.sha256 ?? words.notHashed[language]],
            ],
          },
        ],
      },
    ],
    footer: words.footer[language](version),
  };
}

/** The serious as warnings, the others as lists under headings. */
function findingBlocks({ findings, checked }: Inspection, language: Language): Block[] {
  if (findings.length === 0) return [{ kind: "paragraph", text: inspectWords.none[language](checked.length) }];
  return SEVERITIES.flatMap((severity): Block[] => {
    const own = findings.filter((one) => one.severity === severity);
    if (own.length === 0) return [];
    const heading: Block = { kind: "heading", text: inspectWords[severity][language] };
    if (severity !== "serious") return [heading, { kind: "list", items: own.map((one) => findingText(one, language)) }];
    return [
      heading,
      ...own.map(
        (one): Block => ({ kind: "warning", title: noteText(one, language), text: remedyText(one, language) }),
      ),
    ];
  });
}

function rulesTable({ checked }: Inspection, language: Language): TableModel {
  return {
    title: words.rulesTitle[language],
    stub: words.rule[language],
    heads: [[words.found[language]], [words.looksAt[language]]],
    rows: checked.map(({ rule, limits, findings }) => ({
      label: ruleName(rule, language),
      quantity: "",
      cells: [numberCell(findings, String(findings)), textCell(lookedAt({ rule, limits }, language))],
      ruleAbove: false,
    })),
    notes: [],
  };
}
