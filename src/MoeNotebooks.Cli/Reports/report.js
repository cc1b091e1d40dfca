const dark = matchMedia('(prefers-color-scheme: dark)');
// Okabe and Ito's colours as they are legible on a dark page; black becomes the ink.
const brighter = { '#000000': '#e4e6ea', '#0072B2': '#4ea5de', '#D55E00': '#f08a3c', '#009E73': '#35c79b' };
const night = { paper: '#15181c', ink: '#e4e6ea', soft: '#a3acb8', line: '#383e46' };

// The chart's data with colours for a dark page.
function coloured(figure) {
  const copy = structuredClone(figure);
  if (!dark.matches) return copy;
  const layout = copy.layout;
  Object.assign(layout, { paper_bgcolor: night.paper, plot_bgcolor: night.paper });
  layout.font = { ...layout.font, color: night.ink };
  for (const axis of [layout.xaxis, layout.yaxis]) if (axis) Object.assign(axis, { gridcolor: night.line, linecolor: night.soft });
  const onColours = copy.data.some(trace => trace.type === 'heatmap'); // texts on coloured cells, which stay as they are
  for (const note of layout.annotations ?? []) if (!onColours) note.font = { ...note.font, color: night.soft };
  for (const shape of layout.shapes ?? []) if (shape.type === 'line') shape.line = { ...shape.line, color: night.soft };
  for (const part of copy.data.flatMap(trace => [trace.marker, trace.line, trace.error_y])) if (part?.color in brighter) part.color = brighter[part.color];
  return copy;
}

// A text in lines of at most so many characters, between words.
function broken(text, most) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line && line.length + 1 + word.length > most) lines.push(word); else lines[lines.length - 1] = line ? line + ' ' + word : word;
  }
  return lines.join('<br>');
}

// On a phone: the legend in one column, long entries and axis titles broken, every other tick, long ticks turned, and room for all of it.
function fitted(figure, width) {
  if (width >= 600) return figure;
  const layout = figure.layout;
  for (const axis of [layout.xaxis, layout.yaxis]) axis.automargin = true;
  for (const [axis, length] of [[layout.xaxis, width - 70], [layout.yaxis, layout.height - layout.margin.t - layout.margin.b]]) {
    if (axis.title) Object.assign(axis.title, { text: broken(axis.title.text ?? '', Math.floor(length / 7.5)), font: { ...axis.title.font, size: 12 } });
  }
  const skip = Math.ceil((layout.xaxis.tickvals?.length ?? 0) / 7);
  const every = (_, place) => place % skip === 0;
  if (skip > 1) Object.assign(layout.xaxis, { tickvals: layout.xaxis.tickvals.filter(every), ticktext: layout.xaxis.ticktext.filter(every), tickangle: 0 });
  for (const bar of figure.data.map(trace => trace.colorbar).filter(Boolean)) Object.assign(bar, { tickfont: { size: 10 }, title: { ...bar.title, font: { size: 10 } } });
  const texts = (layout.xaxis.ticktext ?? []).map(String);
  if (texts.length * Math.max(0, ...texts.map(text => text.length)) * 7.5 > width - 70) layout.xaxis.tickangle = -45;
  for (const note of layout.annotations ?? []) note.font = { ...note.font, size: 10 };
  const heat = figure.data.find(trace => trace.type === 'heatmap'); // numbers in cells that are narrower than they: the colours say it
  if (heat) layout.annotations = (layout.annotations ?? []).filter(note => note.text.length * 7 <= (width - 140) / heat.x.length);
  let lines = 0;
  for (const trace of figure.data.filter(one => layout.showlegend && one.showlegend !== false)) {
    trace.name = broken(trace.name, 36);
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
