/** In the place of `d3-geo` and `topojson-client`, which Vega's loaders and expressions name: no figure of the library has a map. */
const none = (): never => {
  throw new TypeError("This page draws no maps.");
};

export { none as feature, none as geoArea, none as geoBounds, none as geoCentroid, none as geoScale, none as mesh };
