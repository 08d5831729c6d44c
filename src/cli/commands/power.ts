/**
 * The command of `power`: of data and a formula as every verb's is, or of its options alone.
 */
import { UsageError } from "../../base/errors.js";
import { power } from "../../verbs/power/fit.js";
import { presentPower } from "../../verbs/power/table.js";
import { declaredOptions } from "../declared-options.js";
import { interruptible } from "../interrupt.js";
import { openEngine } from "../open-data.js";
import type { CommandIo } from "../shared.js";
import { leave, requireOutputs, runVerb, type VerbCall } from "../verb-command.js";

/** Computes what is asked. Throws UsageError `power_formula` for data without a formula. */
export async function actOnDesign(call: VerbCall, io: CommandIo): Promise<void> {
  const { verb, name, data, formula, flags } = call;
  if (data !== "" && formula === "") throw noFormula(data);
  if (data !== "") return runVerb(call, io);
  requireOutputs(verb, name, flags, io);
  const options = await declaredOptions(verb.options, flags);
  (await verb.check())("", options);
  const engine = await openEngine(flags, io);
  const record = await interruptible(false, io, (stopping) =>
    power(engine, null, null, { ...(options as object), ...stopping }),
  );
  await leave(verb, name, presentPower(record), flags, io);
}

const noFormula = (data: string): UsageError =>
  new UsageError(
    "power_formula",
    `power takes data with a formula, "y ~ controls | unit + time", or neither; got ${data} alone.`,
    { got: data, expected: "data and a formula, or neither" },
  );
