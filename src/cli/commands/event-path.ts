/**
 * Commands that take effects by event time: from a record that did or event-study wrote, or of data, by event-study first.
 */
import { UsageError } from "../../base/errors.js";
import { verbs } from "../../verbs/catalogue.js";
import { estimationFlags, eventStudyOptions } from "../../verbs/event-path/estimation-flags.js";
import { oneReference } from "../../verbs/event-path/one-reference.js";
import { declaredOptions } from "../declared-options.js";
import { openData, openEngine } from "../open-data.js";
import { readJson } from "../read-record.js";
import type { CommandIo } from "../shared.js";
import { leave, panelOf, requireOutputs, type VerbCall } from "../verb-command.js";

/** Reads or estimates the effects, and does with them what the verb does. */
export async function actOnPath({ verb, name, data, formula, flags }: VerbCall, io: CommandIo): Promise<void> {
  requireOutputs(verb, name, flags, io);
  const options = await declaredOptions(verb.options, flags);
  const [check, run, present] = await Promise.all([verb.check(), verb.run(), verb.present()]);
  if (formula === "") {
    check("", options);
    if (!data.toLowerCase().endsWith(".json")) throw noFormula(name, data);
    requireNoEstimation(name, data, await ofEstimation(verb, flags));
    const source = readJson(data);
    const engine = await openEngine(flags, io);
    await leave(verb, name, present(await run(engine, source, options)), flags, io);
    return;
  }
  const { eventStudy } = verbs;
  const given = await declaredOptions(eventStudyOptions, flags);
  const asked = { ...oneReference(String(flags.estimator)), ...given };
  const [checkStudy, study] = await Promise.all([eventStudy.check(), eventStudy.command?.()]);
  checkStudy(formula, asked);
  check("", options);
  const { engine, table } = await openData(data, flags, io);
  const record = await study!(engine, panelOf(eventStudy, table, formula, flags), formula, asked);
  await leave(verb, name, present(await run(engine, record, options)), flags, io);
}

/** Options given that say how effects are estimated: of a record that is settled. */
async function ofEstimation(verb: VerbCall["verb"], flags: VerbCall["flags"]): Promise<string[]> {
  const given = await declaredOptions(estimationFlags, flags);
  return Object.keys(given).filter((option) => !Object.hasOwn(verb.options, option));
}

function requireNoEstimation(name: string, data: string, given: readonly string[]): void {
  if (given.length === 0) return;
  const flags = given.map((option) => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  throw new UsageError(
    "event_path_settled",
    `${flags.join(", ")}: these say how effects are estimated, and those of ${data} are estimated already. Leave them out, or give ${name} data and a formula.`,
    { got: flags, expected: "a record alone" },
  );
}

const noFormula = (name: string, data: string): UsageError =>
  new UsageError(
    "event_path",
    `${name} takes the record of did or event-study (a .json that --json or --out wrote), or data and a formula; got ${data} alone. Add the formula of event-study, "y ~ controls | unit + time", with --cohort or --treat and --vcov.`,
    { got: data, expected: "a record (.json), or data and a formula" },
  );
