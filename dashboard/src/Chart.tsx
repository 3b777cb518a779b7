import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { timeOfDay } from './format';
import { colour, isDark } from './theme';

export interface Line { label: string; colour: string; values: (number | null)[]; fill?: boolean; dash?: boolean }

interface Props {
  title: string; from: number; step: number; lines: Line[]; height?: number;
  format: (value: number) => string; axisFormat?: (value: number) => string;
}

/** Between two lines of an axis: 1, 2 or 5 of some power of ten, so that labels need few digits. */
const steps = Array.from({ length: 14 }, (_, i) => [1, 2, 5].map(digit => Number(`${digit}e${i - 3}`))).flat();

/** Lines over time, with their values under the cursor. */
export function Chart({ title, from, step, lines, height = 150, format, axisFormat = format }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const values = useRef<(HTMLElement | null)[]>([]);
  const clock = useRef<HTMLElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(lines);
  latest.current = lines;
  const shape = lines.map(line => line.label).join();
  const data = [lines[0].values.map((_, i) => from + i * step), ...lines.map(line => line.values)] as uPlot.AlignedData;

  const say = (at: number | null | undefined) => {
    const index = at ?? latest.current[0].values.length - 1;
    latest.current.forEach((line, i) => {
      const value = line.values[index];
      if (values.current[i]) values.current[i].textContent = value === null || value === undefined ? '–' : format(value);
    });
    if (clock.current) clock.current.textContent = at === null || at === undefined ? '' : timeOfDay(plot.current!.data[0][at]);
  };

  useEffect(() => {
    const element = holder.current!;
    const grid = colour('line');
    const axis: uPlot.Axis = { stroke: colour('faint'), font: '11px Inter, system-ui, sans-serif', ticks: { show: false }, grid: { stroke: grid, width: 1 } };
    const made = new uPlot({
      width: element.clientWidth, height, padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: true }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.12 : 1] } },
      axes: [
        { ...axis, grid: { show: false }, size: 26, space: 70, values: (_, splits, __, ___, incr) => splits.map(at => (incr >= 60 ? timeOfDay(at).slice(0, 5) : timeOfDay(at))) },
        { ...axis, size: 54, space: 32, incrs: steps, values: (_, splits) => splits.map(value => axisFormat(value)) },
      ],
      series: [
        {},
        ...latest.current.map(line => ({
          label: line.label, stroke: colour(line.colour), width: 1.5, dash: line.dash ? [4, 3] : undefined, spanGaps: false, points: { show: false },
          fill: line.fill ? fading(colour(line.colour)) : undefined,
        })),
      ],
      hooks: { setCursor: [self => say(self.cursor.idx)] },
    }, data, element);
    plot.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => { sizes.disconnect(); made.destroy(); plot.current = null; };
  }, [shape, isDark.value, height]);

  useEffect(() => {
    plot.current?.setData(data);
    say(plot.current?.cursor.idx);
  });

  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <span class="chart-clock" ref={clock} />
        <span class="legend">
          {lines.map((line, i) => (
            <span class="key" key={line.label}>
              <i class={`swatch ${line.dash ? 'dash' : ''} c-${line.colour}`} />{line.label} <b ref={element => { values.current[i] = element; }}>–</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={holder} class="plot" role="img" aria-label={`${title} from ${timeOfDay(from)} to ${timeOfDay(from + (data[0].length - 1) * step)}`} />
    </figure>
  );
}

/** A gradient from the line to nothing. */
function fading(base: string): uPlot.Series.Fill {
  return self => {
    const { top, height } = self.bbox;
    const gradient = self.ctx.createLinearGradient(0, top, 0, top + height);
    gradient.addColorStop(0, base.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.22)'));
    gradient.addColorStop(1, base.replace(/^rgb\((.*)\)$/, 'rgba($1, 0)'));
    return gradient;
  };
}
