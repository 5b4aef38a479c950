// The main story: sign in, filter, open, see, approve, send back, reject, read the history,
// change the language, leave. One hub, one person, in this order.
import { expect, people, signIn, test } from './fixture.ts';
import { secretInPhoto } from './photo.ts';
import { correction, stops } from './walk.ts';

test.describe.configure({ mode: 'serial' });

test('a reviewer works through a walk', async ({ page, hub }) => {
	test.setTimeout(300_000);
	await signIn(page);
	const list = page.getByRole('list', { name: 'Registros' });
	const title = page.getByRole('heading', { level: 1 });

	await test.step('the queue says what is next, in words', async () => {
		await expect(page.getByRole('heading', { name: /Por revisar 9/ })).toBeVisible();
		await expect(list.getByRole('link')).toHaveCount(9);
		await expect(page.getByRole('button', { name: /En corrección 0/ })).toBeVisible();
	});

	await test.step('filters narrow it: form, then text, from the keyboard', async () => {
		await page.getByLabel('Formulario').selectOption({ label: 'Observación en una parada (6)' });
		await expect(list.getByRole('link')).toHaveCount(6);
		await page.keyboard.press('Tab');
		await page.locator('body').press('/');
		await expect(page.getByLabel('Buscar en respuestas y notas')).toBeFocused();
		await page.keyboard.type('poste 118');
		await expect(list.getByRole('link')).toHaveCount(1);
		await expect(list.getByRole('link').first()).toContainText('Parada 6');
		await page.getByLabel('Buscar en respuestas y notas').fill('');
		await expect(list.getByRole('link')).toHaveCount(6);
		await page.getByLabel('Formulario').selectOption('');
		await expect(list.getByRole('link')).toHaveCount(9);
		await page.getByLabel('Ciudad').selectOption('08037');
		await expect(list.getByRole('link')).toHaveCount(1);
		await page.getByLabel('Ciudad').selectOption('');
		await expect(list.getByRole('link')).toHaveCount(9);
	});

	await test.step('colonia and days narrow it too, each with a chip that takes it away', async () => {
		const chips = page.getByRole('list', { name: 'Filtros puestos' }).getByRole('button');
		await page.getByLabel('Colonia').selectOption({ label: 'Analco (8)' });
		await expect(list.getByRole('link')).toHaveCount(8);
		await page.getByLabel('Desde').fill('2026-11-24');
		await expect(page.getByRole('heading', { name: 'Nada con esos filtros' })).toBeVisible();
		await page.getByLabel('Hasta').fill('2026-11-23');
		await expect(list.getByRole('link')).toHaveCount(8);
		await expect(page.getByLabel('Desde')).toHaveValue('2026-11-23');
		await expect(page).toHaveURL(/place=Analco&from=2026-11-23&to=2026-11-23/);
		await page.reload();
		await expect(list.getByRole('link')).toHaveCount(8);
		await expect(chips).toHaveText([/Colonia: Analco/, /Desde: 23 nov 2026/, /Hasta/, /Quitar los filtros/]);
		await chips.filter({ hasText: 'Colonia' }).press('Enter');
		await expect(chips).toHaveCount(3);
		await expect(page.getByLabel('Colonia')).toHaveValue('');
		await chips.filter({ hasText: 'Desde' }).click();
		await chips.filter({ hasText: 'Hasta' }).click();
		await expect(chips).toHaveCount(0);
		await expect(list.getByRole('link')).toHaveCount(9);
	});

	await test.step('the record: score with its light and voices, photo, answers, place', async () => {
		await list.getByRole('link', { name: /Parada 6/ }).click();
		await expect(title).toContainText('Parada 6');
		await expect(page.getByText('ISP crítico')).toBeVisible();
		await expect(page.getByText('de noche · 8 voces').first()).toBeVisible();
		const photo = page.locator('.photos img');
		await expect(photo).toBeVisible();
		await expect
			.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth))
			.toBeGreaterThan(600);
		await expect(page.getByText('Nula: no hay luz que llegue aquí')).toBeVisible();
		const map = page.getByRole('region', { name: 'Mapa del recorrido' });
		await expect(map.or(page.getByRole('img', { name: 'Mapa del recorrido' })).first()).toBeVisible();
	});

	await test.step('the photo comes without what the phone wrote into it', async () => {
		const source = await page.locator('.photos img').getAttribute('src');
		const answer = await page.request.get(source ?? '');
		expect(answer.ok()).toBe(true);
		expect((await answer.body()).includes(Buffer.from(secretInPhoto, 'latin1'))).toBe(false);
	});

	await test.step('send back with a comment on a question', async () => {
		await page.getByRole('button', { name: 'Comentar «Luminarias a la vista»' }).click();
		const box = page.getByRole('dialog', { name: 'Pedir corrección' });
		await expect(box.getByLabel('¿Sobre qué pregunta?')).toHaveValue('/data/lamp_total');
		await box.getByRole('button', { name: 'Devolver al teléfono' }).click();
		await expect(box.getByRole('alert')).toContainText('Escriba el comentario');
		await box.getByLabel('Comentario', { exact: true }).fill('¿Son cuatro con la de enfrente?');
		await box.getByRole('button', { name: 'Devolver al teléfono' }).click();
		await expect(page.getByText(/Devuelto con su pregunta: Parada 6/)).toBeVisible();
	});

	await test.step('approve one by its key, undo it, approve it again', async () => {
		await list.getByRole('link', { name: /Parada 1/ }).click();
		await expect(title).toContainText('Parada 1');
		await page.keyboard.press('a');
		await expect(page.getByText(/Aceptado: Parada 1/)).toBeVisible();
		await page.keyboard.press('z');
		await expect(page.getByText(/Se deshizo: Parada 1/)).toBeVisible();
		await expect(title).toContainText('Parada 1');
		await expect(page.locator('.facts').getByText('En revisión')).toBeVisible();
		await page.keyboard.press('a');
		await expect(page.getByText(/Aceptado: Parada 1/)).toBeVisible();
	});

	await test.step('reject one with its reason', async () => {
		await list.getByRole('link', { name: /Parada 5/ }).click();
		await expect(title).toContainText('Parada 5');
		await expect(page.getByText('Pocas voces: léalo con cuidado')).toBeVisible();
		await page.keyboard.press('r');
		const box = page.getByRole('dialog', { name: 'Rechazar este registro' });
		await expect(box.getByLabel('Está repetido')).toBeFocused();
		await box.getByRole('button', { name: 'Rechazar', exact: true }).click();
		await expect(box.getByRole('alert')).toContainText('Elija una razón');
		await box.getByLabel('Está repetido').check();
		await box.getByLabel(/Explique con sus palabras/).fill('Es la misma que la parada 4.');
		await box.getByRole('button', { name: 'Rechazar', exact: true }).click();
		await expect(page.getByText(/Rechazado: Parada 5/)).toBeVisible();
	});

	await test.step('the history keeps all of it, with who and why', async () => {
		await list.getByRole('link', { name: /Parada 5/ }).click();
		const history = page.getByRole('region', { name: 'Historia' });
		await expect(history.getByText('Está repetido: Es la misma que la parada 4.')).toBeVisible();
		await expect(history.getByText(`${people.reviewer.name}, revisión`)).toBeVisible();
		await list.getByRole('link', { name: /Parada 6/ }).click();
		await expect(history.getByText('¿Son cuatro con la de enfrente?')).toBeVisible();
		await expect(history.getByText('Comentario en «Luminarias a la vista»')).toBeVisible();
		await list.getByRole('link', { name: /Parada 1/ }).click();
		await expect(history.getByText('Se volvió a abrir')).toBeVisible();
		await expect(history.getByText('Aceptado')).toHaveCount(2);
	});

	await test.step('the counts follow', async () => {
		await page.getByRole('button', { name: /En corrección 1/ }).click();
		await expect(list.getByRole('link')).toHaveCount(1);
		await page.getByRole('button', { name: /Rechazados 1/ }).click();
		await expect(list.getByRole('link')).toHaveCount(1);
		await page.getByRole('button', { name: /Aceptados 1/ }).click();
		await expect(list.getByRole('link')).toHaveCount(1);
	});

	await test.step('the phone corrects: the record is back, with both versions', async () => {
		const sixth = stops[5];
		if (!sixth) throw new Error('no sixth stop');
		await hub.send(correction(sixth, hub.start, 5));
		await page.getByRole('button', { name: /En corrección/ }).click();
		await expect(list).toBeHidden();
		await expect(page.getByRole('heading', { name: 'Nada espera corrección' })).toBeVisible();
		await page.getByRole('button', { name: /^Por revisar/ }).click();
		const row = list.getByRole('link', { name: /Parada 6/ });
		await expect(row).toContainText('Corregido');
		await row.click();
		const history = page.getByRole('region', { name: 'Historia' });
		await expect(history.getByText('El teléfono envió una corrección')).toBeVisible();
		await expect(history.getByText('¿Son cuatro con la de enfrente?')).toBeVisible();
		await expect(history.getByText('2 versiones guardadas')).toBeVisible();
		const lamps = page.locator('.row', { hasText: 'Luminarias a la vista' });
		await expect(lamps.locator('.text')).toHaveText('5');
		await page.getByRole('button', { name: /Aceptados 1/ }).click();
	});

	await test.step('everything in English, the answers too', async () => {
		await page.getByRole('button', { name: 'English' }).click();
		await page
			.getByRole('list', { name: 'Records' })
			.getByRole('link', { name: /Stop 1/ })
			.click();
		await expect(page.locator('html')).toHaveAttribute('lang', 'en');
		await expect(page.getByText('Bright: the whole area evenly lit').or(page.getByText('Very clear, at night too')).first()).toBeVisible();
		await expect(page.getByText('Accepted').first()).toBeVisible();
		await page.reload();
		await expect(page.getByRole('heading', { name: 'History' })).toBeVisible();
	});

	await test.step('leave, and nothing opens any more', async () => {
		await page.getByRole('button', { name: 'Sign out' }).click();
		await expect(page.getByText('You have signed out.')).toBeVisible();
		await page.goto('/p/1');
		await expect(page.getByRole('heading', { name: 'Sign in to review' })).toBeVisible();
	});
});

test('the keyboard alone is enough', async ({ page }) => {
	await page.goto('/');
	await expect(page.getByLabel('Correo')).toBeFocused();
	await page.keyboard.type(people.reviewer.email);
	await page.keyboard.press('Tab');
	await page.keyboard.type('una farola en la esquina');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('list', { name: 'Registros' })).toBeVisible();
	await page.keyboard.press('j');
	const title = page.getByRole('heading', { level: 1 });
	await expect(title).toBeFocused();
	const first = await title.textContent();
	await page.keyboard.press('j');
	await expect(title).not.toHaveText(first ?? '');
	await expect(title).toBeFocused();
	await page.keyboard.press('k');
	await expect(title).toHaveText(first ?? '');
	await page.keyboard.press('?');
	const help = page.getByRole('dialog', { name: 'Teclas' });
	await expect(help).toBeVisible();
	// Keys belong to the box while one is open.
	await page.keyboard.press('r');
	await expect(page.getByRole('dialog', { name: 'Rechazar este registro' })).toBeHidden();
	await page.keyboard.press('Escape');
	await expect(help).toBeHidden();
	await page.keyboard.press('r');
	await expect(page.getByRole('dialog', { name: 'Rechazar este registro' })).toBeVisible();
	await page.keyboard.press('Escape');
	await page.keyboard.press('p');
	await expect(page.getByRole('dialog').locator('img, .absent').first()).toBeVisible();
	await page.keyboard.press('Escape');
	// Switched off, letters are only letters.
	await page.keyboard.press('?');
	await page.getByLabel('Usar estas teclas').uncheck();
	await page.keyboard.press('Escape');
	await page.keyboard.press('j');
	await expect(title).toHaveText(first ?? '');
});
