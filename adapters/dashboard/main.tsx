import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import './style/now.css';
import './style/pages.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { showLanguage } from './text/language.ts';
import { showTheme } from './theme.ts';

showTheme();
await showLanguage();
render(<App />, document.getElementById('app')!);
