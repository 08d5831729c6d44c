/**
 * A page as data: sections of blocks, from which `render-page` makes a web page, `page-markdown` a Markdown
 * file and `page-docx` a Word document. Knows nothing of studies, and of no format.
 */

import type { Language } from "../../base/messages.js";
import { reportWords } from "../messages.js";
import type { MarkGrade, TableModel } from "../table-model.js";

/** A name and its value, as shown. */
export type Fact = readonly [name: string, value: string];

/** Where a table or figure comes from: what it rests on, the command that makes it alone, and the one that says where its numbers come from. */
export interface Origin {
  readonly about?: readonly Fact[];
  readonly command?: string;
  readonly explain?: string;
}

/**
 * A figure as SVG documents made by `figures/`, one for the usual width and one for a phone; as a PNG picture with its name
 * as a file beside the report; and in words.
 */
export interface Drawing {
  readonly wide: string;
  readonly narrow: string;
  readonly png: Uint8Array | null;
  readonly file: string;
  readonly description: string;
}

/** A figure with its caption. `id` is the target of links and its name as a file. */
export interface FigureBlock extends Origin {
  readonly kind: "figure";
  readonly id: string;
  readonly caption: string;
  readonly drawing: Drawing;
  readonly notes: readonly string[];
}

/** A table; `word` is a Word file of it, offered for download. */
export interface TableBlock extends Origin {
  readonly kind: "table";
  readonly id: string;
  readonly table: TableModel;
  readonly word?: Uint8Array;
}

/** A remark that marks in tables lead to by its `id`; `at` leads back to them, by their ids. A row of several lines is a list. */
export interface RemarkBlock {
  readonly kind: "remark";
  readonly id: string;
  /** As the marks have it, "A1". */
  readonly mark: string;
  readonly grade: MarkGrade;
  /** What the grade is called. */
  readonly graded: string;
  readonly title: string;
  readonly at: readonly { readonly text: string; readonly id: string | null }[];
  readonly rows: readonly (readonly [name: string, lines: readonly string[]])[];
}

/** A table or figure. */
export type ExhibitBlock = TableBlock | FigureBlock;

/** A piece of a page. `facts` are pairs of name and value; `code` is shown as typed; `warning` stands out. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "facts"; readonly rows: readonly Fact[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "warning"; readonly title: string; readonly text: string }
  | RemarkBlock
  | ExhibitBlock;

export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

/** A page: `lead` is the finding in a sentence or two; `footer` says what made the page. */
export interface Page {
  readonly title: string;
  readonly language: Language;
  readonly lead: string;
  /** Heading of the list of contents; none without it. */
  readonly contents?: string;
  readonly sections: readonly Section[];
  readonly footer: string;
}

/** The commands of an exhibit. */
export const commandsOf = ({ command, explain }: Origin): string[] =>
  [command, explain].filter((one) => one !== undefined);

/** Tables and figures of a section, in order. */
export const exhibitsOf = ({ blocks }: Section): ExhibitBlock[] =>
  blocks.filter((block) => block.kind === "table" || block.kind === "figure");

/** Caption of a table or figure, with its number. */
export const captionOf = (block: ExhibitBlock): string => (block.kind === "table" ? block.table.title : block.caption);

/** What a table or figure rests on, a text a fact. */
export const originLines = ({ about = [] }: Origin, language: Language): string[] =>
  about.map(([name, value]) => reportWords.about[language](name, value));
