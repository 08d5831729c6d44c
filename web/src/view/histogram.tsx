/** A small picture of a column: its rows in eight bins, or its most frequent values. */
const WIDTH = 40;
const HEIGHT = 12;

export function Histogram({ bins }: { readonly bins: readonly number[] }) {
  const most = Math.max(...bins, 1);
  const step = WIDTH / 8;
  return (
    <svg class="histogram" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      {bins.map((count, b) => {
        const height = count === 0 ? 0 : Math.max(1, (HEIGHT * count) / most);
        return <rect key={b} x={b * step} y={HEIGHT - height} width={step - 1} height={height} />;
      })}
    </svg>
  );
}
