/**
 * `[aw=w]`, `[pw=w]`: analytic and sampling weights are our weights (scaled as they are: coefficients and
 * errors don't depend on the scale); sampling weights ask for a robust variance. Must not know estimation.
 */
import { columnNamed, type KnownColumns } from "./column-names.js";
import { type Piece, type StataText, within } from "./stata-text.js";

export interface Weight {
  readonly kind: "aweight" | "pweight";
  readonly column: string;
  readonly start: number;
}

/** Throws UsageError `stata_weight`, `stata_name`; NotSupported `stata_weight`. */
export function readWeight(text: StataText, piece: Piece | undefined, columns: KnownColumns): Weight | undefined {
  if (piece === undefined) return undefined;
  const { start } = piece;
  const equals = piece.text.indexOf("=");
  const kind = piece.text.slice(0, equals).trim();
  const named = within(piece, equals + 1);
  if (/^(fw|fweights?|freq)$/.test(kind)) {
    const message =
      "frequency weights are not translated, for they count rows; write each row as often as it stands for.";
    throw text.refuse("stata_weight", message, start);
  }
  if (/^(iw|iweights?)$/.test(kind)) {
    throw text.refuse("stata_weight", "importance weights are not translated; use aw or pw.", start);
  }
  const isAnalytic = /^(aw|aweights?)$/.test(kind);
  if (!isAnalytic && !/^(pw|pweights?)$/.test(kind)) {
    throw text.fail("stata_weight", `'${kind}' is no kind of weight; write aw or pw.`, start, {
      got: kind,
      expected: ["aw", "pw"],
    });
  }
  if (named.text === "") {
    throw text.fail("stata_weight", `[${kind}=] needs a variable.`, named.start, { expected: `[${kind}=w]` });
  }
  if (/[^\p{L}\p{M}\p{N}_]/u.test(named.text) || /^\d/.test(named.text)) {
    const message = "weights are a variable here; make the expression as a column of the data first.";
    throw text.refuse("stata_weight", message, named.start);
  }
  return { kind: isAnalytic ? "aweight" : "pweight", column: columnNamed(text, named, columns), start };
}
