import './ui/style.css';
import './ui/work.css';
import './ui/phone.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startPage } from './shell.tsx';
import { chosenLang, setLang } from './text/text.ts';

startPage();
void setLang(chosenLang()).then(() => createRoot(document.getElementById('root') as HTMLElement).render(<App />));
