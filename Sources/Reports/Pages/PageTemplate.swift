/// The page's skeleton, in Mustache: what stands between two braces is escaped, what stands between
/// three is HTML already.
let pageTemplate = """
  <!doctype html>
  <html lang="en">
  <head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>{{title}}</title>
  <style>
  {{{style}}}
  </style>
  </head>
  <body>
  <header>
  <p class="site">{{#project}}<a href="{{address}}">Gradmark</a>{{/project}}{{^hasProject}}Gradmark{{/hasProject}} \
  {{version}}{{#index}} · <a href="{{address}}">all machines and runs</a>{{/index}}</p>
  <h1>{{title}}</h1>
  {{#subtitles}}
  <p class="subtitle">{{{.}}}</p>
  {{/subtitles}}
  <p class="lead">{{{lead}}}</p>
  {{#trusts}}
  <p class="trust">{{{.}}}</p>
  {{/trusts}}
  {{#notes}}
  <p class="note">{{{.}}}</p>
  {{/notes}}
  {{#hasFacts}}
  <dl>
  {{#facts}}
  <div><dt>{{title}}</dt><dd>{{{value}}}</dd></div>
  {{/facts}}
  </dl>
  {{/hasFacts}}
  <nav aria-label="Contents">
  <details class="contents">
  <summary>Contents</summary>
  <p>
  {{#openings}}
  <a href="#{{id}}">{{title}}</a>
  {{/openings}}
  {{#hasCharts}}<a href="#charts">Charts</a>{{/hasCharts}}
  {{#sections}}
  <a href="#{{id}}">{{title}}</a>
  {{/sections}}
  </p>
  </details>
  </nav>
  </header>
  <main>
  \(sectionsTemplate("openings"))
  {{#hasCharts}}
  <section id="charts" aria-label="Charts">
  <div class="figures">
  {{#charts}}
  <figure>
  {{{svg}}}
  <figcaption>{{{caption}}}</figcaption>
  </figure>
  {{/charts}}
  </div>
  {{#hasFurther}}
  <details class="further">
  <summary>More charts: {{furtherTitles}}</summary>
  <div class="figures">
  {{#further}}
  <figure>
  {{{svg}}}
  <figcaption>{{{caption}}}</figcaption>
  </figure>
  {{/further}}
  </div>
  </details>
  {{/hasFurther}}
  </section>
  {{/hasCharts}}
  \(sectionsTemplate("sections"))
  </main>
  <script>
  {{{script}}}
  </script>
  </body>
  </html>

  """

/// The skeleton of some sections.
///
/// - Parameter name: what the page calls them.
private func sectionsTemplate(_ name: String) -> String {
  """
  {{#\(name)}}
  <section id="{{id}}">
  {{#isFolded}}
  <details>
  <summary><h2>{{title}}</h2></summary>
  {{/isFolded}}
  {{^isFolded}}
  <h2>{{title}}</h2>
  {{/isFolded}}
  {{#blocks}}
  {{#paragraph}}
  <p>{{{.}}}</p>
  {{/paragraph}}
  {{#table}}
  <div class="table">
  {{#hasMore}}
  <label class="more {{moreOnWide}}"><input type="checkbox"> all columns</label>
  {{/hasMore}}
  <div class="scroll" role="region" aria-label="{{caption}}" tabindex="0">
  <table class="{{kind}}">
  <thead>
  <tr>{{#header}}<th scope="col" class="{{class}}">{{{text}}}</th>{{/header}}</tr>
  </thead>
  <tbody>
  {{#rows}}
  <tr>{{#.}}<td class="{{class}}" {{{attributes}}}>{{{text}}}</td>{{/.}}</tr>
  {{/rows}}
  </tbody>
  {{#sums}}
  <tfoot>
  {{#rows}}
  <tr>{{#.}}<td class="{{class}}" {{{attributes}}}>{{{text}}}</td>{{/.}}</tr>
  {{/rows}}
  </tfoot>
  {{/sums}}
  </table>
  </div>
  </div>
  {{/table}}
  {{#lines}}
  <details class="legend">
  <summary>What this means</summary>
  {{#list}}
  <p>{{{.}}}</p>
  {{/list}}
  </details>
  {{/lines}}
  {{#html}}
  {{{.}}}
  {{/html}}
  {{/blocks}}
  {{#isFolded}}
  </details>
  {{/isFolded}}
  </section>
  {{/\(name)}}
  """
}
