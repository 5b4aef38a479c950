package org.farola.app.form

import android.graphics.BitmapFactory
import android.graphics.Color
import java.time.LocalDate
import org.farola.app.R
import org.farola.app.form.media.DrawingView
import org.farola.app.form.place.Sketch
import org.farola.app.form.place.SketchView
import org.farola.app.look.LookContext
import org.farola.app.rig.Kit
import org.farola.core.QuestionAnswer
import org.farola.core.shownDistance
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** Dates, places, photos, sounds, files and codes of the gallery, answered by touch. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class MeasuringTest {
    private fun gallery(work: Gallery.() -> Unit) = Gallery().use(work)

    private fun Gallery.word(id: Int, vararg parts: Any) = context.getString(id, *parts)

    private fun Gallery.touch(id: Int, vararg parts: Any) = tap(word(id, *parts))

    private fun Gallery.place(name: String) = (answer(name) as QuestionAnswer.Place).place

    private fun Gallery.line(name: String) = (answer(name) as QuestionAnswer.Line).places

    /** The first bytes of an attached picture. */
    private fun Gallery.formatOf(name: String) = filling.file(value(name)).take(2).map { it.toInt() and 0xff }

    private fun Gallery.openPicker(name: String, caption: Int) {
        open(name)
        tap(word(R.string.form_list_named, question(name).drawn.label.plain, word(caption)))
    }

    @Test
    fun aDayIsTouchedInItsMonth() = gallery {
        filling.answer("/data/fecha", "2026-11-23")
        open("fecha")
        tap(views().first { it.isClickable })
        tap(views().first { (it as? android.widget.TextView)?.text?.toString() == "9" && it.isClickable })
        assertEquals("2026-11-09", value("fecha"))
        touch(R.string.form_month_before)
        tap(views().first { (it as? android.widget.TextView)?.text?.toString() == "31" && it.isClickable })
        assertEquals("2026-10-31", value("fecha"))
        touch(R.string.button_clear)
        assertEquals("", value("fecha"))
        touch(R.string.control_today)
        assertEquals(LocalDate.now().toString(), value("fecha"))
    }

    @Test
    fun datesInStepsAndParts() = gallery {
        filling.answer("/data/fecha_pasos", "2026-02-28")
        open("fecha_pasos")
        tap(views().first { it.isClickable })
        touch(R.string.form_step_more, word(R.string.form_day), 1)
        assertEquals("2026-03-01", value("fecha_pasos"))
        touch(R.string.form_step_less, word(R.string.control_year), 1)
        assertEquals("2025-03-01", value("fecha_pasos"))
        openPicker("mes", R.string.form_choose_month)
        touch(R.string.form_this_month)
        assertEquals(LocalDate.now().withDayOfMonth(1).toString(), value("mes"))
        openPicker("anio", R.string.form_choose_year)
        touch(R.string.form_this_year)
        assertEquals(LocalDate.now().withDayOfYear(1).toString(), value("anio"))
    }

    /** Years are those that the core offers: 1900 to 2100, and on to an answer beyond. */
    @Test
    fun stepsEndWithTheYearsToPickFrom() {
        val rows = listOf(
            Triple("2099-06-01", R.string.form_step_more, "2100-06-01"),
            Triple("2100-06-01", R.string.form_step_more, "2100-06-01"),
            Triple("1900-06-01", R.string.form_step_less, "1900-06-01"),
            Triple("1850-06-01", R.string.form_step_less, "1850-06-01"),
            Triple("1850-06-01", R.string.form_step_more, "1851-06-01"),
        )
        rows.forEach { (from, step, to) ->
            gallery {
                filling.answer("/data/fecha_pasos", from)
                open("fecha_pasos")
                tap(views().first { it.isClickable })
                touch(step, word(R.string.control_year), 1)
                assertEquals(from, to, value("fecha_pasos"))
            }
        }
    }

    /** As printed calendars of Mexico begin it, whatever the phone is set to. */
    @Test
    fun theWeekOfTheCalendarBeginsOnSunday() = gallery {
        open("fecha")
        tap(views().first { it.isClickable })
        val names = listOf("domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado")
        assertEquals(names, views().mapNotNull { it.contentDescription?.toString() }.filter { it in names })
    }

    @Test
    fun aPlaceSaysWhetherItWasSensed() = gallery {
        for ((value, words) in listOf("20.6767 -103.347 0 8" to R.string.form_place_taken, "20.6767 -103.347 0 0" to R.string.form_place_by_hand)) {
            filling.answer("/data/punto", value)
            open("punto")
            assertTrue(value, sees(word(words, question("punto").drawn.shown)))
        }
    }

    /** A year that was left can be gone back to, and a step on a month keeps within it. */
    @Test
    fun stepsLeadBackToWhereTheyCameFrom() = gallery {
        filling.answer("/data/fecha_pasos", "1850-01-31")
        open("fecha_pasos")
        tap(views().first { it.isClickable })
        val year = word(R.string.control_year)
        touch(R.string.form_step_more, year, 1)
        assertEquals("1851-01-31", value("fecha_pasos"))
        touch(R.string.form_step_less, year, 1)
        assertEquals("1850-01-31", value("fecha_pasos"))
        touch(R.string.form_step_less, year, 1)
        assertEquals("1850-01-31", value("fecha_pasos"))
        touch(R.string.form_step_more, word(R.string.control_month), 1)
        assertEquals("1850-02-28", value("fecha_pasos"))
    }

    /** Two quick steps are two, whenever the core answers. */
    @Test
    fun twoQuickStepsAreTwo() = gallery {
        filling.answer("/data/fecha_pasos", "2026-02-27")
        open("fecha_pasos")
        tap(views().first { it.isClickable })
        val more = word(R.string.form_step_more, word(R.string.form_day), 1)
        repeat(2) { find(more).performClick() }
        assertTrue("before the answer", sees("${word(R.string.form_day)}: 1"))
        idle()
        assertEquals("2026-03-01", value("fecha_pasos"))
    }

    /** No month is turned to that has no day to pick. */
    @Test
    fun theMonthsEndWithTheYearsToPickFrom() = gallery {
        filling.answer("/data/fecha", "2100-12-24")
        open("fecha")
        tap(views().first { it.isClickable })
        repeat(2) { touch(R.string.form_month_after) }
        assertTrue(sees("diciembre de 2100"))
        touch(R.string.form_year_after)
        assertTrue(sees("diciembre de 2100"))
        touch(R.string.form_year_before)
        assertTrue(sees("diciembre de 2099"))
    }

    @Test
    fun otherCalendarsAreSaidBesideTheUsualOne() = gallery {
        val days = mapOf(
            "copto" to "1743", "etiope" to "2019", "islamico" to "1448", "persa" to "1405", "budista" to "2569",
        )
        days.forEach { (name, year) ->
            filling.answer("/data/$name", "2026-11-23")
            open(name)
            assertTrue(name, sees(word(R.string.form_notice_calendar)))
            assertTrue("$name in $year", sees(year))
        }
        for (name in listOf("nepali", "birmano")) {
            open(name)
            assertTrue(name, sees(word(R.string.fallback_calendar)))
            tap(views().first { it.isClickable })
            touch(R.string.control_today)
            assertEquals(LocalDate.now().toString(), value(name))
        }
    }

    @Test
    fun timesOfTheDay() = gallery {
        filling.answer("/data/hora", "20:45:00.000")
        open("hora")
        touch(R.string.form_step_more, word(R.string.control_minute), 10)
        touch(R.string.form_step_more, word(R.string.control_minute), 1)
        touch(R.string.form_step_less, word(R.string.control_hour), 1)
        assertTrue(value("hora"), value("hora").startsWith("19:56:00.000"))
        touch(R.string.button_clear)
        assertEquals("", value("hora"))
        touch(R.string.control_now)
        assertTrue(value("hora").matches(Regex("""\d\d:\d\d:00\.000.*""")))
    }

    @Test
    fun momentsHaveADayAndATime() = gallery {
        filling.answer("/data/momento", "2026-11-23T20:45:00.000")
        open("momento")
        tap(views().first { (it as? android.widget.TextView)?.text?.toString() == "9" && it.isClickable })
        touch(R.string.form_step_more, word(R.string.control_hour), 1)
        assertTrue(value("momento"), value("momento").startsWith("2026-11-09T21:45:00.000"))
        open("momento_pasos")
        touch(R.string.control_now)
        assertTrue(value("momento_pasos").startsWith(LocalDate.now().toString()))
    }

    @Test
    fun aPlaceIsTakenWhenThePersonSaysSo() = gallery {
        open("punto")
        touch(R.string.form_place_find)
        assertTrue(sees(word(R.string.control_place_searching)))
        host.fixAt(0.0, 0.0, 62.0)
        idle()
        assertTrue(sees(word(R.string.form_accuracy_weak)))
        assertEquals("", value("punto"))
        host.fixAt(4.0, 3.0, 9.0)
        idle()
        assertTrue(sees(word(R.string.form_accuracy_good)))
        touch(R.string.control_place_take)
        val spot = place("punto")
        assertEquals(9.0, spot.accuracyM!!, 0.0)
        assertEquals(5.0, spot.metresTo(Spots.kiosk), 0.1)
        assertNull("the watch has ended", host.fix)
        touch(R.string.button_clear)
        assertEquals("", value("punto"))
    }

    @Test
    fun aFormMayAskForMoreExactPlaces() = gallery {
        open("punto_exacto")
        touch(R.string.form_place_find)
        host.fixAt(0.0, 0.0, 22.0)
        idle()
        assertTrue("it is warned", sees(word(R.string.form_place_too_weak, 20)))
        assertTrue("and can be kept all the same", sees(word(R.string.form_place_keep_weak, 22)))
        host.fixAt(0.0, 0.0, 12.0)
        idle()
        assertFalse(sees(word(R.string.form_place_too_weak, 20)))
        assertEquals("", value("punto_exacto"))
        host.fixAt(0.0, 0.0, 4.0)
        idle()
        assertEquals("exact enough, taken by itself", 4.0, place("punto_exacto").accuracyM!!, 0.0)
        assertNull(host.fix)
    }

    @Test
    fun leavingThePageEndsTheWatch() = gallery {
        open("punto")
        touch(R.string.form_place_find)
        assertTrue(host.fix != null)
        open("texto")
        assertNull(host.fix)
    }

    @Test
    fun withoutPermissionOrSenseThereIsASentence() = gallery {
        host.allowed = false
        open("punto")
        touch(R.string.form_place_find)
        assertTrue(sees(word(R.string.control_place_refused)))
        // Whoever does not let the phone know can write it: a form may need a place.
        assertTrue(sees(word(R.string.form_place_none)))
        open("voz")
        touch(R.string.form_audio_record)
        assertTrue(sees(word(R.string.code_shell_no_microphone)))
        host.lacking = Sense.entries.toSet()
        open("punto_plano")
        type("20.6767, -103.347")
        assertEquals("20.6767 -103.347 0 0", value("punto_plano"))
        open("foto")
        assertTrue(sees(word(R.string.form_photo_impossible)))
        open("archivo")
        assertTrue(sees(word(R.string.form_file_impossible)))
        open("linea")
        assertTrue(sees(word(R.string.form_trace_no_place)))
    }

    @Test
    fun aPinIsMovedByTouchAndByButtons() = gallery {
        open("punto_mapa")
        touch(R.string.form_place_map_start)
        host.fixAt(0.0, 0.0, 9.0)
        idle()
        val sketch = only<SketchView>()
        drag(sketch, listOf(0.75f to 0.5f))
        val touched = place("punto_mapa")
        assertEquals(sketch.width / 4 / POINTS_A_METRE, touched.metresTo(Spots.kiosk), 0.5)
        assertNull("the phone's own place does not come over it", host.fix)
        touch(R.string.control_place_north)
        val moved = place("punto_mapa")
        assertTrue(moved.lat > touched.lat)
        assertEquals(STEP_M, moved.metresTo(touched), 0.1)
        assertTrue(sees(word(R.string.form_move_words, shownDistance(STEP_M, LookContext.of(context).reader))))
        touch(R.string.form_farther)
        touch(R.string.control_place_south)
        assertEquals("farther away the steps are longer", 5.0, place("punto_mapa").metresTo(moved), 0.1)
    }

    /** The core frames a sketch, and here it is fitted: as many points for a metre to the east as to the north. */
    @Test
    fun placesLieToScale() = gallery {
        open("punto_mapa")
        touch(R.string.form_place_map_start)
        host.fixAt(0.0, 0.0, 9.0)
        idle()
        val sketch = only<SketchView>()
        val frame = sketch.sketch!!.frame
        assertEquals(60.0 to 60.0, frame.eastM to frame.northM)
        assertEquals(10.0 to STEP_M, frame.gridM to frame.stepM)
        sketch.sketch = Sketch(frame, places = listOf("A" to Spots.kiosk, "B" to Spots.analco(30.0, 15.0)))
        val (kiosk, corner) = sketch.sketch!!.places.map { sketch.spotOf(it.second)!! }
        assertEquals(sketch.width / 2f to sketch.height / 2f, kiosk.x to kiosk.y)
        assertEquals(30 * POINTS_A_METRE, (corner.x - kiosk.x).toDouble(), 0.5)
        assertEquals(15 * POINTS_A_METRE, (kiosk.y - corner.y).toDouble(), 0.5)
    }

    /** A pin that is put beyond the edge takes the frame with it. */
    @Test
    fun theFrameFollowsThePin() = gallery {
        filling.answer("/data/punto_mapa", "20.6767 -103.347 0 0")
        open("punto_mapa")
        val sketch = only<SketchView>()
        fun middle() = sketch.sketch!!.frame.middle
        val first = middle()
        repeat(14) { touch(R.string.control_place_east) }
        assertEquals("still in it", first, middle())
        repeat(2) { touch(R.string.control_place_east) }
        assertEquals("over the edge", 31.0, middle().metresTo(first), 1.5)
        assertTrue(middle().metresTo(place("punto_mapa")) < 3.0)
    }

    @Test
    fun aLineIsWalkedAndAnAreaDrawn() = gallery {
        open("linea")
        touch(R.string.control_trace_walk)
        listOf(0.0, 1.0, 20.0, 40.0).forEach { host.fixAt(it, 0.0, 8.0) }
        host.fixAt(80.0, 0.0, 60.0)
        idle()
        assertTrue("the core makes no point of it", sees(word(R.string.form_place_too_weak, 50)))
        touch(R.string.control_trace_stop)
        assertEquals("too near and too inexact are left out", 3, line("linea").size)
        touch(R.string.form_trace_undo)
        assertEquals(2, line("linea").size)
        touch(R.string.form_trace_clear)
        assertEquals("", value("linea"))
        open("area_mapa")
        touch(R.string.control_trace_walk)
        host.fixAt(0.0, 0.0, 8.0)
        idle()
        touch(R.string.control_trace_stop)
        drag(only<SketchView>(), listOf(0.7f to 0.5f))
        assertEquals("two points are no area", "", value("area_mapa"))
        drag(only<SketchView>(), listOf(0.7f to 0.2f))
        assertEquals("the end is the beginning and not told twice", 3, line("area_mapa").size)
        val ring = value("area_mapa").split(';')
        assertEquals(4, ring.size)
        assertEquals(ring.first(), ring.last())
    }

    @Test
    fun aPlaceOfAListIsTouchedOnTheSketch() = gallery {
        open("mapa")
        val sketch = only<SketchView>()
        val kiosk = sketch.spotOf(sketch.sketch!!.places.first { it.first == "A" }.second)!!
        drag(sketch, listOf(kiosk.x / sketch.width to kiosk.y / sketch.height))
        assertEquals("kiosco", value("mapa"))
    }

    @Test
    fun aPhotoIsMadeSmallerAndAttached() = gallery {
        open("foto")
        touch(R.string.control_photo_take)
        assertFalse(host.photoFront)
        host.photo!!(host.snap(1200, 800))
        idle()
        val photo = filling.file(value("foto"))!!
        val bitmap = BitmapFactory.decodeByteArray(photo, 0, photo.size)
        assertEquals(640 to 427, bitmap.width to bitmap.height)
        touch(R.string.control_photo_gallery)
        assertEquals(listOf("image/*"), host.accepted)
        host.picked!!(null)
        assertFalse("nothing chosen changes nothing", value("foto").isEmpty())
        touch(R.string.form_photo_remove)
        assertEquals("", value("foto"))
    }

    @Test
    fun aFaceIsCoveredForGood() = gallery {
        open("foto")
        touch(R.string.control_photo_take)
        host.photo!!(host.snap(1200, 800))
        idle()
        touch(R.string.control_photo_cover)
        drag(only<DrawingView>(), listOf(0.6f to 0.3f, 0.8f to 0.7f))
        touch(R.string.form_photo_keep)
        val photo = filling.file(value("foto"))!!
        val bitmap = BitmapFactory.decodeByteArray(photo, 0, photo.size)
        val face = bitmap.getPixel(bitmap.width * 7 / 10, bitmap.height / 2)
        assertTrue("black where the face was", Color.red(face) + Color.green(face) + Color.blue(face) < 30)
        val lamp = bitmap.getPixel(bitmap.width / 4, bitmap.height / 4)
        assertTrue("the lamp is still there", Color.red(lamp) > 200)
    }

    @Test
    fun whatAFormForbidsIsNotOffered() = gallery {
        open("foto_nueva")
        assertFalse(sees(word(R.string.control_photo_gallery)))
        open("retrato")
        touch(R.string.form_photo_selfie)
        assertTrue(host.photoFront)
        open("retrato_nuevo")
        assertFalse(sees(word(R.string.control_photo_gallery)))
    }

    @Test
    fun anAnnotatedPhotoOpensToBeDrawnOn() = gallery {
        open("foto_marcada")
        touch(R.string.control_photo_take)
        host.photo!!(host.snap())
        idle()
        val before = value("foto_marcada")
        drag(only<DrawingView>(), listOf(0.1f to 0.1f, 0.5f to 0.5f))
        touch(R.string.button_undo)
        assertFalse(sees(word(R.string.form_photo_keep)))
        touch(R.string.form_tool_box)
        drag(only<DrawingView>(), listOf(0.1f to 0.1f, 0.5f to 0.5f))
        touch(R.string.form_photo_keep)
        assertTrue(value("foto_marcada").isNotEmpty())
        assertFalse("another photo", before == value("foto_marcada"))
        assertEquals("as photos are, not many times larger", JPEG, formatOf("foto_marcada"))
    }

    @Test
    fun aSignatureIsDrawnKeptAndDrawnAgain() = gallery {
        for ((name, words, size) in listOf(
            Triple("firma", R.string.form_sign_keep to R.string.form_sign_again, 1000 to 500),
            Triple("dibujo", R.string.form_draw_keep to R.string.form_draw_again, 1000 to 1000),
        )) {
            val (keep, again) = words
            open(name)
            drag(only<DrawingView>(), listOf(0.1f to 0.5f, 0.5f to 0.2f, 0.9f to 0.5f))
            touch(keep)
            val picture = filling.file(value(name))!!
            val sheet = BitmapFactory.decodeByteArray(picture, 0, picture.size)
            assertEquals(size, sheet.width to sheet.height)
            assertEquals("without loss", PNG, formatOf(name))
            touch(again)
            assertEquals("", value(name))
        }
    }

    @Test
    fun aVoiceIsRecordedHeardAndRemoved() = gallery {
        open("voz")
        touch(R.string.form_audio_record)
        assertTrue(host.recording)
        touch(R.string.form_audio_stop)
        assertFalse(host.recording)
        assertTrue("its bytes say what it is", value("voz").endsWith("wav"))
        assertFalse("nothing of the recorder is kept", Kit.says(filling.file(value("voz")), "Pixel"))
        touch(R.string.form_hear)
        assertEquals(value("voz"), host.playing)
        host.ended!!()
        idle()
        touch(R.string.form_audio_remove)
        assertEquals("", value("voz"))
        open("voz_sola")
        touch(R.string.form_audio_record)
        page.rest()
        assertFalse("leaving keeps what was said", value("voz_sola").isEmpty())
    }

    @Test
    fun filmsAndFiles() = gallery {
        open("video")
        touch(R.string.control_video_record)
        host.video!!(host.newFile("jpg").apply { writeBytes(Kit.film()) })
        idle()
        assertTrue("its bytes say what it is", value("video").endsWith("mp4"))
        assertTrue(Kit.says(Kit.film(), "Pixel"))
        assertFalse("nothing of the camera is kept", Kit.says(filling.file(value("video")), "Pixel"))
        touch(R.string.form_watch)
        assertEquals("seen and not only heard", value("video"), host.watched)
        assertNull(host.playing)
        touch(R.string.form_stop_sound)
        assertNull(host.watched)
        for (name in listOf("archivo", "archivo_app")) {
            open(name)
            touch(R.string.control_file_pick)
            assertEquals(listOf("application/*"), host.accepted)
            host.picked!!(host.newFile("pdf").apply { writeText("%PDF-1.7 de Ana") })
            idle()
            assertEquals("a document may say who wrote it", "", value(name))
            assertTrue(sees(context.getString(R.string.code_file_cannot_clean)))
            host.picked!!(host.newFile("csv").apply { writeText("poste,luz\n12,no\n") })
            idle()
            assertTrue(value(name).endsWith("csv"))
            touch(R.string.form_file_remove)
            assertEquals("", value(name))
        }
    }

    @Test
    fun codesAreReadOrWritten() = gallery {
        open("codigo")
        touch(R.string.control_code_scan)
        host.code!!("7501031311309")
        idle()
        assertEquals("7501031311309", value("codigo"))
        touch(R.string.button_clear)
        touch(R.string.control_code_type)
        type("P-118")
        assertEquals("P-118", value("codigo"))
        open("codigo_oculto")
        touch(R.string.control_code_scan)
        host.code!!("SECRETO9")
        idle()
        assertEquals("SECRETO9", value("codigo_oculto"))
        assertFalse("it is not shown", sees("SECRETO9"))
    }

    private companion object {
        /** 60 m between the margins of a sketch that is 320 dp high. */
        const val POINTS_A_METRE = (320 - 2 * 28) / 60.0

        /** One step of a pin on a sketch of 60 m. */
        const val STEP_M = 2.0
        val JPEG = listOf(0xff, 0xd8)
        val PNG = listOf(0x89, 0x50)
    }
}
