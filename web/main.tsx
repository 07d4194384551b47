import { render } from 'preact';
import { App } from './app.js';
import { followLinks } from './router.js';
import { followSystemTheme } from './shell/theme.js';

followSystemTheme();
followLinks();
render(<App />, document.getElementById('app')!);
