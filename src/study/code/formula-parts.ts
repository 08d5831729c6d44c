/** A formula taken apart as text: outcome, regressors, and what stands behind the bars. */

export interface FormulaParts {
  readonly outcome: string;
  /** "1" where there are none. */
  readonly regressors: string;
  readonly behind: readonly string[];
}

export function formulaParts(formula: string): FormulaParts {
  const at = formula.indexOf("~");
  const [regressors, ...behind] = formula.slice(at + 1).split("|");
  return {
    outcome: formula.slice(0, at).trim(),
    regressors: regressors!.trim(),
    behind: behind.map((part) => part.trim()),
  };
}

/** The formula with `term` before its regressors. */
export function withTerm(formula: string, term: string): string {
  const { outcome, regressors, behind } = formulaParts(formula);
  const right = regressors === "1" ? term : `${term} + ${regressors}`;
  return [`${outcome} ~ ${right}`, ...behind].join(" | ");
}
