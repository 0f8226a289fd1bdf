/// What a page looks like, on a telephone and on a desk, in light and in dark.
enum PageStyle {
  /// The style sheet, that of charts among it.
  static var sheet: String {
    """
    :root { \(ChartStyle.light); --soft: #f6f8fa; --link: #0757ba; --good: #116329; --bad: #a40e26 }
    @media (prefers-color-scheme: dark) {
    :root { \(ChartStyle.dark); --soft: #161b22; --link: #79b8ff; --good: #56d364; --bad: #ff8e88 }
    }
    \(ChartStyle.sheet(series: Array(0..<ChartStyle.count)))
    \(rules)
    \(NetworkPictures.style)
    """
  }

  private static let rules = """
    * { box-sizing: border-box }
    body { margin: 0 auto; padding: 0 10px 40px; max-width: 1120px; overflow-wrap: anywhere;
      background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
    h1 { font-size: 1.6em; line-height: 1.2; margin: 20px 0 8px }
    h2 { font-size: 1.25em; margin: 36px 0 10px; padding-bottom: 4px;
      border-bottom: 1px solid var(--rule) }
    a { color: var(--link) }
    .lead { font-size: 1.05em; max-width: 46em }
    .note { margin: 8px 0; padding: 8px 12px; background: var(--soft);
      border-left: 4px solid var(--bad) }
    dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 170px), 1fr));
      gap: 10px 20px; margin: 16px 0 }
    dt { font-size: 0.82em; opacity: 0.8 }
    dd { margin: 0 }
    code { font: 0.9em ui-monospace, monospace }
    nav { display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 8px 0 }
    .figures { columns: 2 360px; column-gap: 24px }
    figure { margin: 0 0 28px; break-inside: avoid }
    .chart { display: block; width: 100%; max-width: 540px; height: auto }
    figcaption { padding: 4px 8px; max-width: 540px; font-size: 0.88em }
    .scroll { overflow-x: auto; margin: 8px 0 12px; border: 1px solid var(--rule);
      overflow-wrap: normal }
    table { border-collapse: collapse; font-size: 0.88em; font-variant-numeric: tabular-nums }
    th, td { padding: 4px 8px; text-align: left; white-space: nowrap }
    .facts td { white-space: normal; overflow-wrap: anywhere; vertical-align: top }
    .cells :is(th, td):first-child { position: sticky; left: 0; background: var(--paper) }
    td { border-top: 1px solid var(--rule) }
    tr > th { background: var(--soft) }
    .number { text-align: right }
    .good { color: var(--good) }
    .bad { color: var(--bad); white-space: normal; min-width: 20em }
    .legend { margin: 2px 0; max-width: 70em; font-size: 0.88em }
    th button { all: unset; cursor: pointer; padding: 2px 0 }
    th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
    th button::after { content: " ↕"; opacity: 0.5 }
    th[aria-sort="ascending"] button::after { content: " ↑"; opacity: 1 }
    th[aria-sort="descending"] button::after { content: " ↓"; opacity: 1 }
    .filter { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px;
      font-size: 0.88em }
    .filter input { font: inherit; color: inherit; background: var(--paper); padding: 4px 8px;
      border: 1px solid var(--rule); border-radius: 4px; max-width: 100% }
    @media print { .filter, nav { display: none } .scroll { overflow: visible } }
    """
}
