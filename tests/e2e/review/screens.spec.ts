// Every screen, on a desk and on a phone, in both languages: no serious finding of axe, nothing
// wider than the window, and a picture in target/e2e/screens for people to look at.
import type { Page } from '@playwright/test';
import { expect, noSeriousFindings, screenPath, signIn, test } from './fixture.ts';

const sizes = [
	{ name: 'desk', width: 1440, height: 900 },
	{ name: 'phone', width: 390, height: 844 }
];
const languages = [
	{ name: 'es', button: 'Español' },
	{ name: 'en', button: 'English' }
];

async function look(page: Page, name: string): Promise<void> {
	await noSeriousFindings(page, name);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
	expect(wide, `${name} is wider than the window`).toBeLessThanOrEqual(0);
	await page.screenshot({ path: screenPath(name) });
}

for (const size of sizes) {
	for (const language of languages) {
		test(`${size.name}, ${language.name}`, async ({ page }) => {
			// Axe looks at eight screens; a busy machine needs minutes for that.
			test.setTimeout(300_000);
			const name = (screen: string) => `${screen}-${size.name}-${language.name}`;
			await page.setViewportSize(size);
			await page.goto('/');
			await page.getByRole('button', { name: language.button }).click();
			await look(page, name('1-sign-in'));

			await signIn(page);
			await look(page, name('2-queue'));

			await page.getByRole('link', { name: /(Parada|Stop) 6/ }).click();
			await expect(page.locator('.photos img')).toBeVisible();
			await expect(page.locator('.maplibregl-canvas')).toBeVisible();
			await page.locator('.photos img').evaluate((image: HTMLImageElement) => image.decode());
			await look(page, name('3-record'));
			if (size.name === 'phone') {
				await page.screenshot({ path: screenPath(name('3-record-whole')), fullPage: true });
			}

			await page.keyboard.press('c');
			await look(page, name('4-correction'));
			await page.keyboard.press('Escape');
			await page.keyboard.press('r');
			await look(page, name('5-reject'));
			await page.keyboard.press('Escape');
			await page.keyboard.press('p');
			await look(page, name('6-photo'));
			await page.keyboard.press('Escape');
			await page.keyboard.press('?');
			await look(page, name('7-keys'));
			await page.keyboard.press('Escape');

			await page.goto('/p/1?view=rejected');
			await expect(page.locator('.empty h3')).toBeVisible();
			await look(page, name('8-empty'));
		});
	}
}

test('text at twice its size still fits and works', async ({ page }) => {
	// 200 % zoom of a 1280 window is a window of 640 CSS pixels.
	await page.setViewportSize({ width: 640, height: 400 });
	await signIn(page);
	await page.getByRole('link', { name: /Parada 6/ }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Parada 6');
	await look(page, '9-zoomed');
	await page.getByRole('link', { name: 'Volver a la lista' }).click();
	await expect(page.getByRole('list', { name: 'Registros' })).toBeVisible();
});
