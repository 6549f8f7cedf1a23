// The chart in the colours of the page. Whatever fails here, the table below it is open.

const place = document.getElementById("chart");
const table = document.getElementById("table");
const scheme = matchMedia("(prefers-color-scheme: dark)");
const TICKS = 8;
const FONT = "system-ui, sans-serif";
const MARKERS = ["circle", "square", "triangle", "diamond", "inverted_triangle", "plus"];

/** A colour of the style sheet. */
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** At most TICKS versions, evenly spaced, the newest among them. */
function ticks(versions) {
  const step = Math.ceil(versions.length / TICKS) || 1;
  return versions.toReversed().filter((_, n) => n % step === 0);
}

function dress(plot, legend) {
  plot.background_fill_color = plot.border_fill_color = colour("sheet");
  plot.outline_line_color = plot.xgrid.grid_line_color = null;
  plot.ygrid.grid_line_color = colour("line");
  for (const axis of [plot.xaxis, plot.yaxis]) {
    axis.axis_label_text_color = axis.major_label_text_color = colour("quiet");
    axis.axis_label_text_font = axis.major_label_text_font = FONT;
    axis.axis_label_text_font_style = "normal";
    axis.axis_line_color = colour("line");
    axis.major_tick_line_color = axis.minor_tick_line_color = null;
  }
  Object.assign(legend, {
    label_text_color: colour("ink"),
    label_text_font: FONT,
    label_text_font_size: "12px",
    background_fill_color: null,
    border_line_color: null,
    padding: 0,
    margin: 0,
  });
}

async function draw() {
  const { versions, dates, likes, shown, turns, turned, axes } = JSON.parse(place.dataset.chart);
  const plot = Bokeh.Plotting.figure({
    height: 300,
    sizing_mode: "stretch_width",
    toolbar_location: null,
    tools: "",
    x_axis_label: axes[0],
    y_axis_label: axes[1],
    y_range: new Bokeh.DataRange1d({ start: 0 }),
  });
  const [items, points] = [[], []];
  likes.forEach(({ label, shares }, n) => {
    const data = {
      x: versions,
      y: shares.map((share) => (share === null ? NaN : 100 * share)),
      label: shares.map(() => label),
      date: dates,
    };
    const source = new Bokeh.ColumnDataSource({ data });
    const line_color = colour(`series-${n}`);
    const line = plot.line({ field: "x" }, { field: "y" }, { source, line_color, line_width: 2 });
    const mark = plot.scatter(
      { field: "x" },
      { field: "y" },
      { source, line_color, fill_color: line_color, size: 8, marker: MARKERS[n] },
    );
    items.push(new Bokeh.LegendItem({ label, renderers: [line, mark] }));
    points.push(mark);
  });
  if (shown !== null) {
    const line = { dimension: "height", line_dash: "dotted", line_color: colour("quiet") };
    plot.add_layout(new Bokeh.Span({ location: shown, ...line }));
  }
  const middle = (versions[0] + versions.at(-1)) / 2;
  for (const turn of turns) {
    const late = turn > middle; // its words stand where there is room for them
    const line = { location: turn, dimension: "height", line_color: colour("quiet") };
    plot.add_layout(new Bokeh.Span({ ...line, level: "underlay" }));
    plot.add_layout(
      new Bokeh.Label({
        x: turn,
        x_offset: late ? -5 : 5,
        y: new Bokeh.Node({ target: "frame", symbol: "top", offset: 3 }),
        text: turned,
        text_align: late ? "right" : "left",
        text_baseline: "top",
        text_color: colour("ink"),
        text_font: FONT,
        text_font_size: "12px",
      }),
    );
  }
  const tooltips = [["@label", "@y{0} %"], ["@x", "@date"]];
  plot.add_tools(new Bokeh.HoverTool({ renderers: points, tooltips }));
  plot.xaxis.ticker = new Bokeh.FixedTicker({ ticks: ticks(versions) });
  const legend = new Bokeh.Legend({ items, ncols: 2, click_policy: "hide", location: "center" });
  plot.add_layout(legend, "below");
  dress(plot, legend);
  place.replaceChildren();
  await Bokeh.Plotting.show(plot, place);
  table.open = false;
  table.ontoggle = () => (place.hidden = table.open); // one of the two fills the frame
}

if (globalThis.Bokeh?.Plotting) {
  Bokeh.set_log_level("warn");
  scheme.addEventListener("change", draw);
  draw();
}
