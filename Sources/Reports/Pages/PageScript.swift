/// What a page can do where scripts are allowed: tables are sorted by a click on a title, and long
/// ones filtered. Without it nothing is missing but that.
let pageScript = """
  'use strict';
  function compare(a, b) {
    if (a.number !== null && b.number !== null) return a.number - b.number;
    // What was not measured stands last.
    if ((a.number === null) !== (b.number === null)) return a.number === null ? 1 : -1;
    return a.text.localeCompare(b.text, 'en', { numeric: true });
  }
  function key(row, column) {
    const cell = row.cells[column];
    const isNumber = cell.classList.contains('number') && cell.dataset.number !== '';
    return { number: isNumber ? Number(cell.dataset.number) : null, text: cell.textContent };
  }
  function sort(table, title) {
    const isAscending = title.getAttribute('aria-sort') !== 'ascending';
    for (const other of title.parentNode.cells) other.removeAttribute('aria-sort');
    title.setAttribute('aria-sort', isAscending ? 'ascending' : 'descending');
    const rows = Array.from(table.tBodies[0].rows, (row) => [row, key(row, title.cellIndex)]);
    const sign = isAscending ? 1 : -1;
    rows.sort((a, b) => {
      const isMissing = a[1].number === null || b[1].number === null;
      const order = compare(a[1], b[1]);
      return isMissing && a[1].number !== b[1].number ? order : sign * order;
    });
    table.tBodies[0].append(...rows.map((row) => row[0]));
  }
  function addFilter(table) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    const count = document.createElement('output');
    const rows = Array.from(table.tBodies[0].rows);
    const filter = () => {
      const words = input.value.toLowerCase().split(/\\s+/);
      for (const row of rows) {
        const text = row.textContent.toLowerCase().replaceAll('\u{A0}', ' ');
        row.hidden = !words.every((word) => text.includes(word));
      }
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = `${shown} of ${rows.length} rows`;
    };
    input.type = 'search';
    input.placeholder = 'such as denoise';
    input.addEventListener('input', filter);
    label.className = 'filter';
    label.append('Filter', input, count);
    table.closest('.table').prepend(label);
    filter();
  }
  for (const table of document.querySelectorAll('table.cells')) {
    if (table.tBodies[0].rows.length < 2) continue;
    for (const title of table.tHead.rows[0].cells) {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...title.childNodes);
      button.addEventListener('click', () => sort(table, title));
      title.append(button);
    }
    if (table.tBodies[0].rows.length > 7) addFilter(table);
  }
  // Where charts stand side by side, every one is seen at once.
  const isWide = matchMedia('(min-width: 764px)').matches;
  for (const more of document.querySelectorAll('.further, .contents')) more.open = isWide;
  // What a link leads to is unfolded.
  function unfold() {
    const section = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = section?.querySelector(':scope > details');
    if (folded) folded.open = true;
  }
  addEventListener('hashchange', unfold);
  unfold();
  // Paper cannot be unfolded.
  addEventListener('beforeprint', () => {
    for (const folded of document.querySelectorAll('details')) folded.open = true;
  });
  document.documentElement.dataset.ready = 'true';
  """
