import { createHash } from 'node:crypto';
import type { ApiDescription, Operation } from './describeApi.ts';

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
  h1 { font-size: 1.5rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #cfd6df; }
  h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; } h3 code { font-weight: 600; }
  code, pre { font: 13px/1.45 ui-monospace, monospace; } pre { background: #f4f6f8; padding: .75rem; overflow: auto; }
  p { margin: .25rem 0; } summary { cursor: pointer; } table { border-collapse: collapse; width: 100%; }
  td, th { text-align: left; padding: .25rem .5rem; border-bottom: 1px solid #e3e7ec; vertical-align: top; }
  @media (prefers-color-scheme: dark) {
    body { background: #12161c; color: #dfe5ec; } pre { background: #1b222b; } h2, td, th { border-color: #333d49; }
  }
  :root { color-scheme: light dark; }
`;

/** Nothing is loaded from anywhere, and nothing runs: the page is text and this one style. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The description as a page. */
export function renderDocs(api: ApiDescription): string {
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const areas = api.tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    if (own.length === 0) return '';
    return `<h2>${text(name)}</h2>${own.map(({ method, path, operation }) => section(method, path, operation)).join('')}`;
  });
  return `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>${text(api.info.title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>
<h1>${text(api.info.title)}</h1><p>${text(api.info.description)}</p>
<p>Версия ${text(api.info.version)}. Для программ: <a href="/v1/openapi.json">/v1/openapi.json</a></p>
${areas.join('')}${problems(api['x-problems'])}</body></html>`;
}

function section(method: string, path: string, operation: Operation): string {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const inputs = parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${text(name)}</code></td><td>${place}${required ? ', обязателен' : ''}</td><td><code>${text(JSON.stringify(schema))}</code></td></tr>`,
  );
  return `<section id="${text(operationId)}"><h3><code>${method} ${text(path)}</code></h3>
<p>${text(summary)}</p><p>${text(description)}</p>
${inputs.length === 0 ? '' : `<table>${inputs.join('')}</table>`}
${requestBody === undefined ? '' : folded('Тело запроса', requestBody.content)}
${folded('Ответ', responses['200']?.content ?? {})}
<p>Отказы: ${operation['x-problems'].map((code) => `<a href="#problem-${text(code)}">${text(code)}</a>`).join(', ')}</p></section>`;
}

function folded(title: string, content: Record<string, { schema: unknown }>): string {
  return Object.entries(content)
    .map(([mime, { schema }]) => {
      return `<details><summary>${title}: ${text(mime)}</summary><pre>${text(JSON.stringify(schema, null, 2))}</pre></details>`;
    })
    .join('');
}

function problems(of: ApiDescription['x-problems']): string {
  const rows = Object.entries(of).map(
    ([code, { status, title }]) =>
      `<tr id="problem-${text(code)}"><td><code>${text(code)}</code></td><td>${status}</td><td>${text(title)}</td></tr>`,
  );
  return `<h2>Отказы</h2><table><tr><th>code</th><th>статус</th><th>title</th></tr>${rows.join('')}</table>`;
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function text(raw: string): string {
  return raw.replaceAll(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign);
}
