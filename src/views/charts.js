// The builders of pictures: one for each kind of plot that src/views/plots.rs declares. Each gives the
// height of the picture in pixels, and its option for Apache ECharts.
const builders = (palette, narrow) => {
  'use strict';

  // Series are told apart without colours, too.
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond'];
  const STROKES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]];
  // Seconds at which an axis of times has ticks.
  const TIMES = [1, 10, 60, 600, 3600, 21600, 86400, 864000, 8640000];
  // So many values of a field have ticks of their own.
  const MARKED = 8;
  const SERIES = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'];
  // From blue over grey to orange: colour-blind people tell both sides apart.
  const APART = ['#08519c', '#6baed6', '#eeeeee', '#fdae6b', '#a63603'];

  const colour = (place) => palette[SERIES[place % SERIES.length]];
  const two = (n) => String(n).padStart(2, '0');
  const grouped = (value, most) => value.toLocaleString('en-US', { maximumFractionDigits: most });
  // Small figures by their digits, others to the hundredth.
  const number = (value) => (Math.abs(value) < 1
    ? Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 }) : grouped(value, 2));
  const signed = (value) => (value > 0 ? '+' : '') + number(value);
  const time = (seconds) => {
    const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
    const [size, word] = units.find(([one]) => seconds >= one) || [1, 's'];
    return `${number(seconds / size)} ${word}`;
  };
  const moment = (millis) => {
    const at = new Date(millis);
    return `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  };

  // What is said under the mouse.
  const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const said = (all) => `<div class="hover"><b>${escaped(all[0])}</b>${all.slice(1).map(escaped).join('<br>')}</div>`;
  const hovered = (about) => {
    const one = [].concat(about).find((p) => p.data && p.data.tip);
    return one ? said(one.data.tip) : '';
  };
  const tooltip = (trigger) => ({ trigger, formatter: hovered });

  const grid = (over) => ({ left: 8, right: narrow ? 18 : 24, top: 8, bottom: 44, containLabel: true, ...over });
  // No share is above 100 %, whatever ends would be even.
  const shares = { max: ({ max }) => (max > 80 && max <= 100 ? 100 : null), splitNumber: 5 };
  const figures = (axis) => {
    const ends = axis.range && { min: axis.range[0], max: axis.range[1] };
    const own = narrow && ends && ends.min < 0 && ends.max > 0 && { customValues: [ends.min, 0, ends.max] };
    const whole = axis.scale === 100 && (!ends || ends.max === 100);
    return {
      type: 'value', name: axis.name, nameLocation: 'middle', nameGap: 28, axisLabel: { formatter: number, hideOverlap: true, ...own },
      ...(narrow && { splitNumber: 3 }), ...(whole && shares), ...ends,
    };
  };
  // Ticks by magnitude stand where they are told to, whatever the ends.
  const magnitudes = (low, high, ticks, formatter) => {
    const own = { customValues: ticks.filter((at) => at >= low * 0.999 && at <= high * 1.001) };
    return { type: 'log', min: low, max: high, axisTick: own, axisLabel: { formatter, hideOverlap: true, ...own } };
  };
  const upright = (axis, values) => {
    const name = { name: axis.name, nameGap: 20, nameTextStyle: { align: 'left' } };
    if (axis.times) {
      const [least, most] = [Math.min(...values), Math.max(...values, 10)];
      const low = TIMES.filter((at) => at <= least).pop() || TIMES[0];
      const foot = (at) => (at === low && least < low ? `≤ ${time(at)}` : time(at));
      return { ...magnitudes(low, most * 1.3, TIMES, foot), ...name };
    }
    return {
      ...name, type: 'value', axisLabel: { formatter: number },
      ...(axis.range ? { min: axis.range[0], max: axis.range[1] } : { scale: true, ...(Math.min(...values) > 0.1 * Math.max(...values) && { boundaryGap: ['4%', '4%'] }) }),
    };
  };
  // Words in lines of so many pixels at most.
  const ruler = document.createElement('canvas').getContext('2d');
  const wrapped = (text, size, most) => {
    ruler.font = `${size}px sans-serif`;
    const fits = (line) => ruler.measureText(line).width <= most;
    return text.split('\n').flatMap((part) => part.split(/(?<=[ ._])/).reduce((lines, word) => {
      const last = lines.pop();
      return fits((last + word).trim()) ? [...lines, last + word] : [...lines, last, word];
    }, [''])).map((line) => line.trim()).filter((line) => line);
  };
  // Labels of rows, on a narrow page their first lines alone where not the whole is wanted, and the pixels that the longest needs.
  const labels = (all, whole) => {
    const [size, most, high] = narrow ? [11, 130, 13] : [12, 250, 14];
    const lines = all.map((text) => wrapped(narrow && !whole ? text.split('\n')[0] : text, size, most));
    return {
      needed: 10 + high * Math.max(...lines.map((one) => one.length)),
      axis: {
        type: 'category', inverse: true, data: lines.map((one) => one.join('\n')), axisTick: { show: false },
        axisLabel: { interval: 0, hideOverlap: false, fontSize: size, lineHeight: high },
      },
    };
  };
  const legend = (over) => ({ bottom: 0, left: 'center', itemGap: narrow ? 6 : 14, ...(narrow && { itemWidth: 16, textStyle: { fontSize: 11 } }), ...over });
  const standing = (at, says, type) => ({
    silent: true, symbol: 'none', data: [{ xAxis: at }], lineStyle: { color: palette.muted, type },
    label: { show: !!says, formatter: says, color: palette.muted, position: 'end', fontSize: 11 },
  });
  const shade = (areas) => ({
    silent: true, itemStyle: { color: palette.night }, label: { position: 'insideTop', color: palette.muted, fontSize: 11 },
    data: areas.map(([from, to, name]) => [{ xAxis: from, name: name || '' }, { xAxis: to }]),
  });
  const rowsHigh = (rows, ...each) => rows * Math.max(...each) + 60;

  const stroke = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: palette.text, lineWidth: 1.5 } });
  // A line from the low to the high end of an interval: [row, low, high, aside], or upright: [x, low, high].
  const lying = (_, api) => {
    const [from, middle] = api.coord([api.value(1), api.value(0)]);
    const [to] = api.coord([api.value(2), api.value(0)]);
    const y = middle + api.value(3);
    const half = Math.min(5, api.size([0, 1])[1] * 0.25);
    return { type: 'group', children: [stroke(from, y, to, y), stroke(from, y - half, from, y + half), stroke(to, y - half, to, y + half)] };
  };
  const erect = (_, api) => {
    const [x, from] = api.coord([api.value(0), api.value(1)]);
    const [, to] = api.coord([api.value(0), api.value(2)]);
    return { type: 'group', children: [stroke(x, from, x, to), stroke(x - 4, from, x + 4, from), stroke(x - 4, to, x + 4, to)] };
  };

  // Labelled figures with intervals, from top to bottom; those of one line side by side.
  const rows = ({ axis, mark, legend: names, rows: all }) => {
    const many = Math.max(names.length, 1);
    const apart = many > 1 ? 13 : 0;
    const [low, high] = axis.range || [-Infinity, Infinity];
    const aside = (series) => (series - (many - 1) / 2) * apart;
    const of = (series) => all.flatMap((row, place) => row.figures.filter((one) => one.series === series || many === 1).map((one) => ({ ...one, place })));
    const dot = (one) => {
      const value = one.value * axis.scale;
      const beyond = value > high ? 1 : value < low ? -1 : 0;
      return {
        value: [Math.min(Math.max(value, low), high), one.place], tip: one.hover, itemStyle: { color: colour(one.series) },
        ...(beyond !== 0 && {
          symbol: 'triangle', symbolRotate: -90 * beyond, symbolSize: 10,
          label: { show: true, position: beyond > 0 ? 'left' : 'right', formatter: signed(value), color: palette.text, fontSize: 11 },
        }),
      };
    };
    const whisker = (one) => ({ value: [one.place, ...one.interval.map((end) => Math.min(Math.max(end * axis.scale, low), high)), aside(one.series)], tip: one.hover });
    const known = (one) => one.interval && one.value * axis.scale <= high && one.value * axis.scale >= low;
    const series = [...Array(many).keys()].flatMap((place) => [
      mark === 'dot'
        ? {
          type: 'scatter', name: names[place], symbol: SYMBOLS[place % SYMBOLS.length], symbolSize: 9, symbolOffset: [0, aside(place)],
          data: of(place).map(dot), z: 3, itemStyle: { color: colour(place) }, ...(place === 0 && { markLine: standing(0, '', 'solid') }),
        }
        : { type: 'bar', data: of(place).map(dot), barCategoryGap: '35%' },
      { type: 'custom', name: names[place], renderItem: lying, data: of(place).filter(known).map(whisker), z: 4, encode: { x: [1, 2], y: 0, tooltip: [] }, itemStyle: { color: colour(place) } },
    ]);
    const { axis: label, needed } = labels(all.map((row) => row.label));
    const headed = (says, place) => (all[place].figures.length > 0 ? says : `{head|${says}}`);
    label.axisLabel = { ...label.axisLabel, formatter: headed, rich: { head: { fontWeight: 'bold', fontSize: 12 } } };
    const noted = !narrow && all.some((row) => row.note);
    const notes = { type: 'category', inverse: true, position: 'right', data: all.map((row) => row.note), axisTick: { show: false }, axisLine: { show: false }, axisLabel: { interval: 0, color: palette.muted, hideOverlap: false } };
    return {
      high: rowsHigh(all.length, needed, many > 1 ? 12 + apart * many : all.length > 12 ? 23 : 28) + (many > 1 ? 26 : 0),
      option: {
        grid: grid(many > 1 && { bottom: 72 }), tooltip: tooltip('item'), legend: legend({ show: many > 1, data: names }),
        xAxis: figures(axis), yAxis: noted ? [label, notes] : label, series,
      },
    };
  };

  // Bars from a base to each of two ends: a tornado; what stands at an end is beyond it.
  const spans = ({ axis, base, legend: names, rows: all }) => {
    const from = base * axis.scale;
    const values = all.flatMap((row) => row.ends.map((end) => end.value * axis.scale)).concat(from);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const edge = Math.max((high - low) * (narrow ? 0.2 : 0.1), 1e-9);
    const span = (side) => (parameters, api) => {
      const [start, y] = api.coord([api.value(1), api.value(0)]);
      const [end] = api.coord([api.value(2), api.value(0)]);
      const height = api.size([0, 1])[1] * 0.5;
      const shape = { x: Math.min(start, end), y: y - height / 2, width: Math.max(Math.abs(end - start), 1), height };
      const right = end > start || (end === start && side === 1);
      const text = { text: all[parameters.dataIndex].at[side], x: end + (right ? 5 : -5), y, fill: palette.text, fontSize: 11, align: right ? 'left' : 'right', verticalAlign: 'middle' };
      return { type: 'group', children: [{ type: 'rect', shape, style: { fill: colour(side) } }, { type: 'text', style: text }] };
    };
    const x = { ...figures(axis), min: low - edge, max: high + edge };
    x.axisLabel = { ...x.axisLabel, showMinLabel: false, showMaxLabel: false };
    const { axis: label, needed } = labels(all.map((row) => row.label));
    return {
      high: rowsHigh(all.length, needed, 36) + 26,
      option: {
        grid: grid({ bottom: 72 }), tooltip: tooltip('item'), legend: legend({ data: names }), xAxis: x, yAxis: label,
        series: names.map((name, side) => ({
          type: 'custom', name, renderItem: span(side), encode: { x: [1, 2], y: 0, tooltip: [] }, itemStyle: { color: colour(side) },
          data: all.map((row, place) => ({ value: [place, from, row.ends[side].value * axis.scale], tip: row.ends[side].hover })),
          ...(side === 0 && { markLine: standing(from, '', 'solid') }),
        })),
      },
    };
  };

  // Bars of several series at each label, one upon another or side by side.
  const bars = ({ axis, stacked, labels: names, series }) => {
    const below = 60 + 16 * Math.ceil(series.length / (narrow ? 2 : 5));
    return {
      high: 28 + below + 70 * names.length,
      option: {
        grid: grid({ bottom: below }), tooltip: tooltip('item'), legend: legend(), xAxis: figures(axis),
        yAxis: labels(names, true).axis,
        series: series.map(([name, paint, all]) => ({
          type: 'bar', name, ...(stacked && { stack: 'all', barWidth: '60%' }), itemStyle: { color: palette[paint] },
          data: all.map((bar) => ({ value: bar.value * axis.scale, tip: bar.hover })),
        })),
      },
    };
  };

  // The axis below lines, with places up to these.
  const across = (x, places, joined) => {
    const axis = { name: x.name, nameLocation: 'middle', nameGap: 28, axisLabel: { hideOverlap: true, ...(narrow && { fontSize: 11 }) } };
    const plain = { ...axis, splitLine: { show: false }, ...(narrow && { splitNumber: 3 }), axisLabel: { ...axis.axisLabel, formatter: number } };
    switch (x.kind) {
      case 'words': return { ...axis, type: 'category', data: x.words };
      case 'magnitudes': {
        const [low, high] = [Math.min(...places) / 1.08, Math.max(...places) * 1.08];
        const powers = [...Array(13).keys()].map((power) => 10 ** (power - 6));
        return { ...plain, ...magnitudes(low, high, powers.flatMap((one) => [one, 2 * one, 5 * one]), number) };
      }
      case 'steps': return { ...plain, type: 'value', min: 0, max: x.last, interval: x.tick };
      default: {
        // Few values have ticks of their own.
        const own = [...new Set(places)].sort((a, b) => a - b);
        const about = { ...plain, type: 'value', scale: true };
        if (!joined || own.length < 2 || own.length > MARKED) return about;
        const edge = (own[own.length - 1] - own[0]) * 0.05;
        return {
          ...about, min: own[0] - edge, max: own[own.length - 1] + edge,
          axisTick: { customValues: own }, axisLabel: { ...plain.axisLabel, customValues: own },
        };
      }
    }
  };

  // Lines with their intervals, or dots alone.
  const lines = ({ x, y, curves, joined, apart, band, marked, levels, shaded }) => {
    const several = curves.length > 1;
    const standings = [
      ...(marked ? [{ xAxis: marked[0], label: { formatter: marked[1], position: 'end' } }] : []),
      ...levels.map(([at, says]) => ({ yAxis: at * y.scale, label: { formatter: says, position: 'insideEndTop' } })),
    ];
    // By magnitude, what is shorter than the foot stands there.
    const places = curves.flatMap((curve) => curve.points.map((p) => p.x));
    const heights = curves.flatMap((curve) => curve.points.map((p) => p.y * y.scale)).concat(levels.map(([at]) => at * y.scale));
    const high = (value) => (y.times ? Math.max(value, TIMES[0]) : value);
    const series = curves.flatMap((curve, place) => {
      const paint = colour(place);
      const data = curve.points.flatMap((p, n) => {
        const before = curve.points[n - 1];
        const gap = apart !== null && before && p.x / before.x > apart ? [{ value: [p.x, null] }] : [];
        return [...gap, { value: [p.x, high(p.y * y.scale)], tip: p.hover }];
      });
      const ends = curve.points.filter((p) => p.interval).map((p) => [p.x, ...p.interval.map((end) => end * y.scale)]);
      const line = {
        type: joined ? 'line' : 'scatter', name: curve.name, data, symbol: SYMBOLS[place % SYMBOLS.length], symbolSize: band ? 5 : 7, z: 3,
        itemStyle: { color: paint }, ...(joined && { lineStyle: { color: paint, width: 2, type: STROKES[place % STROKES.length] } }),
        ...(standings.length > 0 && place === 0 && { markLine: { ...standing(0, '', 'dashed'), label: { color: palette.muted, fontSize: 11 }, data: standings } }),
        ...(shaded.length > 0 && place === 0 && { markArea: shade(shaded) }),
      };
      // Between each point and the next: [x, low, high, x, low, high].
      const between = ends.slice(1).map((end, n) => [...ends[n], ...end]);
      const filled = (_, api) => {
        const at = (n, end) => api.coord([api.value(n), api.value(n + end)]);
        return { type: 'polygon', shape: { points: [at(0, 1), at(3, 1), at(3, 2), at(0, 2)] }, style: { fill: paint, opacity: palette.band } };
      };
      const around = band
        ? { type: 'custom', name: curve.name, renderItem: filled, data: between, silent: true, z: 1, tooltip: { show: false }, encode: { x: [0, 3], y: [1, 2, 4, 5] } }
        : { type: 'custom', name: curve.name, renderItem: erect, data: ends, silent: true, z: 1, tooltip: { show: false }, encode: { x: 0, y: [1, 2] } };
      return joined && ends.length > 0 ? [line, around] : [line];
    });
    return {
      high: band ? 390 : 350,
      option: {
        grid: grid({ left: 12, right: narrow ? 16 : 28, top: 40, bottom: several ? 68 : 44 }), tooltip: tooltip(band ? 'axis' : 'item'),
        legend: legend({ show: several, data: curves.map((curve) => curve.name), itemWidth: 36 }), xAxis: across(x, places, joined), yAxis: upright(y, heights), series,
      },
    };
  };

  // Lines over the same time, one below another.
  const panels = ({ panels: all, shaded }) => {
    const DAY = 86400000;
    const last = all.length - 1;
    const instants = all[0].points.map(([at]) => at);
    const [from, to] = [Math.min(...instants), Math.max(...instants)];
    // Days so far apart that their labels do not meet; instants are Beijing time already.
    const steps = [1, 2, 7, 14, 28, 56, 91, 182, 364];
    const step = DAY * (steps.find((days) => (to - from) / DAY / days <= (narrow ? 5 : 12)) || 364);
    const midnight = Math.ceil(from / DAY) * DAY;
    const days = [...Array(Math.max(Math.ceil((to - midnight) / step), 1)).keys()].map((n) => midnight + n * step);
    const each = 190;
    return {
      high: each * all.length + 20,
      option: {
        tooltip: {
          trigger: 'axis',
          formatter: (about) => said([moment(about[0].value[0])].concat(about.map((p) => `${p.seriesName}: ${grouped(p.value[1], 1)}`))),
        },
        axisPointer: { link: [{ xAxisIndex: 'all' }] },
        grid: all.map((_, n) => ({ left: 64, right: narrow ? 10 : 24, top: 28 + each * n, height: each - 44 })),
        xAxis: all.map((_, n) => ({
          type: 'value', min: from, max: to, gridIndex: n, splitLine: { show: false }, axisTick: { show: n === last, customValues: days },
          axisLabel: { show: n === last, customValues: days, hideOverlap: true, alignMinLabel: 'left', formatter: (at) => moment(at).slice(5, 10) },
        })),
        yAxis: all.map((panel, n) => ({
          type: 'value', gridIndex: n, name: panel.name, min: 0, splitNumber: 3, axisLabel: { formatter: number },
          nameTextStyle: { align: 'left', padding: [0, 0, 0, -50] },
        })),
        series: all.map((panel, n) => ({
          type: 'line', name: panel.name, xAxisIndex: n, yAxisIndex: n, data: panel.points, symbol: 'none',
          lineStyle: { color: colour(n), width: 1.5 }, itemStyle: { color: colour(n) }, areaStyle: { color: colour(n), opacity: 0.12 },
          markArea: shade(shaded),
        })),
      },
    };
  };

  // A map of tiles, coloured by how far a figure lies from that of all.
  const tiles = ({ columns, lines: rows_, middle, half, ends, none, tiles: all }) => {
    const [low, high] = [middle - half, middle + half];
    const tile = (one) => {
      const known = one.value !== null;
      // Dark tiles, those far from the middle, have light words.
      const ink = Math.abs(one.value - middle) / half > 0.6 ? '#ffffff' : '#000000';
      return {
        value: [...one.at, known ? one.value : 0], tip: one.hover, label: { formatter: one.label, color: known ? ink : palette.muted },
        ...(!known && { itemStyle: { color: palette.none } }),
      };
    };
    const axis = (count, inverse) => ({ type: 'category', show: false, inverse, data: [...Array(count).keys()] });
    const heat = (name, wanted) => ({
      type: 'heatmap', name, data: all.filter(wanted).map(tile), label: { show: true, fontSize: narrow ? 11 : 12, lineHeight: 15 },
      itemStyle: { borderColor: palette.surface, borderWidth: 3, borderRadius: 5 },
    });
    return {
      high: narrow ? 495 : 585,
      option: {
        grid: { left: narrow ? 2 : 40, right: narrow ? 2 : 40, top: 4, bottom: 80 }, tooltip: tooltip('item'),
        legend: legend({ data: [{ name: none, icon: 'roundRect', itemStyle: { color: palette.none } }], selectedMode: false }),
        xAxis: axis(columns, false), yAxis: axis(rows_, true),
        visualMap: {
          type: 'continuous', orient: 'horizontal', left: 'center', bottom: 30, seriesIndex: 0, dimension: 2, calculable: false,
          min: low, max: high, text: [ends[1], ends[0]], textStyle: { color: palette.text }, itemWidth: 14, itemHeight: 150,
          inRange: { color: APART },
        },
        series: [heat('', (one) => one.value !== null), heat(none, (one) => one.value === null)],
      },
    };
  };

  // What flows from node to node, from left to right.
  const flow = ({ nodes, links }) => {
    const last = Math.max(...nodes.map((node) => node.column));
    return {
      high: (last > 1 ? 430 : 360) + (narrow ? 115 : 0),
      option: {
        tooltip: tooltip('item'),
        series: [{
          type: 'sankey', left: 8, right: 8, top: 16, bottom: 24, draggable: false, layoutIterations: 0,
          nodeWidth: narrow ? 9 : 14, nodeGap: narrow ? 48 : 34,
          label: {
            color: palette.text, textBorderColor: palette.surface, textBorderWidth: 3,
            ...(narrow ? { width: 70, overflow: 'break', fontSize: 10, lineHeight: 12 } : { fontSize: 12, lineHeight: 15 }),
          },
          lineStyle: { color: 'source', opacity: palette.flow, curveness: 0.5 }, emphasis: { focus: 'adjacency' },
          // The last column's labels stand to the left of it, so that they end within the picture.
          data: nodes.map((node) => ({
            name: node.name, depth: node.column, tip: node.hover, itemStyle: { color: palette[node.colour], borderWidth: 0 },
            label: { position: node.column === last ? 'left' : 'right', formatter: node.label },
          })),
          links: links.map((link) => ({ source: link.from, target: link.to, value: link.value, tip: link.hover })),
        }],
      },
    };
  };

  return { rows, spans, bars, lines, panels, tiles, flow };
};
