// Draws the pictures of the page: each figure carries its plot as JSON, and `builders` has a builder
// for each kind of plot. They are drawn again where the page's width or colours change, and for paper;
// buttons save each as SVG, and its figures as CSV.
(() => {
  'use strict';

  const NARROW = 600;
  const PRINTED_WIDTH = 680;
  const SAVED_WIDTH = 760;
  // Okabe and Ito's colours, told apart by colour-blind people; for dark ground the dark ones lighter.
  const LIGHT = {
    text: '#1a1d21', muted: '#59616b', line: '#d5d9de', surface: '#ffffff', none: '#d9dce0', night: 'rgba(40,60,110,0.08)', band: 0.22,
    c1: '#0072b2', c2: '#d55e00', c3: '#009e73', c4: '#b3568f', c5: '#b58900', c6: '#56b4e9', c7: '#6b6b6b', c8: '#e0b000', flow: 0.4,
  };
  const DARK = {
    text: '#e8eaed', muted: '#a4acb6', line: '#3a4048', surface: '#14171a', none: '#3a4048', night: 'rgba(150,180,255,0.09)', band: 0.3,
    c1: '#4fa8dd', c2: '#f08040', c3: '#2fc69a', c4: '#dd92c1', c5: '#d6ae3c', c6: '#8fd0f7', c7: '#a8a8a8', c8: '#f0d860', flow: 0.5,
  };

  const theme = (palette) => {
    const axis = {
      axisLine: { lineStyle: { color: palette.muted } },
      axisTick: { lineStyle: { color: palette.muted } },
      axisLabel: { color: palette.text, hideOverlap: true },
      splitLine: { lineStyle: { color: palette.line } },
      nameTextStyle: { color: palette.muted },
    };
    return {
      color: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'].map((name) => palette[name]),
      backgroundColor: 'transparent',
      textStyle: { color: palette.text, fontFamily: 'sans-serif' },
      legend: { textStyle: { color: palette.text }, inactiveColor: palette.muted },
      tooltip: {
        backgroundColor: palette.surface, borderColor: palette.line, textStyle: { color: palette.text, fontSize: 13 },
        axisPointer: { lineStyle: { color: palette.muted }, label: { backgroundColor: palette.muted, color: palette.surface } },
      },
      categoryAxis: axis, valueAxis: axis, logAxis: axis, timeAxis: axis,
    };
  };

  const pictures = [...document.querySelectorAll('.chart')].map((place) => ({
    place,
    plot: JSON.parse(document.getElementById(`${place.id}-plot`).textContent),
    drawn: '',
  }));
  const darkness = window.matchMedia('(prefers-color-scheme: dark)');
  let printing = false;

  const drawn = (place, plot, palette, width, over) => {
    const { high, option } = builders(palette, width < NARROW)[plot.kind](plot);
    if (place) place.style.height = `${high}px`;
    const instance = echarts.init(place, theme(palette), { renderer: 'svg', width, height: high, ssr: !place });
    const tooltip = { confine: true, extraCssText: 'max-width: 22rem; white-space: normal;', ...option.tooltip };
    instance.setOption({ animation: false, useUTC: true, ...option, ...over, tooltip });
    return instance;
  };
  const draw = (picture) => {
    const palette = darkness.matches && !printing ? DARK : LIGHT;
    const width = printing ? PRINTED_WIDTH : picture.place.clientWidth;
    const as = `${width} ${palette.surface}`;
    if (picture.drawn === as) return;
    picture.drawn = as;
    const old = echarts.getInstanceByDom(picture.place);
    if (old) old.dispose();
    drawn(picture.place, picture.plot, palette, width, {});
  };
  const drawAll = () => pictures.forEach(draw);

  let waiting = 0;
  window.addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 100);
  });
  darkness.addEventListener('change', drawAll);
  const print = (on) => {
    printing = on;
    document.querySelectorAll('details:not(.figures)').forEach((details) => {
      if (on) {
        details.dataset.was = details.open ? 'open' : '';
        details.open = true;
      } else {
        details.open = details.dataset.was === 'open';
      }
    });
    drawAll();
  };

  // A picture as a file of its own, as on a wide page in light colours; its figures as CSV (RFC 4180).
  const svg = (plot) => {
    const instance = drawn(null, plot, LIGHT, SAVED_WIDTH, { backgroundColor: LIGHT.surface });
    const text = instance.renderToSVGString();
    instance.dispose();
    return text;
  };
  // A spreadsheet does not take words for a formula.
  const inert = (cell) => (/^[=+@-]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : String(cell));
  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
  const csv = (plot) => tabled(plot).map((line) => `${line.map(inert).map(quoted).join(',')}\r\n`).join('');
  const save = (name, type, text) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const filled = (details, plot) => {
    const table = details.querySelector('table');
    if (!details.open || table.rows.length > 0) return;
    tabled(plot).forEach((line, place) => {
      const row = table.insertRow();
      line.forEach((cell) => {
        const made = row.appendChild(document.createElement(place === 0 ? 'th' : 'td'));
        made.textContent = cell;
      });
    });
  };
  pictures.forEach(({ place, plot }) => {
    const figure = place.closest('figure');
    const name = place.id.replace('chart-', '');
    const on = (what, act) => figure.querySelector(`[data-save=${what}]`).addEventListener('click', act);
    on('svg', () => save(`${name}.svg`, 'image/svg+xml', svg(plot)));
    on('csv', () => save(`${name}.csv`, 'text/csv', csv(plot)));
    const details = figure.querySelector('details');
    details.addEventListener('toggle', () => filled(details, plot));
  });

  window.addEventListener('beforeprint', () => print(true));
  window.addEventListener('afterprint', () => print(false));
  drawAll();
})();
