const dark = matchMedia('(prefers-color-scheme: dark)');
const night = { paper: '#15181c', ink: '#e4e6ea', soft: '#a3acb8', line: '#383e46' };

// The chart's data with colours for a dark page: black series become white, the rest is legible on both.
function coloured(figure) {
  const copy = structuredClone(figure);
  if (!dark.matches) return copy;
  const layout = copy.layout;
  Object.assign(layout, { paper_bgcolor: night.paper, plot_bgcolor: night.paper });
  layout.font = { ...layout.font, color: night.ink };
  for (const axis of [layout.xaxis, layout.yaxis]) if (axis) Object.assign(axis, { gridcolor: night.line, linecolor: night.soft });
  for (const note of layout.annotations ?? []) note.font = { ...note.font, color: night.soft };
  for (const shape of layout.shapes ?? []) if (shape.type === 'line') shape.line = { ...shape.line, color: night.soft };
  for (const part of copy.data.flatMap(trace => [trace.marker, trace.line, trace.error_y])) if (part?.color === '#000000') part.color = night.ink;
  return copy;
}

// On a phone: the legend in one column, its long entries broken, every other tick, and room for all of it.
function fitted(figure, width) {
  if (width >= 600) return figure;
  const layout = figure.layout;
  for (const axis of [layout.xaxis, layout.yaxis]) axis.automargin = true;
  const skip = Math.ceil((layout.xaxis.tickvals?.length ?? 0) / 7);
  const every = (_, place) => place % skip === 0;
  if (skip > 1) Object.assign(layout.xaxis, { tickvals: layout.xaxis.tickvals.filter(every), ticktext: layout.xaxis.ticktext.filter(every), tickangle: 0 });
  for (const note of layout.annotations ?? []) note.font = { ...note.font, size: 10 };
  let lines = 0;
  for (const trace of figure.data.filter(one => layout.showlegend && one.showlegend !== false)) {
    trace.name = trace.name.replace(/(.{20,36}?)\s/g, '$1<br>');
    lines += trace.name.split('<br>').length;
  }
  const plot = layout.height - layout.margin.b - layout.margin.t;
  Object.assign(layout.margin, { b: 65 + 22 * lines, l: 50, r: 12 });
  layout.height = plot + layout.margin.t + layout.margin.b;
  layout.legend.font = { size: 11 };
  return figure;
}

for (const data of document.querySelectorAll('script.figure[type="application/json"]')) {
  const chart = data.previousElementSibling;
  try {
    const figure = JSON.parse(data.textContent);
    const picture = chart.firstElementChild;
    if (figure.layout.xaxis?.visible === false && chart.clientWidth < 600 && picture) continue; // a drawing's texts do not shrink, its picture does
    const now = () => {
      const fit = fitted(coloured(figure), chart.clientWidth);
      return Plotly.react(chart, fit.data, fit.layout, { responsive: true, displaylogo: false });
    };
    now().then(() => { if (picture) picture.remove(); });
    dark.addEventListener('change', now);
  } catch (error) {
    chart.append('This chart could not be drawn: ' + error.message);
  }
}
