// The builders of pictures: one for each kind of plot that src/views/plots.rs declares. Each gives the
// height of the picture in pixels, and its option for Apache ECharts.
const builders = (palette, narrow) => {
  'use strict';

  const SERIES = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'];
  // Cividis: even steps of lightness, which colour-blind people read, too.
  const APART = ['#08519c', '#6baed6', '#eeeeee', '#fdae6b', '#a63603'];

  const colour = (place) => palette[SERIES[place % SERIES.length]];
  const two = (n) => String(n).padStart(2, '0');
  const grouped = (value, most) => value.toLocaleString('en-US', { maximumFractionDigits: most });
  // Small figures by their digits, others to the hundredth.
  const number = (value) => (Math.abs(value) < 1
    ? Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 }) : grouped(value, 2));
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
  const figures = (axis) => ({
    type: 'value', name: axis.name, nameLocation: 'middle', nameGap: 28, axisLabel: { formatter: number },
    ...(axis.range && { min: axis.range[0], max: axis.range[1] }), ...(narrow && { splitNumber: 3 }),
  });
  const upright = (axis) => ({
    type: 'value', name: axis.name, nameGap: 20, nameTextStyle: { align: 'left' }, axisLabel: { formatter: number },
    ...(axis.range ? { min: axis.range[0], max: axis.range[1] } : { scale: true }),
  });
  const labels = (data) => ({
    type: 'category', inverse: true, data, axisTick: { show: false },
    axisLabel: { interval: 0, overflow: 'break', hideOverlap: false, ...(narrow ? { width: 122, fontSize: 11, lineHeight: 12 } : { width: 260, lineHeight: 13 }) },
  });
  const legend = (over) => ({ bottom: 0, left: 'center', itemGap: narrow ? 6 : 14, ...(narrow && { itemWidth: 16, textStyle: { fontSize: 11 } }), ...over });
  const standing = (at, says, type) => ({
    silent: true, symbol: 'none', data: [{ xAxis: at }], lineStyle: { color: palette.muted, type },
    label: { show: !!says, formatter: says, color: palette.muted, position: 'end', fontSize: 11 },
  });
  const shade = (areas) => ({
    silent: true, itemStyle: { color: palette.night }, label: { position: 'insideTop', color: palette.muted, fontSize: 11 },
    data: areas.map(([from, to, name]) => [{ xAxis: from, name: name || '' }, { xAxis: to }]),
  });
  const rowsHigh = (rows, each) => rows * (narrow ? Math.max(each, 34) : each) + 60;

  const stroke = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: palette.text, lineWidth: 1.5 } });
  // A line from the low to the high end of an interval: [row, low, high], or upright: [x, low, high].
  const lying = (_, api) => {
    const [from, y] = api.coord([api.value(1), api.value(0)]);
    const [to] = api.coord([api.value(2), api.value(0)]);
    const half = Math.min(5, api.size([0, 1])[1] * 0.25);
    return { type: 'group', children: [stroke(from, y, to, y), stroke(from, y - half, from, y + half), stroke(to, y - half, to, y + half)] };
  };
  const erect = (_, api) => {
    const [x, from] = api.coord([api.value(0), api.value(1)]);
    const [, to] = api.coord([api.value(0), api.value(2)]);
    return { type: 'group', children: [stroke(x, from, x, to), stroke(x - 4, from, x + 4, from), stroke(x - 4, to, x + 4, to)] };
  };

  // Labelled figures with intervals, from top to bottom.
  const rows = ({ axis, mark, rows: all }) => {
    const data = all.map((row, place) => ({ value: [row.value * axis.scale, place], tip: row.hover, itemStyle: { color: colour(row.series) } }));
    const whiskers = all.flatMap((row, place) => (row.interval
      ? [{ value: [place, ...row.interval.map((end) => end * axis.scale)], tip: row.hover }] : []));
    const dots = { type: 'scatter', symbolSize: 9, data, z: 3, markLine: standing(0, '', 'solid') };
    return {
      high: rowsHigh(all.length, all.length > 12 ? 23 : 28),
      option: {
        grid: grid(), tooltip: tooltip('item'), xAxis: figures(axis), yAxis: labels(all.map((row) => row.label)),
        series: [
          mark === 'dot' ? dots : { type: 'bar', data, barCategoryGap: '35%' },
          { type: 'custom', renderItem: lying, data: whiskers, z: 4, encode: { x: [1, 2], y: 0, tooltip: [] } },
        ],
      },
    };
  };

  // Bars from a base to each of two ends: a tornado.
  const spans = ({ axis, base, rows: all }) => {
    const from = base * axis.scale;
    const data = all.flatMap((row, place) => row.ends.map((end, side) => ({ value: [place, from, end.value * axis.scale, side], tip: end.hover })));
    const values = data.map((one) => one.value[2]).concat(from);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const edge = Math.max((high - low) * 0.06, 1e-9);
    const span = (_, api) => {
      const [start, y] = api.coord([api.value(1), api.value(0)]);
      const [end] = api.coord([api.value(2), api.value(0)]);
      const height = api.size([0, 1])[1] * 0.55;
      const shape = { x: Math.min(start, end), y: y - height / 2, width: Math.max(Math.abs(end - start), 1), height };
      return { type: 'rect', shape, style: { fill: colour(api.value(3)) } };
    };
    const x = { ...figures(axis), min: low - edge, max: high + edge };
    x.axisLabel = { ...x.axisLabel, showMinLabel: false, showMaxLabel: false };
    return {
      high: rowsHigh(all.length, 34),
      option: {
        grid: grid(), tooltip: tooltip('item'), xAxis: x, yAxis: labels(all.map((row) => row.label)),
        series: [{ type: 'custom', renderItem: span, data, encode: { x: [1, 2], y: 0, tooltip: [] }, markLine: standing(from, '', 'solid') }],
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
        yAxis: { ...labels(names), axisLabel: { overflow: 'break', width: narrow ? 90 : 150, lineHeight: 15, ...(narrow && { fontSize: 11 }) } },
        series: series.map(([name, paint, all]) => ({
          type: 'bar', name, ...(stacked && { stack: 'all', barWidth: '60%' }), itemStyle: { color: palette[paint] },
          data: all.map((bar) => ({ value: bar.value * axis.scale, tip: bar.hover })),
        })),
      },
    };
  };

  // The axis below lines.
  const across = (x) => {
    const axis = { name: x.name, nameLocation: 'middle', nameGap: 28, axisLabel: { hideOverlap: true, ...(narrow && { fontSize: 11 }) } };
    const plain = { ...axis, splitLine: { show: false }, ...(narrow && { splitNumber: 3 }), axisLabel: { ...axis.axisLabel, formatter: number } };
    switch (x.kind) {
      case 'words': return { ...axis, type: 'category', data: x.words };
      case 'magnitudes': return { ...plain, type: 'log' };
      case 'steps': return { ...plain, type: 'value', min: 0, max: x.last, interval: x.tick };
      default: return { ...plain, type: 'value', scale: true };
    }
  };

  // Lines with their intervals, or dots alone.
  const lines = ({ x, y, curves, joined, band, marked, shaded }) => {
    const series = curves.flatMap((curve, place) => {
      const paint = colour(place);
      const data = curve.points.map((p) => ({ value: [p.x, p.y * y.scale], tip: p.hover }));
      const ends = curve.points.filter((p) => p.interval).map((p) => [p.x, ...p.interval.map((end) => end * y.scale)]);
      const line = {
        type: joined ? 'line' : 'scatter', name: curve.name, data, symbol: 'circle', symbolSize: band ? 5 : 7, z: 3,
        itemStyle: { color: paint }, ...(joined && { lineStyle: { color: paint, width: 2 } }),
        ...(marked && place === 0 && { markLine: standing(marked[0], marked[1], 'dashed') }),
        ...(shaded.length > 0 && place === 0 && { markArea: shade(shaded) }),
      };
      // Between each point and the next: [x, low, high, x, low, high].
      const between = ends.slice(1).map((end, n) => [...ends[n], ...end]);
      const filled = (_, api) => {
        const at = (n, end) => api.coord([api.value(n), api.value(n + end)]);
        return { type: 'polygon', shape: { points: [at(0, 1), at(3, 1), at(3, 2), at(0, 2)] }, style: { fill: paint, opacity: palette.band } };
      };
      const around = band
        ? { type: 'custom', renderItem: filled, data: between, silent: true, z: 1, tooltip: { show: false }, encode: { x: [0, 3], y: [1, 2, 4, 5] } }
        : { type: 'custom', renderItem: erect, data: ends, silent: true, z: 1, tooltip: { show: false }, encode: { x: 0, y: [1, 2] } };
      return joined && ends.length > 0 ? [line, around] : [line];
    });
    const several = curves.length > 1;
    return {
      high: band ? 390 : 350,
      option: {
        grid: grid({ left: 12, right: narrow ? 16 : 28, top: 40, bottom: several ? 80 : 44 }), tooltip: tooltip(band ? 'axis' : 'item'),
        legend: legend({ show: several, data: curves.map((curve) => curve.name) }), xAxis: across(x), yAxis: upright(y), series,
      },
    };
  };

  // Lines over the same time, one below another.
  const panels = ({ panels: all, shaded }) => {
    const last = all.length - 1;
    const each = 96 / all.length;
    return {
      high: 190 * all.length + 20,
      option: {
        tooltip: {
          trigger: 'axis',
          formatter: (about) => said([moment(about[0].value[0])].concat(about.map((p) => `${p.seriesName}: ${grouped(p.value[1], 1)}`))),
        },
        axisPointer: { link: [{ xAxisIndex: 'all' }] },
        grid: all.map((_, n) => ({ left: 64, right: narrow ? 10 : 24, top: `${6 + each * n}%`, height: `${each - 10}%` })),
        xAxis: all.map((_, n) => ({
          type: 'time', gridIndex: n, splitLine: { show: false }, splitNumber: 6, minInterval: 86400000, axisTick: { show: n === last },
          axisLabel: { show: n === last, hideOverlap: true, formatter: (at) => moment(at).slice(5, 10) },
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
  const tiles = ({ columns, lines: rows_, middle, half, ends, tiles: all }) => {
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
    const heat = (wanted) => ({
      type: 'heatmap', data: all.filter(wanted).map(tile), label: { show: true, fontSize: narrow ? 11 : 12, lineHeight: 15 },
      itemStyle: { borderColor: palette.surface, borderWidth: 3, borderRadius: 5 },
    });
    return {
      high: narrow ? 470 : 560,
      option: {
        grid: { left: narrow ? 2 : 40, right: narrow ? 2 : 40, top: 4, bottom: 56 }, tooltip: tooltip('item'),
        xAxis: axis(columns, false), yAxis: axis(rows_, true),
        visualMap: {
          type: 'continuous', orient: 'horizontal', left: 'center', bottom: 6, seriesIndex: 0, dimension: 2, calculable: false,
          min: low, max: high, text: [ends[1], ends[0]], textStyle: { color: palette.text }, itemWidth: 14, itemHeight: 150,
          inRange: { color: APART },
        },
        series: [heat((one) => one.value !== null), heat((one) => one.value === null)],
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
