// Draws the charts of the page. Each figure carries its option as JSON; colours by name ("$text") and
// functions by name ("@hover") are put in here, since neither can stand in JSON.
(() => {
  'use strict';

  const NARROW = 600;
  const PRINTED_WIDTH = 680;
  // Okabe and Ito's colours, told apart by colour-blind people; for dark ground the dark ones lighter.
  const LIGHT = {
    text: '#1a1d21', muted: '#59616b', line: '#d5d9de', surface: '#ffffff', none: '#d9dce0', night: 'rgba(40,60,110,0.08)', band: 0.22,
    c1: '#0072b2', c2: '#d55e00', c3: '#009e73', c4: '#b3568f', c5: '#b58900', c6: '#56b4e9', c7: '#6b6b6b', c8: '#e0b000', flow: 0.4,
  };
  const DARK = {
    text: '#e8eaed', muted: '#a4acb6', line: '#3a4048', surface: '#14171a', none: '#3a4048', night: 'rgba(150,180,255,0.09)', band: 0.3,
    c1: '#4fa8dd', c2: '#f08040', c3: '#2fc69a', c4: '#dd92c1', c5: '#d6ae3c', c6: '#8fd0f7', c7: '#a8a8a8', c8: '#f0d860', flow: 0.5,
  };

  const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const lines = (all) => `<div class="hover"><b>${escaped(all[0])}</b>${all.slice(1).map(escaped).join('<br>')}</div>`;
  const two = (n) => String(n).padStart(2, '0');
  const grouped = (value, most) => value.toLocaleString('en-US', { maximumFractionDigits: most });
  const moment = (millis) => {
    const at = new Date(millis);
    return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  };
  const duration = (seconds) => {
    const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
    const [unit, size] = units.find(([, size]) => seconds >= size) || ['s', 1];
    return `${grouped(seconds / size, 1)} ${unit}`;
  };

  const functions = (palette) => ({
    hover: (about) => {
      const one = [].concat(about).find((p) => p.data && p.data.tip);
      return one ? lines(one.data.tip) : '';
    },
    day: (millis) => moment(millis).slice(5, 10),
    // Small figures by their digits, others to the hundredth.
    number: (value) => (Math.abs(value) < 1 ? Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 }) : grouped(value, 2)),
    duration,
    multiple: (value) => `${grouped(value, 3)} ×`,
    timeline: (all) => lines([moment(all[0].value[0])].concat(all.map((p) => `${p.seriesName}: ${grouped(p.value[1], 1)}`))),
    // A line from the low to the high end of an interval: [value, row, low, high].
    whisker: (_, api) => {
      const row = api.value(1);
      const [from, y] = api.coord([api.value(2), row]);
      const [to] = api.coord([api.value(3), row]);
      const half = Math.min(5, api.size([0, 1])[1] * 0.25);
      const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: palette.text, lineWidth: 1.5 } });
      return { type: 'group', children: [line(from, y, to, y), line(from, y - half, from, y + half), line(to, y - half, to, y + half)] };
    },
    // The same upright: [x, value, low, high].
    upright: (_, api) => {
      const at = api.value(0);
      const [x, from] = api.coord([at, api.value(2)]);
      const [, to] = api.coord([at, api.value(3)]);
      const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: palette.text, lineWidth: 1.5 } });
      return { type: 'group', children: [line(x, from, x, to), line(x - 4, from, x + 4, from), line(x - 4, to, x + 4, to)] };
    },
    // A bar from one value to another: [row, from, to, colour].
    span: (_, api) => {
      const [from, y] = api.coord([api.value(1), api.value(0)]);
      const [to] = api.coord([api.value(2), api.value(0)]);
      const high = api.size([0, 1])[1] * 0.55;
      const fill = api.value(3) === 1 ? palette.c1 : palette.c2;
      return { type: 'rect', shape: { x: Math.min(from, to), y: y - high / 2, width: Math.max(Math.abs(to - from), 1), height: high }, style: { fill } };
    },
  });

  // Puts colours and functions in place of their names.
  const resolve = (value, key, palette, known) => {
    if (Array.isArray(value)) return value.map((part) => resolve(part, key, palette, known));
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolve(part, name, palette, known)]));
    }
    if (typeof value === 'string') {
      if (value[0] === '$' && /color|opacity/i.test(key)) return palette[value.slice(1)];
      if (value[0] === '@' && /formatter|renderItem/i.test(key)) return known[value.slice(1)];
    }
    return value;
  };

  // Lays one option over another, lists place by place.
  const laidOver = (base, over) => {
    if (over === undefined || over === null) return base;
    if (Array.isArray(base) && Array.isArray(over)) {
      const all = Array.from({ length: Math.max(base.length, over.length) });
      return all.map((_, place) => laidOver(base[place], over[place]));
    }
    if (base && typeof base === 'object' && over && typeof over === 'object' && !Array.isArray(over)) {
      const names = new Set([...Object.keys(base), ...Object.keys(over)]);
      return Object.fromEntries([...names].map((name) => [name, laidOver(base[name], over[name])]));
    }
    return over;
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

  const charts = [...document.querySelectorAll('.chart')].map((place) => ({
    place,
    wide: JSON.parse(document.getElementById(`${place.id}-option`).textContent),
    narrow: JSON.parse(document.getElementById(`${place.id}-narrow`).textContent),
    drawn: '',
  }));
  const darkness = window.matchMedia('(prefers-color-scheme: dark)');
  let printing = false;

  const draw = (chart) => {
    const palette = darkness.matches && !printing ? DARK : LIGHT;
    const width = printing ? PRINTED_WIDTH : chart.place.clientWidth;
    const as = `${width} ${palette.surface}`;
    if (chart.drawn === as) return;
    chart.drawn = as;
    const old = echarts.getInstanceByDom(chart.place);
    if (old) old.dispose();
    const instance = echarts.init(chart.place, theme(palette), { renderer: 'svg', width });
    const option = width < NARROW ? laidOver(chart.wide, chart.narrow) : chart.wide;
    const common = {
      animation: false,
      useUTC: true,
      tooltip: { confine: true, extraCssText: 'max-width: 22rem; white-space: normal;' },
    };
    instance.setOption(resolve(laidOver(common, option), '', palette, functions(palette)));
  };
  const drawAll = () => charts.forEach(draw);

  let waiting = 0;
  window.addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 100);
  });
  darkness.addEventListener('change', drawAll);
  const print = (on) => {
    printing = on;
    document.querySelectorAll('details').forEach((details) => {
      if (on) {
        details.dataset.was = details.open ? 'open' : '';
        details.open = true;
      } else {
        details.open = details.dataset.was === 'open';
      }
    });
    drawAll();
  };
  window.addEventListener('beforeprint', () => print(true));
  window.addEventListener('afterprint', () => print(false));
  drawAll();
})();
