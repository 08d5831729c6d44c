/** Parts of Vega, which come without types of their own. */
declare module "vega-dataflow";
declare module "vega-encode";
declare module "vega-loader";
declare module "vega-parser";
declare module "vega-transforms";
declare module "vega-view";
declare module "vega-view-transforms";
