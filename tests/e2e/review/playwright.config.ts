import { defineConfig } from '@playwright/test';

// One worker and one hub for all files, in the order of their names: the screens change nothing,
// the story decides about stops 1, 5 and 6, the troubles about 2, 3 and 4, the work brings a record
// of its own.
export default defineConfig({
	testDir: '.',
	testMatch: '*.spec.ts',
	workers: 1,
	fullyParallel: false,
	forbidOnly: Boolean(process.env.CI),
	retries: 0,
	timeout: 180_000,
	expect: { timeout: 30_000 },
	outputDir: '../../../target/e2e/results',
	reporter: 'list',
	use: {
		browserName: 'chromium',
		locale: 'es-MX',
		timezoneId: 'America/Mexico_City',
		viewport: { width: 1440, height: 900 },
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				// The map is drawn in software: the same picture on every machine.
				'--enable-unsafe-swiftshader',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync'
			]
		}
	}
});
