package org.farola.app.form

import android.widget.EditText
import java.time.LocalDate
import org.farola.app.Codes
import org.farola.app.R
import org.farola.app.form.date.DateControl
import org.farola.app.form.date.DateTimeControl
import org.farola.app.form.date.TimeControl
import org.farola.app.form.media.AudioControl
import org.farola.app.form.media.BarcodeControl
import org.farola.app.form.media.DrawControl
import org.farola.app.form.media.FileControl
import org.farola.app.form.media.ImageControl
import org.farola.app.form.media.VideoControl
import org.farola.app.form.place.BearingControl
import org.farola.app.form.place.GeopointControl
import org.farola.app.form.place.GeotraceControl
import org.farola.app.form.place.MapSelect
import org.farola.app.form.range.PickerControl
import org.farola.app.form.range.RangeControl
import org.farola.app.form.range.RatingControl
import org.farola.app.form.select.AcknowledgeControl
import org.farola.app.form.select.GridLegend
import org.farola.app.form.select.GridRow
import org.farola.app.form.select.ImageMapSelect
import org.farola.app.form.select.MinimalSelect
import org.farola.app.form.select.RankControl
import org.farola.app.form.select.SearchSelect
import org.farola.app.form.select.SelectControl
import org.farola.app.form.select.TruthControl
import org.farola.app.form.text.CounterControl
import org.farola.app.form.text.TextControl
import org.farola.core.DatePick
import org.farola.core.QuestionControl
import org.farola.core.TypedNote
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config

/** The table of both shells: each case is drawn by its control, and keeps what the table says. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35], qualifiers = "w360dp-h720dp-mdpi")
class ControlsTableTest {
    @Test
    fun everyCaseIsDrawnByItsControl() = ControlsTable.gallery().use { gallery ->
        assertTrue(ControlsTable.cases.size > 130)
        ControlsTable.cases.forEach { case ->
            gallery.open(case.name)
            val question = gallery.question(case.name)
            val drawn = question.face
            assertEquals(case.asks, case.draws, drawn.control.javaClass.simpleName.replaceFirstChar(Char::lowercase))
            assertEquals(case.asks, case.unsupported, drawn.unsupported?.let { camel(it.name) })
            val place = ControlPlace(Pieces(gallery.context), gallery.host, case.reference, { "q" }, gallery.page)
            assertEquals(case.asks, classOf(case), ControlCatalogue.plan(question).make(place).javaClass)
        }
    }

    @Test
    fun everyInputKeepsWhatTheTableSays() = ControlsTable.gallery().use { gallery ->
        val faults = ControlsTable.cases.flatMap { case ->
            gallery.open(case.name)
            var clockGiven = false
            case.inputs.mapNotNull { input ->
                if (input.isClock) clockGiven = true
                if (input.isNow) clockGiven = false
                val said = if (input.typed == null) gallery.touch(case, input) else gallery.typed(case, input)
                (listOf(said) + gallery.stands(case, input, clockGiven)).filterNotNull().joinToString()
                    .ifEmpty { null }?.let { "${case.asks} $input: $it" }
            }
        }
        assertEquals("", faults.joinToString("\n"))
    }

    private fun Gallery.touch(case: ControlsTable.Case, input: ControlsTable.Input): String? {
        var kept = false
        page.give(case.reference, input.given()) { kept = it }
        idle()
        // Choosing may have gone on to the next page.
        if (page.screen!!.questions.none { it.reference == case.reference }) open(case.name)
        return "refused".takeUnless { kept }
    }

    /** Through the control's own field, where it has one: it lets every text through to the core. */
    private fun Gallery.typed(case: ControlsTable.Case, input: ControlsTable.Input): String? {
        val text = checkNotNull(input.typed)
        val field = views().filterIsInstance<EditText>().firstOrNull()
        if (field == null) return typedBeside(case, input, text)
        field.requestFocus()
        field.setText(text)
        if (field.text.toString() != text) return "the field took ${field.text}"
        field.setSelection(text.length)
        idle()
        val shown = field.text.toString()
        if (shown != (input.field ?: text)) return "the field shows $shown"
        if (input.field != null && field.selectionEnd != shown.length) return "the cursor is not at the end"
        return input.note?.let { sentence(it) }?.takeUnless { sees(it) }
    }

    /** A control without a field: only the core is asked. */
    private fun Gallery.typedBeside(case: ControlsTable.Case, input: ControlsTable.Input, text: String): String? {
        var heard: Pair<String?, String?>? = null
        page.type(case.reference, text) { heard = it?.field to it?.note?.let(::nameOf) }
        idle()
        return "heard $heard".takeIf { heard != input.field to input.note }
    }

    private fun nameOf(note: TypedNote) = when (note) {
        is TypedNote.Kept -> "kept ${note.number}"
        TypedNote.NotWhole -> "notWhole"
        TypedNote.NotANumber -> "notANumber"
        TypedNote.NotAPlace -> "notAPlace"
    }

    private fun Gallery.sentence(note: String): String = when (note) {
        "notWhole" -> Codes.sentence(context, "answer.not_whole")
        "notANumber" -> Codes.sentence(context, "answer.not_a_number")
        "notAPlace" -> Codes.sentence(context, "answer.not_a_place")
        else -> context.getString(R.string.control_number_kept, note.removePrefix("kept "))
    }

    private fun Gallery.stands(case: ControlsTable.Case, input: ControlsTable.Input, clockGiven: Boolean): List<String?> {
        val drawn = question(case.name).face
        val kept = zoned(value(case.name))
        val control = drawn.control
        if (input.isNow) return listOf("kept $kept".takeUnless { isNow(control, kept) })
        // A day is given first: the time beside it is the phone's.
        val timeless = control is QuestionControl.DateTime && !clockGiven && input.isDay
        val wanted = zoned(input.kept)
        val same = if (timeless) kept.take(DAY) == wanted.take(DAY) else kept == wanted
        val shown = if (timeless) drawn.shown.dropLast(CLOCK) == input.shown.dropLast(CLOCK) else drawn.shown == input.shown
        return listOf("kept $kept".takeUnless { same }, "shown ${drawn.shown}".takeUnless { shown })
    }

    /** Without the offset from Greenwich, which is the phone's. */
    private fun zoned(value: String) = value.replace(OFFSET, "")

    private fun isNow(control: QuestionControl, kept: String): Boolean {
        val today = LocalDate.now()
        val pick = (control as? QuestionControl.Date)?.pick
        return when (pick) {
            DatePick.CALENDAR, DatePick.STEPS -> kept == "$today"
            DatePick.MONTH_AND_YEAR -> kept == "${today.withDayOfMonth(1)}"
            DatePick.YEAR -> kept == "${today.withDayOfYear(1)}"
            null -> kept.matches(MOMENT) && (control == QuestionControl.Time || kept.startsWith("$today"))
        }
    }

    private fun camel(name: String) =
        name.lowercase().split('_').joinToString("") { it.replaceFirstChar(Char::uppercase) }.replaceFirstChar(Char::lowercase)

    private fun classOf(case: ControlsTable.Case): Class<out Control> = when (case.draws) {
        "note" -> NoteControl::class.java
        "text", "digits", "number" -> TextControl::class.java
        "counter" -> CounterControl::class.java
        "bearing" -> BearingControl::class.java
        "truth" -> TruthControl::class.java
        "date" -> DateControl::class.java
        "time" -> TimeControl::class.java
        "dateTime" -> DateTimeControl::class.java
        "slider" -> RangeControl::class.java
        "picker" -> PickerControl::class.java
        "rating" -> RatingControl::class.java
        "selectOne", "selectMany" -> selectOf(case.with)
        "legend" -> GridLegend::class.java
        "rank" -> RankControl::class.java
        "acknowledge" -> AcknowledgeControl::class.java
        "point" -> GeopointControl::class.java
        "line", "area" -> GeotraceControl::class.java
        "photo" -> ImageControl::class.java
        "drawing" -> DrawControl::class.java
        "audio" -> AudioControl::class.java
        "video" -> VideoControl::class.java
        "file" -> FileControl::class.java
        "barcode" -> BarcodeControl::class.java
        else -> error("the table draws ${case.draws}")
    }

    private fun selectOf(with: String): Class<out Control> = when {
        "search: true" in with -> SearchSelect::class.java
        "layout: Minimal" in with -> MinimalSelect::class.java
        "layout: GridRow" in with -> GridRow::class.java
        "layout: ImageMap" in with -> ImageMapSelect::class.java
        "layout: Map" in with -> MapSelect::class.java
        else -> SelectControl::class.java
    }

    private companion object {
        /** `2026-01-02`. */
        const val DAY = 10

        /** `20:51`. */
        const val CLOCK = 5
        val OFFSET = Regex("""[+-]\d\d:\d\d$|Z$""")
        val MOMENT = Regex("""(\d{4}-\d\d-\d\dT)?\d\d:\d\d:00\.000""")
    }
}
