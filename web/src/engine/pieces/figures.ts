/**
 * Vega and Vega-Lite as a piece of the worker. Expressions are interpreted: the page's policy lets no text become a function.
 */
import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";

/** A view whose expressions are interpreted. */
class View extends vega.View {
  constructor(runtime: vega.Runtime, options: vega.ViewOptions) {
    super(runtime, { ...options, expr: expressionInterpreter } as vega.ViewOptions);
  }
}

const parse = (spec: vega.Spec): vega.Runtime => vega.parse(spec, {}, { ast: true } as never);

Object.assign(globalThis, { wasmetrics_figures: { compile, View, parse, loader: vega.loader } });
