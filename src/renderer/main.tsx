import '@fontsource-variable/golos-text/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import i18next from 'i18next';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { applyColourScheme, readColourScheme } from './app/colourScheme.ts';
import { createServices } from './app/createServices.ts';
import { ErrorBoundary } from './app/ErrorBoundary.tsx';
import { createBridge } from './bridge/client.ts';
import { startI18n } from './i18n/i18n.ts';
import { ServicesProvider } from './services/services.tsx';
import { createSoftphone } from './telephony/createSoftphone.ts';

/** Bugs of the window go to the console of the window; they hold no personal data, only what broke. */
const report = (error: unknown): void => console.error(error);

applyColourScheme(readColourScheme());
await startI18n();
const bridge = createBridge(report);
const services = createServices(bridge, createSoftphone(bridge));

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ErrorBoundary
      text={() => ({ broken: i18next.t('app.broken'), reload: i18next.t('app.reload') })}
      onBroken={(error) => {
        report(error);
        void services.desk.flush();
      }}
    >
      <ServicesProvider services={services}>
        <App />
      </ServicesProvider>
    </ErrorBoundary>
  </StrictMode>,
);
