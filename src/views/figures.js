// The figures of a picture as rows of a table, the heads first: for whoever wants them as CSV, hears them
// read, or has no mouse. One function for each kind of plot; a column that no row has is left out.
const tabled = (() => {
  'use strict';

  const cell = (value, axis) => (value === null || value === undefined ? '' : Number((value * axis.scale).toPrecision(6)));
  const named = (axis) => (axis.times ? `${axis.name} (seconds)` : axis.name);
  const ends = (interval, axis) => (interval ? interval.map((end) => cell(end, axis)) : ['', '']);
  const lined = (text) => text.replace(/\n/g, ', ');
  const instant = (millis) => new Date(millis).toISOString().slice(0, 16).replace('T', ' ');

  const rows = ({ axis, legend, rows: all }) => {
    let subject = '';
    const body = all.flatMap((row) => {
      if (row.figures.length === 0) subject = row.label;
      return row.figures.map((one) => [subject, lined(row.label), legend[one.series] || '', cell(one.value, axis), ...ends(one.interval, axis)]);
    });
    return [['subject', 'of', 'series', axis.name, 'low', 'high'], ...body];
  };

  const spans = ({ axis, base, legend, rows: all }) => [
    ['field', ...legend.flatMap((end) => [`field ${end}`, `${axis.name} ${end}`]), `${axis.name} in the base`],
    ...all.map((row) => [lined(row.label), ...row.ends.flatMap((end, side) => [row.at[side], cell(end.value, axis)]), cell(base, axis)]),
  ];

  const bars = ({ axis, labels, series }) => [
    ['of', 'series', axis.name],
    ...labels.flatMap((label, place) => series.map(([name, , all]) => [lined(label), name, cell(all[place].value, axis)])),
  ];

  const lines = ({ x, y, curves }) => {
    const at = (point) => (x.kind === 'words' ? x.words[point.x] : point.x);
    const body = curves.flatMap((curve) => curve.points.map((point) => [curve.name, at(point), cell(point.y, y), ...ends(point.interval, y)]));
    return [['line', x.name, named(y), 'low', 'high'], ...body];
  };

  const panels = ({ panels: all }) => [
    ['Beijing time', ...all.map((panel) => panel.name)],
    ...all[0].points.map(([at], place) => [instant(at), ...all.map((panel) => panel.points[place][1])]),
  ];

  const tiles = ({ axis, none, tiles: all }) => [['of', axis.name], ...all.map((tile) => [tile.name, tile.value === null ? none : cell(tile.value, axis)])];

  const flow = ({ nodes, links }) => {
    const label = (name) => nodes.find((node) => node.name === name).label.split('\n')[0];
    return [['from', 'to', 'how many'], ...links.map((link) => [label(link.from), label(link.to), link.value])];
  };

  const kinds = { rows, spans, bars, lines, panels, tiles, flow };
  return (plot) => {
    const [heads, ...body] = kinds[plot.kind](plot);
    const kept = heads.map((_, place) => body.some((line) => line[place] !== ''));
    return [heads, ...body].map((line) => line.filter((_, place) => kept[place]));
  };
})();
