// The record of a stop at night, as a reviewer sees it, for the README.
import { fileURLToPath } from 'node:url';
import { expect, signIn, test } from './fixture.ts';

test('the picture of the README', async ({ page }) => {
	await signIn(page);
	await page.getByRole('link', { name: /Parada 6/ }).click();
	const photo = page.locator('.photos img');
	await expect(photo).toBeVisible();
	await photo.evaluate((image: HTMLImageElement) => image.decode());
	await expect(page.locator('.maplibregl-canvas')).toBeVisible();
	await page.mouse.move(700, 300);
	await page.waitForLoadState('networkidle');
	const path = fileURLToPath(new URL('../../../docs/screens/review.png', import.meta.url));
	await page.screenshot({ path });
});
