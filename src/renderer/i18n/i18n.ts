import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { ru, type Messages } from './ru.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Messages };
  }
}

export type Language = 'ru' | 'en';
const LANGUAGE_KEY = 'otklik.language';

/** Starts the texts in the language chosen at this workplace; Russian until somebody chooses. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: readLanguage(),
    fallbackLng: 'ru',
    resources: { ru: { translation: ru }, en: { translation: en } },
    // React escapes by itself.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = i18next.language;
}

export async function setLanguage(language: Language): Promise<void> {
  localStorage.setItem(LANGUAGE_KEY, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function readLanguage(): Language {
  return localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'ru';
}
