/**
 * Vega as the figures of the library use it, in the place of `vega`: without maps, forces, trees, clouds and crossfilters, which are a third of
 * it. Expressions are interpreted: the page's policy lets no text become a function.
 */
import { transforms } from "vega-dataflow";
import * as encoders from "vega-encode";
import { expressionInterpreter } from "vega-interpreter";
import { parse as parseSpec } from "vega-parser";
import * as data from "vega-transforms";
import { extend } from "vega-util";
import { View as BareView } from "vega-view";
import * as views from "vega-view-transforms";

extend(transforms, data, views, encoders);

type Spec = Parameters<typeof parseSpec>[0];

/** A view whose expressions are interpreted. */
export class View extends BareView {
  constructor(runtime: never, options: object) {
    super(runtime, { ...options, expr: expressionInterpreter } as never);
  }
}

export const parse = (spec: Spec): unknown => parseSpec(spec, {}, { ast: true } as never);
export { loader } from "vega-loader";
// what Vega-Lite takes of it
export { hasOwnProperty, isObject, isString, stringValue } from "vega-util";
