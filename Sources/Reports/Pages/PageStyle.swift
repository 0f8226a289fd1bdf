/// What a page looks like, on a telephone and on a desk, in light and in dark, and on paper.
enum PageStyle {
  /// The style sheet, that of charts among it, for those series alone that occur.
  static func sheet(series: [Int]) -> String {
    """
    :root { \(ChartStyle.light); --soft: #f6f8fa; --link: #0757ba; --good: #116329; --bad: #a40e26 }
    @media screen and (prefers-color-scheme: dark) {
    :root { \(ChartStyle.dark); --soft: #161b22; --link: #79b8ff; --good: #56d364; --bad: #ff8e88 }
    }
    \(ChartStyle.sheet(series: series))
    \(rules)
    \(NetworkPictures.style)
    \(tableRules)
    \(printRules)
    """
  }

  private static let rules = """
    * { box-sizing: border-box }
    body { margin: 0 auto; padding: 0 10px 40px; max-width: 1120px; overflow-wrap: anywhere;
      background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
    h1 { font-size: 1.6em; line-height: 1.2; margin: 4px 0 2px }
    h2 { font-size: 1.25em; margin: 32px 0 10px; padding-bottom: 4px;
      border-bottom: 1px solid var(--rule) }
    a { color: var(--link) }
    .site, .subtitle { margin: 8px 0 4px; font-size: 0.88em }
    .subtitle { margin-top: 0 }
    .lead { font-size: 1.2em; line-height: 1.4; max-width: 46em; margin: 10px 0 }
    .trust { max-width: 58em; margin: 8px 0 }
    .note { margin: 6px 0; padding: 4px 12px; background: var(--soft); font-size: 0.92em;
      border-left: 4px solid var(--rule) }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 170px), 1fr));
      gap: 10px 20px; margin: 16px 0 }
    dt { font-size: 0.82em; opacity: 0.8 }
    dd { margin: 0 }
    code { font: 0.9em ui-monospace, monospace }
    nav { padding: 6px 0; font-size: 0.92em }
    nav p { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 }
    .figures { columns: 360px 2; column-gap: 24px; padding-top: 8px }
    figure { margin: 0 0 24px; break-inside: avoid }
    .chart { display: block; width: 100%; max-width: 540px; height: auto }
    figcaption { padding: 4px 8px; max-width: 540px; font-size: 0.88em }
    summary { cursor: pointer }
    .further > summary { margin: 4px 0 8px; font-size: 0.92em }
    summary h2 { display: inline-block; margin: 8px 0 4px; border: 0 }
    details.legend { margin: 4px 0 12px; max-width: 70em; font-size: 0.88em }
    .legend p { margin: 2px 0 }
    """

  /// Columns fold in where there is no room for them, and out where a reader asks for all.
  private static let tableRules = """
    .scroll { overflow-x: auto; width: fit-content; max-width: 100%; margin: 4px 0 8px;
      border: 1px solid var(--rule); overflow-wrap: normal }
    .scroll:has(.cards) { width: auto }
    table { border-collapse: collapse; font-size: 0.88em; font-variant-numeric: tabular-nums }
    th, td { padding: 3px 8px; text-align: left; white-space: nowrap }
    th { white-space: normal; vertical-align: bottom; line-height: 1.25 }
    .cells td:not(.number, .short) { white-space: normal; min-width: 7em;
      overflow-wrap: anywhere }
    .cells td.words { overflow-wrap: normal }
    .facts td { white-space: normal; overflow-wrap: anywhere; vertical-align: top }
    .facts td:first-child { overflow-wrap: normal; min-width: 10em }
    .cells :is(th, td):first-child { position: sticky; left: 0 }
    .cells td:first-child { background: var(--paper) }
    td { border-top: 1px solid var(--rule) }
    tfoot { display: table-row-group }
    tr > th { background: var(--soft) }
    th a { overflow-wrap: anywhere }
    .number { text-align: right }
    /* A number and a text that follows it would read as one. */
    .cells:not(.cards) .number + :not(.number) { padding-left: 10px }
    .cards td { white-space: normal }
    .good { color: var(--good) }
    .bad { color: var(--bad); white-space: normal }
    .deep, .folded { display: none }
    .more { font-size: 0.88em; cursor: pointer }
    .more.narrow { display: none }
    th button { all: unset; cursor: pointer; padding: 2px 0 }
    th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
    th button::after { content: "\u{A0}↕"; opacity: 0.5 }
    th[aria-sort="ascending"] button::after { content: " ↑"; opacity: 1 }
    th[aria-sort="descending"] button::after { content: " ↓"; opacity: 1 }
    .filter { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 4px 10px;
      font-size: 0.88em; margin-right: 16px }
    .filter input { font: inherit; color: inherit; background: var(--paper); padding: 2px 8px;
      border: 1px solid var(--rule); border-radius: 4px; max-width: 100% }
    /* A sheet is as narrow, but has no sideways: its columns stay apart. */
    @media screen and (max-width: 1080px) {
    .cells { font-size: 0.84em }
    .cells :is(th, td) { padding: 3px 2px }
    .cells td:not(.short) { white-space: normal }
    .cards { font-size: 0.78em }
    .cards :is(th, td) { padding: 3px 4px }
    .cards td:not(.number, .short) { min-width: 6.5em }
    }
    @media screen and (max-width: 780px), print and (max-width: 560px) {
    .usual { display: none }
    .folded { display: inline }
    .lead, .trust { margin: 5px 0; line-height: 1.3 }
    figure { margin-bottom: 14px }
    summary h2 { margin: 2px 0 }
    nav { padding: 0 }
    .more.narrow { display: inline }
    .cells { font-size: 0.82em }
    .cells th, .cells td { padding: 2px 3px }
    th button::after { content: " ↕" }
    .cards thead { display: none }
    .cards, .cards tbody { display: block }
    .cards tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(104px, 1fr));
      gap: 0 10px; padding: 6px 8px; border-top: 1px solid var(--rule) }
    .cards td { border: 0; padding: 1px 0; text-align: left; white-space: normal }
    .cards td:first-child { grid-column: 1 / -1; font-weight: 600 }
    .cards td:not(:first-child)::before { content: attr(data-title); display: block;
      font-size: 0.85em; opacity: 0.8 }
    }
    /* Links to all sections take lines that a telephone has for the first chart. */
    @supports selector(::details-content) {
    @media screen and (min-width: 781px) {
    .contents > summary { display: none }
    .contents::details-content { display: block; content-visibility: visible; height: auto }
    }
    }
    @media screen and (max-width: 379px) {
    .cells { font-size: 0.73em }
    }
    .table:has(.more :checked) :is(.usual, .deep) { display: table-cell }
    .table:has(.more :checked) span.usual { display: inline }
    .table:has(.more :checked) .folded { display: none }
    """

  /// On paper nothing moves, nothing is folded in but columns, and nothing is cut off; browsers repeat the
  /// titles of a table on each sheet.
  private static let printRules = """
    @page broad { size: landscape }
    @media print {
    .filter, .more, .more.narrow, nav, .further > summary, th button::after { display: none }
    /* A sheet alone says where it comes from. */
    .site a[href^="http"]::after { content: " (" attr(href) ")" }
    body { max-width: none; padding: 0; font-size: 11pt }
    .scroll { overflow: visible; border: 0 }
    .cells :is(th, td):first-child { position: static }
    th, td { white-space: normal; padding: 2px 5px }
    td.short { white-space: nowrap }
    :is(th, td):not(.number) { padding-left: 10px }
    tr, figure { break-inside: avoid }
    h2, summary { break-after: avoid }
    details::details-content { display: block; content-visibility: visible; height: auto }
    /* All charts flow through the same columns, so that no sheet stays empty beside or below one. */
    #charts { columns: 2; column-gap: 16px }
    .figures { columns: auto; padding: 0 }
    /* With its caption on one sheet; a chart alone below what the page begins with. */
    .chart { max-height: 20cm }
    #charts:not(:has(figure ~ figure, .further)) { columns: 1 }
    .figures > figure:only-child .chart { max-width: 17cm; max-height: 17cm }
    .figures > figure:only-child figcaption { max-width: none }
    #networks details details { display: inline-block; width: 49%; vertical-align: top;
      break-inside: avoid }
    .network { width: auto; height: auto; min-width: 0; max-width: 100%; max-height: 23cm }
    /* The parts of a tall one stand side by side, so that its letters can be read. */
    #networks details details:is(.tall, .wide) { width: 100% }
    /* A broad one lies on its side, for the same reason. */
    #networks details details.broad { display: block; page: broad }
    .broad .network { max-height: 16cm }
    .tall:not(.wide) .network { display: inline-block; width: 49%; vertical-align: top }
    table { font-size: 8.5pt }
    /* As a reader of paper cannot fold columns out, those of machines are all there. */
    .whole { font-size: 7.5pt }
    .whole :is(th, td) { padding: 2px 3px }
    .whole td.short { white-space: normal }
    .whole :is(.usual, .deep) { display: table-cell }
    .whole span.usual { display: inline }
    /* No sheet begins with what is left over of a table, a list or a sentence. */
    p { orphans: 3; widows: 3 }
    tbody tr:nth-last-child(-n + 3) { break-before: avoid }
    .legend { break-inside: avoid }
    /* A button in a title that is repeated on the next sheet is not painted there. */
    th button { display: contents }
    summary { list-style: none }
    }
    """
}
