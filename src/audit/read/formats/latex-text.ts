/**
 * LaTeX as a reader sees it: text without commands, stars for superscripts of stars. Knows what commands of tables do, keeps what others
 * hold, and runs nothing.
 */

/** Groups within each other, at most: no cell has as many. */
export const MOST_DEPTH = 64;

/** What stands in square brackets behind a command is shorter. */
const LONGEST_OPTION = 300;

/** Thrown for groups that don't match; whoever knows the place says it. */
export class UnbalancedLatex extends Error {}

/** Text of a cell or a note. Throws UnbalancedLatex. */
export function latexText(source: string): string {
  return new Reader(source)
    .read()
    .replace(/[ \t\r\n]+/gu, " ")
    .trim();
}

/** Commands whose arguments, as many as said, are not text. */
const DROPPED: Readonly<Record<string, number>> = {
  hspace: 1,
  vspace: 1,
  phantom: 1,
  hphantom: 1,
  vphantom: 1,
  label: 1,
  ref: 1,
  cite: 1,
  citep: 1,
  citet: 1,
  footnote: 1,
  footnotemark: 0,
  cellcolor: 1,
  rowcolor: 1,
  cmidrule: 1,
  cline: 1,
  setlength: 2,
  addtolength: 2,
  fontsize: 2,
  renewcommand: 2,
  color: 1,
  rule: 2,
  raisebox: 1,
  arraystretch: 0,
  addlinespace: 0,
  specialrule: 3,
  noalign: 1,
  resizebox: 2,
  scalebox: 1,
  extracolsep: 1,
  usepackage: 1,
  bibliography: 1,
  input: 1,
  includegraphics: 1,
  SetCell: 1,
  definecolor: 3,
  textcolor: 1,
  colorbox: 1,
  vskip: 0,
  hskip: 0,
  begin: 1,
  end: 1,
  multirow: 2,
  parbox: 1,
  adjustbox: 1,
  caption: 1,
  captionsetup: 1,
  setcounter: 2,
  selectlanguage: 1,
  linespread: 1,
};

const SYMBOLS: Readonly<Record<string, string>> = {
  checkmark: "✓",
  cmark: "✓",
  xmark: "✗",
  times: "×",
  dagger: "†",
  dag: "†",
  ddagger: "‡",
  ddag: "‡",
  ast: "*",
  star: "*",
  pm: "±",
  le: "≤",
  leq: "≤",
  leqslant: "≤",
  ge: "≥",
  geq: "≥",
  lt: "<",
  gt: ">",
  textless: "<",
  textgreater: ">",
  textbar: "|",
  textbackslash: "\\",
  textasciitilde: "~",
  textasciicircum: "^",
  textendash: "–",
  textemdash: "—",
  textasteriskcentered: "*",
  textdagger: "†",
  textdaggerdbl: "‡",
  ldots: "…",
  dots: "…",
  cdot: "·",
  textminus: "−",
  minus: "−",
  quad: " ",
  qquad: " ",
  enspace: " ",
  space: " ",
  tabularnewline: " ",
  newline: " ",
  par: "\n",
  item: "\n",
  linebreak: " ",
  textquotedblleft: "“",
  textquotedblright: "”",
  S: "§",
  P: "¶",
  alpha: "α",
  beta: "β",
  gamma: "γ",
  delta: "δ",
  epsilon: "ε",
  theta: "θ",
  lambda: "λ",
  mu: "μ",
  rho: "ρ",
  sigma: "σ",
  tau: "τ",
  phi: "φ",
  chi: "χ",
  psi: "ψ",
  omega: "ω",
  Delta: "Δ",
  Sigma: "Σ",
  Omega: "Ω",
  ss: "ß",
  o: "ø",
  O: "Ø",
  ae: "æ",
  aa: "å",
  i: "ı",
  l: "ł",
};

/** Accents before a letter, as combining characters. */
const ACCENTS: Readonly<Record<string, string>> = {
  "'": "\u0301",
  "`": "\u0300",
  "^": "\u0302",
  '"': "\u0308",
  "~": "\u0303",
  "=": "\u0304",
  ".": "\u0307",
};

class Reader {
  private at = 0;
  private out: string[] = [];

  constructor(private readonly source: string) {}

  read(depth = 0): string {
    if (depth > MOST_DEPTH) throw new UnbalancedLatex(`groups are nested more than ${MOST_DEPTH} deep`);
    const { source } = this;
    const outer = this.out;
    this.out = [];
    while (this.at < source.length) {
      const character = source[this.at]!;
      if (character === "}") {
        if (depth === 0) throw new UnbalancedLatex("a } closes what was not open");
        break;
      }
      this.at++;
      if (character === "{") this.group(depth);
      else if (character === "\\") this.command(depth);
      else if (character === "~") this.out.push(" ");
      else if (character === "-") this.dashes();
      else if (character !== "$" && character !== "^") this.out.push(character);
    }
    const text = this.out.join("");
    this.out = outer;
    return text;
  }

  /** The inside of a group that was just opened. */
  private group(depth: number): void {
    const inside = this.read(depth + 1);
    if (this.source[this.at] !== "}") throw new UnbalancedLatex("a { is not closed");
    this.at++;
    this.out.push(inside);
  }

  private dashes(): void {
    let count = 1;
    while (this.source[this.at] === "-" && count < 3) {
      this.at++;
      count++;
    }
    this.out.push(["", "-", "–", "—"][count]!);
  }

  private command(depth: number): void {
    const name = this.name();
    const letter = name.length === 1 && !/[a-z]/iu.test(name) ? name : undefined;
    if (letter !== undefined) this.escaped(letter, depth);
    else if (Object.hasOwn(DROPPED, name)) this.drop(name, depth);
    else if (name === "symbol") this.symbol(depth);
    else if (Object.hasOwn(SYMBOLS, name)) {
      this.out.push(SYMBOLS[name]!);
      this.afterWord();
    } else {
      this.optional();
      this.afterWord();
    }
  }

  private name(): string {
    const { source } = this;
    const from = this.at;
    while (this.at < source.length && /[A-Za-z@]/u.test(source[this.at]!)) this.at++;
    if (this.at === from) return source[this.at++] ?? " ";
    const name = source.slice(from, this.at);
    if (source[this.at] === "*") this.at++;
    return name;
  }

  private escaped(character: string, depth: number): void {
    if (character === "\\" || character === ",") {
      if (character === "\\") this.optional();
      this.out.push(" ");
    } else if (/[;:!/>()[\] ]/u.test(character))
      this.out.push(character === "!" || character === "/" || character === "(" || character === ")" ? "" : " ");
    else if (Object.hasOwn(ACCENTS, character) && /[\p{L}{\\]/u.test(this.source[this.at] ?? "")) {
      const base = this.source[this.at] === "{" ? this.argument(depth) : this.source[this.at++]!;
      this.out.push(`${base}${ACCENTS[character]!}`.normalize("NFC"));
    } else this.out.push(character);
  }

  /** A command that leaves no text, with its arguments. */
  private drop(name: string, depth: number): void {
    this.optional();
    if (name === "cmidrule" && this.source[this.at] === "(") {
      const end = this.source.indexOf(")", this.at);
      if (end > 0) this.at = end + 1;
    }
    if (name === "begin") {
      const environment = this.argument(depth);
      this.optional();
      if (
        /^(?:tabular|minipage|tabularx|tabular\*|tablenotes|threeparttable|adjustbox|array)$/u.test(environment) &&
        environment !== "tablenotes" &&
        environment !== "threeparttable"
      )
        this.argument(depth);
      return;
    }
    for (let k = 0; k < DROPPED[name]!; k++) this.argument(depth);
    this.optional();
  }

  private symbol(depth: number): void {
    const code = Number(this.argument(depth));
    if (Number.isInteger(code) && code > 31 && code < 0x11_0000) this.out.push(String.fromCodePoint(code));
  }

  /** An argument in braces, as text; "" where there is none. */
  private argument(depth: number): string {
    this.spaces();
    if (this.source[this.at] !== "{") return "";
    this.at++;
    const inside = this.read(depth + 1);
    if (this.source[this.at] !== "}") throw new UnbalancedLatex("a { is not closed");
    this.at++;
    return inside;
  }

  /** Skips what stands in square brackets behind a command. */
  private optional(): void {
    if (this.source[this.at] !== "[") return;
    const end = this.source.slice(this.at, this.at + LONGEST_OPTION).indexOf("]") + this.at;
    // a bracket that holds a number is text: \\[0.2em] is a length, [0.02] a p-value
    const inside = this.source.slice(this.at + 1, end);
    if (end < this.at || /^\s*[-−]?\d*\.?\d+\s*(?:,|$)/u.test(inside)) return;
    this.at = end + 1;
  }

  private spaces(): void {
    while (/[ \t\r\n]/u.test(this.source[this.at] ?? "")) this.at++;
  }

  /** A space ends the name of a command and is no text. */
  private afterWord(): void {
    if (/[ \t]/u.test(this.source[this.at] ?? "")) this.at++;
  }
}
