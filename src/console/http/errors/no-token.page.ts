import { hash } from 'node:crypto';

/** As the pages look, of which nothing may be loaded without token. */
const STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 24px; background: light-dark(#f5f6f8, #0e1116); color: light-dark(#171c24, #e7eaee);
    font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
  main { max-width: 592px; margin: 64px auto; padding: 24px; border: 1px solid light-dark(#e1e4e9, #272d37);
    border-radius: 8px; background: light-dark(#ffffff, #161a21); }
  h1 { margin: 0 0 16px; font-size: 20px; }
  p { margin: 12px 0 0; }
  pre, code { font-family: ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 13px; }
  pre { margin: 12px 0 0; padding: 8px 12px; border-radius: 5px; background: light-dark(#f0f2f5, #1f252e);
    white-space: pre-wrap; }
`;

/** Nothing but that style. */
export const NO_TOKEN_POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Says how to come in. It uses nothing that the console keeps behind its token. */
export const NO_TOKEN_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Glassgate console: token needed</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>This console needs its token</h1>
      <p>The gateway prints the address of its console, with the token, when it starts:</p>
      <pre>console: http://127.0.0.1:7071/?token=…</pre>
      <p>Open that address once; this browser is then known until it is closed. A gateway that is started again makes a
        new token, unless it is given one by <code>--console-token</code>.</p>
      <p>Programs send it in a header: <code>Authorization: Bearer …</code></p>
    </main>
  </body>
</html>
`;
