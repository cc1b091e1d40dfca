for (const data of document.querySelectorAll('script.figure[type="application/json"]')) {
  const chart = data.previousElementSibling;
  try {
    const figure = JSON.parse(data.textContent);
    const picture = chart.firstElementChild;
    Plotly.newPlot(chart, figure.data, figure.layout, { responsive: true, displaylogo: false })
      .then(() => { if (picture) picture.remove(); });
  } catch (error) {
    chart.append('This chart could not be drawn: ' + error.message);
  }
}
