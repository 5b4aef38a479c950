package org.farola.app.form

import org.farola.app.R
import org.farola.app.form.date.DateControl
import org.farola.app.form.date.DateShape
import org.farola.app.form.date.DateTimeControl
import org.farola.app.form.date.OtherCalendar
import org.farola.app.form.date.TimeControl
import org.farola.app.form.media.AudioControl
import org.farola.app.form.media.BarcodeControl
import org.farola.app.form.media.DrawControl
import org.farola.app.form.media.FileControl
import org.farola.app.form.media.ImageControl
import org.farola.app.form.media.PhotoRules
import org.farola.app.form.place.BearingControl
import org.farola.app.form.place.GeopointControl
import org.farola.app.form.place.GeotraceControl
import org.farola.app.form.place.MapSelect
import org.farola.app.form.range.RangeControl
import org.farola.app.form.range.RatingControl
import org.farola.app.form.select.Arrangement
import org.farola.app.form.select.BooleanControl
import org.farola.app.form.select.GridLegend
import org.farola.app.form.select.GridRow
import org.farola.app.form.select.ImageMapSelect
import org.farola.app.form.select.MinimalSelect
import org.farola.app.form.select.RankControl
import org.farola.app.form.select.SearchSelect
import org.farola.app.form.select.SelectControl
import org.farola.app.form.select.TriggerControl
import org.farola.app.form.text.CounterControl
import org.farola.app.form.text.TextControl
import org.farola.app.form.text.Writing
import org.farola.core.EntryType
import org.farola.core.QuestionRecord

/** How a question is drawn, and what has to be said about it. */
class ControlPlan(
    /** Sentences above the control: what the form asks for and this phone does in a simpler way. */
    val notices: List<Int>,
    /** Whether the control shows the question's name itself, as a grid's row does. */
    val namesItself: Boolean,
    /** Whether the control draws the label's picture itself. */
    val drawsPicture: Boolean,
    /** Whether it is only to be read: then its bold words are told from the others. */
    val isNote: Boolean,
    /** Makes the control. */
    val make: (ControlPlace) -> Control,
)

/** The one table from control, type and appearance to what a person touches. */
object ControlCatalogue {
    /** How a question is drawn. */
    fun plan(question: QuestionRecord): ControlPlan {
        val looks = question.looks
        val own = !question.readonly && (isGridRow(question) || isLegend(question))
        val drawn = !question.readonly && isChoice(question) && "image-map" in looks
        return ControlPlan(notices(question, looks), own, drawn, question.readonly, maker(question, looks))
    }

    /** Whether the question is a row of a grid of ratings. */
    fun isGridRow(question: QuestionRecord): Boolean =
        question.kind == EntryType.QUESTION && !question.readonly && isChoice(question) &&
            question.looks.any("list-nolabel", "list")

    /** Whether the question only tells what the numbers of a grid mean. */
    fun isLegend(question: QuestionRecord) = isChoice(question) && "label" in question.looks

    private fun isChoice(question: QuestionRecord) = question.control == "select1" || question.control == "select"

    private fun maker(question: QuestionRecord, looks: Appearance): (ControlPlace) -> Control = when {
        question.readonly -> ::ReadonlyControl
        else -> when (question.control) {
            "select1", "select" -> choice(question, looks)
            "rank", "odk:rank" -> ::RankControl
            "range" -> range(looks)
            "trigger" -> ::TriggerControl
            "secret" -> { place -> TextControl(place, Writing.MASKED) }
            "upload" -> upload(question, looks)
            else -> input(question, looks)
        }
    }

    private fun input(question: QuestionRecord, looks: Appearance): (ControlPlace) -> Control =
        when (question.dataType) {
            "int" -> { place ->
                if ("counter" in looks) CounterControl(place) else number(place, Writing.WHOLE, looks)
            }
            "decimal" -> { place -> number(place, Writing.DECIMAL, looks) }
            "boolean" -> ::BooleanControl
            "date" -> { place -> DateControl(place, dateShape(looks), calendar(looks)) }
            "dateTime" -> { place -> DateTimeControl(place, dateShape(looks), calendar(looks)) }
            "time" -> ::TimeControl
            "geopoint" -> { place -> GeopointControl(place, "placement-map" in looks, "maps" in looks) }
            "geotrace" -> { place -> GeotraceControl(place, closed = false) }
            "geoshape" -> { place -> GeotraceControl(place, closed = true) }
            "barcode" -> { place -> BarcodeControl(place, "front" in looks, "hidden-answer" in looks) }
            else -> text(looks, question)
        }

    private fun number(place: ControlPlace, writing: Writing, looks: Appearance) =
        if ("bearing" in looks && writing == Writing.DECIMAL) BearingControl(place)
        else TextControl(place, writing, echo = "thousands-sep" in looks)

    private fun text(looks: Appearance, question: QuestionRecord): (ControlPlace) -> Control {
        val rows = question.parameters["rows"]?.toIntOrNull() ?: 1
        val writing = when {
            "masked" in looks -> Writing.MASKED
            "hidden-answer" in looks -> Writing.HIDDEN
            "numbers" in looks || "thousands-sep" in looks -> Writing.NUMBERS
            "url" in looks -> Writing.URL
            "multiline" in looks || rows > 1 -> Writing.MULTILINE
            else -> Writing.PLAIN
        }
        return { place -> TextControl(place, writing, echo = "thousands-sep" in looks) }
    }

    /** The calendar with squares for the days; what asks for less or for another calendar gets steps. */
    private fun dateShape(looks: Appearance) = when {
        "year" in looks -> DateShape.YEAR
        "month-year" in looks -> DateShape.MONTH
        "no-calendar" in looks || calendar(looks) != null -> DateShape.STEPS
        else -> DateShape.CALENDAR
    }

    private fun calendar(looks: Appearance) = OtherCalendar.ALL.firstOrNull { it in looks }

    private fun range(looks: Appearance): (ControlPlace) -> Control = when {
        "rating" in looks -> ::RatingControl
        "picker" in looks -> { place -> org.farola.app.form.range.PickerControl(place) }
        else -> { place -> RangeControl(place, standing = "vertical" in looks, ticks = "no-ticks" !in looks) }
    }

    private fun choice(question: QuestionRecord, looks: Appearance): (ControlPlace) -> Control {
        val several = question.control == "select"
        val search = looks.any("autocomplete", "search") || looks.beginning("search(") != null
        val quick = !several && looks.any("quick", "quickcompact")
        val bare = "no-buttons" in looks || looks.beginning("compact") != null || "quickcompact" in looks
        return when {
            search || question.moreChoices > 0u -> { place -> SearchSelect(place, several) }
            "label" in looks -> ::GridLegend
            looks.any("list-nolabel", "list") -> { place -> GridRow(place, several) }
            looks.any("minimal", "picker") -> { place -> MinimalSelect(place, several) }
            "image-map" in looks -> { place -> ImageMapSelect(place, several) }
            "map" in looks && !several -> ::MapSelect
            else -> { place -> SelectControl(place, several, arrangement(looks), bare, quick) }
        }
    }

    private fun arrangement(looks: Appearance): Arrangement {
        val named = looks.beginning("columns-") ?: looks.beginning("compact-")
        val count = named?.substringAfter('-')?.toIntOrNull()
        return when {
            count != null -> Arrangement.Columns(count.coerceIn(1, MOST_COLUMNS))
            looks.any("columns-pack", "horizontal-compact") -> Arrangement.Packed
            looks.any("columns", "compact", "quickcompact") -> Arrangement.Columns(2)
            looks.any("likert", "horizontal") -> Arrangement.OneLine
            else -> Arrangement.Rows
        }
    }

    private fun upload(question: QuestionRecord, looks: Appearance): (ControlPlace) -> Control {
        val fresh = looks.any("new", "new-front")
        val media = question.parameters["mediatype"].orEmpty()
        val drawn = looks.any("signature", "draw")
        val photo = media.startsWith("image") || drawn || looks.any("annotate", "selfie", "new-front", "front", "new")
        return when {
            media.startsWith("audio") || "voice-only" in looks -> { place -> AudioControl(place, files = !fresh) }
            media.startsWith("video") -> { place -> FileControl(place, video = true, files = !fresh) }
            drawn -> { place -> DrawControl(place, signature = "signature" in looks) }
            photo -> { place ->
                val front = looks.any("new-front", "front", "selfie")
                ImageControl(place, PhotoRules(gallery = !fresh, front, annotate = "annotate" in looks))
            }
            else -> { place -> FileControl(place, video = false, files = true) }
        }
    }

    private fun notices(question: QuestionRecord, looks: Appearance): List<Int> {
        if (question.readonly) return emptyList()
        val calendar = calendar(looks)
        return buildList {
            if (looks.beginning("ex:") != null || question.dataType == "intent") add(R.string.fallback_other_app)
            if (question.parameters["intent"].orEmpty().isNotEmpty()) add(R.string.fallback_other_app)
            if (looks.beginning("printer") != null) add(R.string.form_notice_printer)
            if (looks.any("x-timed-grid", "literacy")) add(R.string.fallback_timed)
            if (calendar != null) {
                add(if (OtherCalendar.known(calendar)) R.string.form_notice_calendar else R.string.fallback_calendar)
            }
        }.distinct()
    }

    /** What is drawn as the form asks. */
    val DONE = setOf(
        "numbers", "url", "thousands-sep", "multiline", "masked", "hidden-answer", "counter", "bearing", "front",
        "no-calendar", "month-year", "year", "placement-map", "maps", "new", "new-front", "selfie",
        "signature", "draw", "annotate", "voice-only", "minimal", "search", "autocomplete", "quick",
        "columns", "columns-2", "columns-pack", "compact", "compact-3", "quickcompact", "no-buttons",
        "likert", "list", "list-nolabel", "label", "map", "image-map", "picker", "horizontal", "vertical", "no-ticks",
        "rating", "field-list", "table-list",
    )

    /** What is drawn in a simpler way, with a sentence that says so. */
    val SIMPLER = setOf("x-timed-grid", "literacy") + OtherCalendar.ALL

    /** What begins so is drawn in a simpler way, with a sentence. */
    val SIMPLER_BEGINNINGS = listOf("ex:", "printer")

    /**
     * What only changes how another shell lays things out: nothing of it is missed here. The scale
     * of `analog-scale` is our scale, `comment` a text, `hide-input` has nothing to hide on a phone.
     */
    val LAYOUT = setOf("analog-scale", "comment", "hide-input", "w1", "w2", "w3", "w4")

    /** Six pictures beside each other are the smallest that a finger hits. */
    private const val MOST_COLUMNS = 6
}
