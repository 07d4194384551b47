/** Says how to come in. It uses nothing that the console keeps behind its token. */
export const NO_TOKEN_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Glassgate console: token needed</title>
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
