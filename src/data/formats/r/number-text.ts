/**
 * Numbers as R's `as.character` writes them: 15 significant digits, or fewer where they say as much, in the shorter of two notations.
 */

const DIGITS = 15;

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "Inf" : "-Inf";
  const [mantissa = "", exponent = "0"] = value.toExponential(DIGITS - 1).split("e");
  const kept = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  const power = Number(exponent);
  const scientific = `${kept}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  const decimals = Math.max(0, kept.replace(/^-|\./g, "").length - 1 - power);
  const fixed = decimals <= 100 ? value.toFixed(decimals) : scientific;
  return fixed.length <= scientific.length ? fixed : scientific;
}
