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
  <h1>{{title}}</h1>
  <p class="lead">{{{lead}}}</p>
  {{#notes}}
  <p class="note">{{{.}}}</p>
  {{/notes}}
  <dl>
  {{#facts}}
  <div><dt>{{title}}</dt><dd>{{{value}}}</dd></div>
  {{/facts}}
  </dl>
  <nav aria-label="Contents">
  {{#hasCharts}}<a href="#charts">Charts</a>{{/hasCharts}}
  {{#sections}}
  <a href="#{{id}}">{{title}}</a>
  {{/sections}}
  </nav>
  </header>
  <main>
  {{#hasCharts}}
  <section id="charts">
  <h2>Charts</h2>
  <div class="figures">
  {{#charts}}
  <figure>
  {{{svg}}}
  <figcaption>{{caption}}</figcaption>
  </figure>
  {{/charts}}
  </div>
  </section>
  {{/hasCharts}}
  {{#sections}}
  <section id="{{id}}">
  <h2>{{title}}</h2>
  {{#blocks}}
  {{#paragraph}}
  <p>{{{.}}}</p>
  {{/paragraph}}
  {{#table}}
  <div class="scroll" role="region" aria-label="{{caption}}" tabindex="0">
  <table class="{{kind}}">
  <thead>
  <tr>{{#header}}<th scope="col" class="{{class}}">{{{text}}}</th>{{/header}}</tr>
  </thead>
  <tbody>
  {{#rows}}
  <tr>{{#.}}<td class="{{class}}" data-number="{{number}}">{{{text}}}</td>{{/.}}</tr>
  {{/rows}}
  </tbody>
  </table>
  </div>
  {{/table}}
  {{#list}}
  <p class="legend">{{{.}}}</p>
  {{/list}}
  {{#html}}
  {{{.}}}
  {{/html}}
  {{/blocks}}
  </section>
  {{/sections}}
  </main>
  <script>
  {{{script}}}
  </script>
  </body>
  </html>

  """
