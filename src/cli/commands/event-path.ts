/**
 * Commands that take effects by event time: from a record that did or event-study wrote, or of data, by event-study first.
 */
import { UsageError } from "../../base/errors.js";
import { verbs } from "../../verbs/catalogue.js";
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
    const source = readJson(data);
    const engine = await openEngine(flags, io);
    await leave(verb, name, present(await run(engine, source, options)), flags, io);
    return;
  }
  const { eventStudy } = verbs;
  const asked = await declaredOptions({ ...eventStudy.options, ...eventStudy.flags }, flags);
  const [checkStudy, study] = await Promise.all([eventStudy.check(), eventStudy.command?.()]);
  checkStudy(formula, asked as never);
  check("", options);
  const { engine, table } = await openData(data, flags, io);
  const record = await study!(engine, panelOf(eventStudy, table, formula, flags), formula, asked as never);
  await leave(verb, name, present(await run(engine, record, options)), flags, io);
}

const noFormula = (name: string, data: string): UsageError =>
  new UsageError(
    "event_path",
    `${name} takes the record of did or event-study (a .json that --json or --out wrote), or data and a formula; got ${data} alone. Add the formula of event-study, "y ~ controls | unit + time", with --cohort or --treat and --vcov.`,
    { got: data, expected: "a record (.json), or data and a formula" },
  );
