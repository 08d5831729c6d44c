/**
 * Tables of LaTeX: tabular and its kin, tabularray, longtable, as written by hand, by esttab, etable, modelsummary, stargazer and by us.
 * Captions and notes are those of the float. Nothing is run: a table that \input brings is another file.
 */
import type { Grid, GridSpan } from "../../grid.js";
import { latexText, MOST_DEPTH, UnbalancedLatex } from "./latex-text.js";
import { gridOf, isNote, malformed, requireFew } from "./read-grid.js";

/** Environments that hold rows, and how many arguments stand before that of the columns. */
const TABULARS: Readonly<Record<string, number>> = {
  tabular: 0,
  "tabular*": 1,
  tabularx: 1,
  tabulary: 1,
  longtable: 0,
  supertabular: 0,
  tabu: 0,
  longtabu: 0,
  tblr: 0,
  talltblr: 0,
  longtblr: 0,
};
const FLOATS = /^(?:table\*?|sidewaystable\*?|wraptable|figure|longtable|ThreePartTable)$/u;

/** A piece of the source. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

interface Environment extends Extent {
  readonly name: string;
  /** Where its inside begins and ends. */
  readonly from: number;
  readonly to: number;
}

/** The grids in `source`. Throws DataError `table_syntax`, `table_size`. */
export function latexGrids(source: string, where: string): Grid[] {
  const text = withoutComments(source);
  const environments = environmentsOf(text, where);
  const tabulars = outermost(environments.filter(({ name }) => Object.hasOwn(TABULARS, name)));
  const floats = outermost(environments.filter(({ name }) => FLOATS.test(name) && !Object.hasOwn(TABULARS, name)));
  requireFew(tabulars.length, where);
  return tabulars.map((tabular, t) => {
    const place = `${where}, LaTeX table ${t + 1}`;
    const float = floats.find(({ start, end }) => start <= tabular.start && tabular.end <= end);
    const within = tabulars.filter(
      (other) => float !== undefined && other.start >= float.start && other.end <= float.end,
    );
    const next = tabulars[t + 1]?.start ?? text.length;
    const around = float ?? { start: tabulars[t - 1]?.end ?? 0, end: Math.min(next, tabular.end + LONGEST_NOTE) };
    const lastEnd = within.at(-1)?.end ?? tabular.end;
    const notes = [
      ...notesOf(text.slice(lastEnd, around.end), place, float === undefined),
      ...(float === undefined
        ? []
        : notesApart(text.slice(float.end, Math.min(next, float.end + LONGEST_NOTE)), place)),
    ];
    return gridOfTabular(text, tabular, captionOf(text.slice(around.start, around.end), place), notes, place);
  });
}

const LONGEST_NOTE = 5000;

/** Comments of LaTeX, from % to the end of the line. */
const withoutComments = (source: string): string =>
  source.includes("%") ? source.replace(/((?:^|[^\\])(?:\\\\)*)%[^\n]*/gmu, "$1") : source;

/** All environments, in the order they begin. Throws DataError `table_syntax` for an end without a beginning. */
function environmentsOf(text: string, where: string): Environment[] {
  const open: { name: string; start: number; from: number }[] = [];
  const nOpen = new Map<string, number>();
  const found: Environment[] = [];
  for (const match of text.matchAll(/\\(begin|end)\s*\{([^{}\n]{1,40})\}/gu)) {
    const [all, kind, name] = match as unknown as [string, string, string];
    if (kind === "begin") {
      open.push({ name, start: match.index, from: match.index + all.length });
      nOpen.set(name, (nOpen.get(name) ?? 0) + 1);
      continue;
    }
    const last = (nOpen.get(name) ?? 0) > 0 ? open.findLastIndex((one) => one.name === name) : -1;
    if (last < 0) {
      if (!Object.hasOwn(TABULARS, name)) continue;
      throw malformed(where, `\\end{${name}} closes what was not open`, "give the whole table, from \\begin to \\end", {
        got: name,
      });
    }
    const closed = open.splice(last);
    for (const one of closed) nOpen.set(one.name, nOpen.get(one.name)! - 1);
    const { start, from } = closed[0]!;
    found.push({ name, start, from, to: match.index, end: match.index + all.length });
  }
  const lost = open.find(({ name }) => Object.hasOwn(TABULARS, name));
  if (lost !== undefined) {
    throw malformed(where, `\\begin{${lost.name}} is not closed`, "give the whole table, from \\begin to \\end", {
      got: lost.name,
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

function outermost(environments: readonly Environment[]): Environment[] {
  let end = -1;
  return environments.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
}

/** The text of a piece, or an error that names the place. */
function textIn(source: string, place: string, what: string): string {
  try {
    return latexText(source);
  } catch (cause) {
    if (!(cause instanceof UnbalancedLatex)) throw cause;
    throw malformed(`${place}, ${what}`, cause.message, "balance its braces, or give the table as Markdown or CSV", {
      what,
    });
  }
}

function captionOf(float: string, place: string): string | null {
  const match = /\\(?:caption|captionof\s*\{[^{}]*\}|ttabbox)\s*(?:\[[^\]]*\])?\s*\{/u.exec(float);
  if (match === null) return null;
  const from = match.index + match[0].length;
  const end = closingBrace(float, from);
  if (end < 0) throw malformed(place, "the caption is not closed", "balance its braces", { what: "caption" });
  const caption = textIn(float.slice(from, end), place, "caption");
  return caption === "" ? null : caption;
}

/** Where the group that begins before `from` closes; -1 where it does not. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (character === "\\") i++;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return i;
  }
  return -1;
}

/** Paragraphs and items beneath a table; where there is no float, those that are plainly notes. */
function notesOf(rest: string, place: string, isLoose: boolean): string[] {
  const lines = rest
    .replace(/\\caption\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}/gu, "")
    .replace(/\\begin\s*\{(?:minipage|tabularx?|adjustbox|tablenotes)\}(?:\[[^\]]*\])?(?:\{[^{}]*\})?/gu, "\\par ")
    .replace(/\\item\s*\[([^\]]*)\]/gu, "\\par $1 ")
    .split(/\\par\b|\\item\b|\\\\(?:\[[^\]]*\])?|\n\s*\n|\\(?:begin|end)\{[^{}]*\}(?:\[[^\]]*\])?/u)
    .map((line) => looseText(line, place))
    .filter((line) => /[\p{L}*]/u.test(line));
  if (!isLoose) return lines;
  const end = lines.findIndex((line) => !isNote(line));
  return end < 0 ? lines : lines.slice(0, end);
}

/** Lines of notes end within groups ({\footnotesize ... \par}); what has no partner is left out. */
function looseText(line: string, place: string): string {
  let depth = 0;
  const kept: string[] = [];
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!;
    if (character === "\\" && i + 1 < line.length) {
      kept.push(character, line[++i]!);
      continue;
    }
    if (character === "}" && depth === 0) continue;
    depth += character === "{" ? 1 : character === "}" ? -1 : 0;
    kept.push(character);
  }
  return textIn(`${kept.join("")}${"}".repeat(Math.max(0, Math.min(depth, MOST_DEPTH)))}`, place, "notes");
}

/** Notes that stand in a group of their own after the float, as ours do beneath long tables. */
function notesApart(after: string, place: string): string[] {
  const match = /^\s*\{\\(?:footnotesize|small|scriptsize)/u.exec(after);
  if (match === null) return [];
  const from = after.indexOf("{") + 1;
  const end = closingBrace(after, from);
  return end < 0 ? [] : notesOf(after.slice(from, end), place, false);
}

// Rows and cells.

/** A column of the grid: columns of LaTeX joined at a decimal point are one. */
interface Columns {
  /** By column of LaTeX: that of the grid, and what stands between it and the one before, where they are joined. */
  readonly at: readonly number[];
  readonly joint: readonly (string | null)[];
}

function gridOfTabular(
  text: string,
  tabular: Environment,
  title: string | null,
  notes: readonly string[],
  place: string,
): Grid {
  const { body, columns, noted } = opened(text, tabular, place);
  const rows: string[][] = [];
  const spans: GridSpan[] = [];
  const found = rowsOf(longBody(body), place);
  let headRows: number | null = null;
  for (const { cells, hasMidrule } of found) {
    if (hasMidrule && headRows === null && rows.some((row) => row.some((cell) => cell !== ""))) headRows = rows.length;
    if (cells === null) continue;
    const row: string[] = [];
    let c = 0;
    for (const cell of cells) {
      const { inside, columns: width } = multicolumn(cell, place, rows.length);
      const read = textIn(inside, `${place}, row ${rows.length + 1}`, `column ${c + 1}`);
      const [first, last] = [placeOf(columns, c), placeOf(columns, c + width - 1)];
      const joint = columns.joint[c] ?? null;
      row[first] = joint === null || row[first] === undefined ? read : joined(row[first]!, joint, read);
      if (last > first) spans.push({ row: rows.length, column: first, columns: last - first + 1 });
      c += width;
    }
    rows.push(Array.from(row, (cell) => cell ?? ""));
  }
  const isBooktabs = headRows !== null && /\\toprule/u.test(text.slice(tabular.from, tabular.to));
  return gridOf(place, { title, rows, spans, headRows: isBooktabs ? headRows : null, notes: [...noted, ...notes] });
}

/** Two columns that stand as one: "0" and ".036***". */
const joined = (before: string, joint: string, after: string): string =>
  before === "" || after === "" ? `${before}${after}` : `${before}${joint}${after}`;

const placeOf = ({ at }: Columns, c: number): number =>
  at[c] ?? (at.length === 0 ? c : at.at(-1)! + (c - at.length + 1));

/** What stands between the arguments of the environment and its end; tabularray has its notes among its arguments. */
function opened(
  text: string,
  { name, from, to }: Environment,
  place: string,
): { readonly body: string; readonly columns: Columns; readonly noted: readonly string[] } {
  let at = from;
  const noted: string[] = [];
  const skipSpaces = (): void => {
    while (at < to && /\s/u.test(text[at]!)) at++;
  };
  const bracket = (): void => {
    skipSpaces();
    if (text[at] !== "[") return;
    let depth = 0;
    const start = at + 1;
    for (; at < to; at++) {
      if (text[at] === "\\") at++;
      else if (text[at] === "{") depth++;
      else if (text[at] === "}") depth--;
      else if (text[at] === "]" && depth === 0) break;
    }
    for (const note of text.slice(start, at).matchAll(/(?:note|remark)\s*\{[^{}]*\}\s*=\s*\{/gu)) {
      const begin = start + note.index + note[0].length;
      const end = closingBrace(text, begin);
      if (end > 0) noted.push(textIn(text.slice(begin, end), place, "note"));
    }
    at++;
  };
  const argument = (): string => {
    skipSpaces();
    if (text[at] !== "{") return "";
    const end = closingBrace(text, at + 1);
    if (end < 0 || end > to)
      throw malformed(place, "the columns of the table are not closed", "balance the braces behind \\begin", {
        what: "columns",
      });
    const inside = text.slice(at + 1, end);
    at = end + 1;
    return inside;
  };
  bracket();
  for (let k = 0; k < TABULARS[name]!; k++) argument();
  bracket();
  const spec = argument();
  const colspec = /colspec\s*=\s*\{/u.exec(spec);
  const columns =
    colspec === null
      ? spec
      : spec.slice(
          colspec.index + colspec[0].length,
          Math.max(0, closingBrace(spec, colspec.index + colspec[0].length)),
        );
  return { body: text.slice(at, to), columns: columnsOf(columns), noted };
}

/** Columns from `lr@{}lr@{.}l`: a right one and a left one with nothing, a point or a comma between are one. */
function columnsOf(spec: string): Columns {
  const at: number[] = [];
  const joint: (string | null)[] = [];
  let before: string | null = null;
  let between: string | null = null;
  let count = -1;
  const add = (kind: string): void => {
    const isJoined = between !== null && kind === "l" && (before === "r" || before === "p") && /^[.,]?$/u.test(between);
    joint.push(isJoined ? between : null);
    if (!isJoined) count++;
    at.push(count);
    [before, between] = [isJoined ? null : kind, null];
  };
  const text = expanded(spec);
  for (let i = 0; i < text.length && at.length < 1000; i++) {
    const kind = text[i]!;
    const group = (): string => {
      while (text[i + 1] === " ") i++;
      if (text[i + 1] === "[") i = Math.max(i + 1, text.indexOf("]", i));
      if (text[i + 1] !== "{") return "";
      const end = closingBrace(text, i + 2);
      const inside = text.slice(i + 2, end < 0 ? text.length : end);
      i = end < 0 ? text.length : end;
      return inside;
    };
    if (kind === "@" || kind === "!") between = group().trim();
    else if (kind === ">" || kind === "<") group();
    else if (/[lcrXSQJLCRdsY]/u.test(kind)) {
      if (kind === "Q" || kind === "S" || kind === "X") group();
      add(kind);
    } else if (/[pmbw]/u.test(kind)) {
      group();
      if (kind === "w") group();
      add("p");
    } else if (kind === "D" || kind === ".") {
      if (kind === "D") for (let k = 0; k < 3; k++) group();
      add("D");
    }
  }
  return { at, joint };
}

/** `*{3}{r@{}l}` written out. */
function expanded(spec: string): string {
  let text = spec;
  for (let round = 0; round < 3 && text.includes("*"); round++) {
    const match = /\*\s*\{\s*(\d{1,3})\s*\}\s*\{/u.exec(text);
    if (match === null) break;
    const from = match.index + match[0].length;
    const end = closingBrace(text, from);
    if (end < 0) break;
    text = `${text.slice(0, match.index)}${text.slice(from, end).repeat(Math.min(Number(match[1]), 400))}${text.slice(end + 1)}`;
  }
  return text;
}

/** The first head and the body of a longtable, without heads and feet of later pages. */
function longBody(body: string): string {
  const parts = body.split(/\\(endfirsthead|endhead|endfoot|endlastfoot)\b/u);
  if (parts.length === 1) return body;
  let head: string | null = null;
  let foot = "";
  for (let k = 0; k + 1 < parts.length; k += 2) {
    const [part, ends] = [parts[k]!, parts[k + 1]!];
    if (ends === "endfirsthead" || (ends === "endhead" && head === null)) head = part;
    else if (ends === "endlastfoot" || (ends === "endfoot" && foot === "")) foot = part;
  }
  return `${head ?? ""}\\midrule ${parts.at(-1)!}${foot}`;
}

interface Row {
  /** Null for what only has rules. */
  readonly cells: readonly string[] | null;
  readonly hasMidrule: boolean;
}

/** Rules between rows, with their widths and columns. */
const RULES =
  /\\(?:cmidrule|morecmidrules)\b\s*(?:\[[^\]]*\])?(?:\([^)]*\))?(?:\{[^{}]*\})?|\\(?:hline|toprule|bottomrule|midrule|cline|hhline|addlinespace|specialrule|noalign|firsthline|lasthline|Xhline|pagebreak|nopagebreak)\b(?:\s*\[[\d.]+[^\]]*\])?(?:\s*\{[^{}]*\}){0,3}/gu;

/** Rows between \\, cells between &, neither within groups nor within environments. Throws DataError `table_syntax`. */
function rowsOf(body: string, place: string): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let start = 0;
  let depth = 0;
  let environments = 0;
  const end = (at: number): void => {
    cells.push(body.slice(start, at));
    const hasMidrule = cells[0]!.includes("\\midrule");
    const plain = cells.map((cell, c) => (c === 0 ? cell.replace(RULES, "") : cell));
    const isHeld = plain.some((cell) => cell.trim() !== "");
    rows.push({ cells: isHeld ? plain : null, hasMidrule });
    cells = [];
  };
  for (let i = 0; i < body.length; i++) {
    const character = body[i];
    if (character === "\\") {
      const isEnd = body[i + 1] === "\\" || body.startsWith("\\tabularnewline", i);
      if (isEnd && depth === 0 && environments === 0) {
        end(i);
        i += body[i + 1] === "\\" ? 1 : "\\tabularnewline".length - 1;
        const length = /^\*?\s*\[\s*-?[\d.]+\s*(?:pt|em|ex|cm|mm|in|\\[a-z]+)[^\]]{0,40}\]|^\*/u.exec(
          body.slice(i + 1, i + 60),
        );
        i += length?.[0].length ?? 0;
        start = i + 1;
        continue;
      }
      if (body.startsWith("\\begin", i)) environments++;
      else if (body.startsWith("\\end", i) && !/[a-zA-Z]/u.test(body[i + 4] ?? "")) environments--;
      else i++;
    } else if (character === "{") depth++;
    else if (character === "}") {
      if (--depth < 0)
        throw malformed(`${place}, row ${rows.length + 1}`, "a } closes what was not open", "balance its braces", {
          row: rows.length + 1,
        });
    } else if (character === "&" && depth === 0 && environments === 0) {
      cells.push(body.slice(start, i));
      start = i + 1;
    }
  }
  if (depth > 0)
    throw malformed(`${place}, row ${rows.length + 1}`, "a { is not closed", "balance its braces", {
      row: rows.length + 1,
    });
  end(body.length);
  return rows;
}

/** The inside of a cell, and how many columns of LaTeX it takes. */
function multicolumn(cell: string, place: string, row: number): { readonly inside: string; readonly columns: number } {
  const match =
    /^\s*(?:\\(?:rowcolor|cellcolor)\s*(?:\[[^\]]*\])?\{[^{}]*\}\s*)?\\multicolumn\s*\{\s*(\d{1,3})\s*\}\s*\{/u.exec(
      cell,
    );
  if (match === null) {
    const set = /^\s*\\SetCell\s*\[[^\]]*c\s*=\s*(\d{1,3})[^\]]*\]/u.exec(cell);
    return { inside: cell, columns: set === null ? 1 : Number(set[1]) };
  }
  const spec = closingBrace(cell, match.index + match[0].length);
  const open = cell.indexOf("{", spec + 1);
  const end = spec < 0 || open < 0 ? -1 : closingBrace(cell, open + 1);
  if (end < 0)
    throw malformed(`${place}, row ${row + 1}`, "a \\multicolumn is not closed", "balance its braces", {
      row: row + 1,
    });
  return { inside: `${cell.slice(open + 1, end)}${cell.slice(end + 1)}`, columns: Math.max(1, Number(match[1])) };
}
