/**
 * Stata's condition as one of ours. Stata holds a missing value for larger than any number, so `x > 5` keeps
 * the rows where x is missing; ours leaves them out. The text says what Stata does: `x > 5 | is.na(x)`, but for columns the
 * model needs anyway, whose missing rows go in any case. Must not know commands.
 */
import { printLiteral, printName } from "../print.js";
import type { Comparison, StataCondition, StataValue } from "./read-condition.js";
import type { StataText } from "./stata-text.js";

/** A condition of ours, and the columns where missing values were taken for large ones. */
export interface ConditionText {
  readonly text: string;
  readonly missingKept: readonly string[];
}

const OPPOSITE: Readonly<Record<Comparison, Comparison>> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
};

/** `needed` are the columns whose missing rows the model drops. Throws NotSupported `stata_condition`. */
export function conditionText(text: StataText, condition: StataCondition, needed: ReadonlySet<string>): ConditionText {
  const writer = new ConditionWriter(text, needed);
  return { text: writer.write(condition, false).text, missingKept: [...writer.missingKept] };
}

/** A text and how tightly it holds together: 1 joined by |, 2 joined by &, 3 a comparison or a call. */
interface Written {
  readonly text: string;
  readonly binds: 1 | 2 | 3;
}

class ConditionWriter {
  readonly missingKept = new Set<string>();

  constructor(
    private readonly text: StataText,
    private readonly needed: ReadonlySet<string>,
  ) {}

  /** The condition, or its opposite: `!` is carried inwards, so that no missing value passes through it. */
  write(condition: StataCondition, opposite: boolean): Written {
    switch (condition.kind) {
      case "not":
        return this.write(condition.inner, !opposite);
      case "and":
      case "or": {
        const isAnd = (condition.kind === "and") !== opposite;
        const sides = [this.write(condition.left, opposite), this.write(condition.right, opposite)];
        return isAnd ? and(sides) : or(sides);
      }
      case "value":
        return this.compare(opposite ? "==" : "!=", condition.value, { kind: "number", text: "0" }, 0);
      case "compare":
        return this.compare(
          opposite ? OPPOSITE[condition.operator] : condition.operator,
          condition.left,
          condition.right,
          condition.start,
        );
      case "missing": {
        const parts = condition.values.map((value) => atom(`${opposite ? "!" : ""}is.na(${valueText(value)})`));
        return opposite ? and(parts) : or(parts);
      }
      case "inlist":
        return this.inList(condition.element, condition.members, opposite);
      case "inrange":
        return this.inRange(condition, opposite);
    }
  }

  /** A missing value lies in no range. */
  private inRange({ value, low, high }: StataCondition & { kind: "inrange" }, opposite: boolean): Written {
    if (!isConstant(low) || !isConstant(high)) {
      throw this.text.refuse("stata_condition", "inrange() takes numbers as limits.", 0);
    }
    const written = valueText(value);
    if (!opposite) return and([atom(`${written} >= ${valueText(low)}`), atom(`${written} <= ${valueText(high)}`)]);
    const outside = [atom(`${written} < ${valueText(low)}`), atom(`${written} > ${valueText(high)}`)];
    return or([...outside, ...(this.mayBeMissing(value) ? [this.missing(value)] : [])]);
  }

  private inList(element: StataValue, members: readonly StataValue[], opposite: boolean): Written {
    const constants = members.filter((member) => member.kind !== "missing");
    if (!constants.every(isConstant)) {
      throw this.text.refuse("stata_condition", "inlist() takes constants after the variable.", 0);
    }
    const withMissing = constants.length < members.length;
    const set = constants.map(valueText);
    const listed = `${valueText(element)} %in% ${set.length === 1 ? set[0] : `c(${set.join(", ")})`}`;
    const parts = set.length === 0 ? [] : [atom(opposite ? `!(${listed})` : listed)];
    if (withMissing) parts.push(atom(`${opposite ? "!" : ""}is.na(${valueText(element)})`));
    return opposite ? and(parts) : or(parts);
  }

  private compare(operator: Comparison, left: StataValue, right: StataValue, start: number): Written {
    if (left.kind === "missing") return this.againstMissing(MIRROR[operator], right);
    if (right.kind === "missing") return this.againstMissing(operator, left);
    if ((isText(left) || isText(right)) && operator !== "==" && operator !== "!=") {
      throw this.text.refuse("stata_condition", "texts are compared by == and != only.", start);
    }
    const plain = atom(`${valueText(left)} ${operator} ${valueText(right)}`);
    const [a, b] = [left, right].map((value) => this.mayBeMissing(value)) as [boolean, boolean];
    const leftAlone = () => and([this.missing(left), ...(b ? [atom(`!is.na(${valueText(right)})`)] : [])]);
    const rightAlone = () => and([this.missing(right), ...(a ? [atom(`!is.na(${valueText(left)})`)] : [])]);
    switch (operator) {
      case "==":
        return or([plain, ...(a && b ? [and([this.missing(left), this.missing(right)])] : [])]);
      case "!=":
        return or([plain, ...(a ? [leftAlone()] : []), ...(b ? [rightAlone()] : [])]);
      case ">":
        return or([plain, ...(a ? [leftAlone()] : [])]);
      case "<":
        return or([plain, ...(b ? [rightAlone()] : [])]);
      case ">=":
        return or([plain, ...(a ? [this.missing(left)] : [])]);
      case "<=":
        return or([plain, ...(b ? [this.missing(right)] : [])]);
    }
  }

  /** `x < .` is "not missing", `x >= .` "missing"; the others of this kind likewise. */
  private againstMissing(operator: Comparison, value: StataValue): Written {
    if (operator === ">") return atom("FALSE");
    if (operator === "<=") return atom("TRUE");
    return atom(`${operator === "<" || operator === "!=" ? "!" : ""}is.na(${valueText(value)})`);
  }

  /** Whether a value can be missing in a row the model would keep. */
  private mayBeMissing(value: StataValue): boolean {
    return namesOf(value).some((name) => !this.needed.has(name));
  }

  /** `is.na(x)`, and that it was asked. */
  private missing(value: StataValue): Written {
    for (const name of namesOf(value)) if (!this.needed.has(name)) this.missingKept.add(name);
    return atom(`is.na(${valueText(value)})`);
  }
}

const MIRROR: Readonly<Record<Comparison, Comparison>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  ">": "<",
  "<=": ">=",
  ">=": "<=",
};

const atom = (text: string): Written => ({ text, binds: 3 });

function and(parts: readonly Written[]): Written {
  const [only, ...more] = parts;
  if (more.length === 0) return only!;
  return { text: parts.map(({ text, binds }) => (binds < 2 ? `(${text})` : text)).join(" & "), binds: 2 };
}

function or(parts: readonly Written[]): Written {
  const [only, ...more] = parts;
  if (more.length === 0) return only!;
  return { text: parts.map(({ text }) => text).join(" | "), binds: 1 };
}

const isText = ({ kind }: StataValue): boolean => kind === "text";

function isConstant(value: StataValue): boolean {
  return value.kind === "negative" ? value.operand.kind === "number" : value.kind === "number" || value.kind === "text";
}

function namesOf(value: StataValue): string[] {
  switch (value.kind) {
    case "name":
      return [value.name];
    case "negative":
      return namesOf(value.operand);
    case "arithmetic":
      return [...namesOf(value.left), ...namesOf(value.right)];
    case "call":
      return namesOf(value.argument);
    default:
      return [];
  }
}

function valueText(value: StataValue): string {
  switch (value.kind) {
    case "name":
      return printName(value.name);
    case "number":
      return value.text;
    case "text":
      return printLiteral(value);
    case "missing":
      return "NA";
    case "negative":
      return `-${valueText(value.operand)}`;
    case "arithmetic":
      return `${valueText(value.left)} ${value.operator} ${valueText(value.right)}`;
    case "call":
      return `${value.name}(${valueText(value.argument)})`;
  }
}
