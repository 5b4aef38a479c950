// The app's words: its own in messages/, and those that the phones say too, with a sentence for
// each problem code, in words.generated.ts, which comes from words/ at the root of the project.
// es-MX is the source and the type of every key. `t` reads a rune, so a change of language
// redraws what is on screen without a reload and without losing what was typed.
import en from '../../messages/en.json';
import es from '../../messages/es-MX.json';
import { sentences, words as shared } from './words.generated';

export type Locale = 'es-MX' | 'en';
export type MessageKey = keyof typeof es | keyof (typeof shared)['es-MX'];
type PluralKey<K> = K extends `${infer Base}_other` ? Base : never;
export type CountedKey = PluralKey<MessageKey>;
export type Words = Record<string, string | number>;

export const locales: readonly Locale[] = ['es-MX', 'en'];
const stored = 'farola.language';
const catalogue: Record<Locale, Record<MessageKey, string>> = {
	'es-MX': { ...shared['es-MX'], ...es },
	en: { ...shared.en, ...en }
};

const current = $state<{ locale: Locale }>({ locale: 'es-MX' });

export function locale(): Locale {
	return current.locale;
}

/** What the hub's `lang=` parameter wants. */
export function hubLanguage(): 'es' | 'en' {
	return current.locale === 'en' ? 'en' : 'es';
}

export function localeFrom(tag: string | null | undefined): Locale | null {
	if (!tag) return null;
	if (/^es\b/i.test(tag)) return 'es-MX';
	return /^en\b/i.test(tag) ? 'en' : null;
}

/** The stored choice, else the account's language, else the browser's, else es-MX. */
export function chooseLocale(accountLanguage?: string | null): void {
	const kept = localeFrom(readStored());
	const fromBrowser = typeof navigator === 'undefined' ? null : localeFrom(navigator.language);
	apply(kept ?? localeFrom(accountLanguage) ?? fromBrowser ?? 'es-MX');
}

export function setLocale(next: Locale): void {
	try {
		localStorage.setItem(stored, next);
	} catch {
		// A browser that keeps nothing still changes language until the page is closed.
	}
	apply(next);
}

function apply(next: Locale): void {
	current.locale = next;
	if (typeof document !== 'undefined') document.documentElement.lang = next;
}

function readStored(): string | null {
	try {
		return localStorage.getItem(stored);
	} catch {
		return null;
	}
}

export function fill(template: string, words: Words): string {
	return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
		name in words ? String(words[name]) : whole
	);
}

export function t(key: MessageKey, words: Words = {}): string {
	return fill(catalogue[current.locale][key], words);
}

const rules: Record<Locale, Intl.PluralRules> = {
	'es-MX': new Intl.PluralRules('es-MX'),
	en: new Intl.PluralRules('en')
};

/** A message with a count: picks `key_one` or `key_other` and writes the number by locale. */
export function tn(key: CountedKey, count: number, words: Words = {}): string {
	const form = rules[current.locale].select(count) === 'one' ? 'one' : 'other';
	const n = new Intl.NumberFormat(current.locale).format(count);
	const full = `${key}_${form}` as MessageKey;
	return fill(catalogue[current.locale][full], { n, ...words });
}

/** What to say about a problem code of the hub, and what to do; `null` for one it does not know. */
export function sentence(code: string): string | null {
	const said: Record<string, string> = sentences[current.locale];
	return said[code] ?? null;
}

/** A message whose key ends in a value that came from the hub; the value itself if unknown. */
export function tv(prefix: string, value: string): string {
	const key = `${prefix}_${value}`;
	return key in catalogue[current.locale] ? t(key as MessageKey) : value;
}
