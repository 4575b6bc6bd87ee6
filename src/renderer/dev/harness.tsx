import '@fontsource-variable/golos-text/wght.css';
import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from '../app/App.tsx';
import { applyColourScheme } from '../app/colourScheme.ts';
import { createServices } from '../app/createServices.ts';
import { createFakeTransport } from '../bridge/fakeTransport.ts';
import { startI18n } from '../i18n/i18n.ts';
import { ServicesProvider } from '../services/services.tsx';
import { fakeAnswers, toTell } from './fakeAnswers.ts';
import * as fakes from './fakeDesk.ts';
import { createStubSoftphone } from './stubSoftphone.ts';

/**
 * Screens without a core or a line, for looking at them: `vite --config vite.config.ts`, then
 * /dev/index.html?scene=ringing&scheme=dark. Driven by hand or by a script through `window.harness`. Not in the build.
 */
const query = new URLSearchParams(location.search);
const scheme = query.get('scheme');
applyColourScheme(scheme === 'dark' || scheme === 'light' ? scheme : 'system');
await startI18n();
const bridge = createFakeTransport(fakeAnswers);
toTell.appealsChanged = () => bridge.emit('appeals.changed', {});
const softphone = createStubSoftphone();
const services = createServices(bridge, softphone);
Object.assign(window, { harness: { bridge, softphone, services, fakes } });

const root = document.getElementById('root');
if (!root) throw new Error('no #root');
createRoot(root).render(
  <ServicesProvider services={services}>
    <App />
  </ServicesProvider>,
);
