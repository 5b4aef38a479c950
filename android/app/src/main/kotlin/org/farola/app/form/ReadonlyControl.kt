package org.farola.app.form

import android.view.View
import org.farola.app.R
import org.farola.app.form.date.Clock
import org.farola.app.form.date.DateShape
import org.farola.app.form.date.Dates
import org.farola.app.form.media.Thumbnail
import org.farola.app.form.place.Spot
import org.farola.app.form.text.Numbers
import org.farola.app.look.DOT
import org.farola.core.QuestionRecord

/** A note, or an answer that is not for the person to change: its value in words, if it has one. */
class ReadonlyControl(place: ControlPlace) : Control(place) {
    private val text = pieces.text(size = FormLook.BODY + 1f, bold = true).apply {
        background = look.box(look.quiet)
        setPadding(pieces.dp(16), pieces.dp(12), pieces.dp(16), pieces.dp(12))
    }
    private val picture = Thumbnail(place)

    override val view: View = pieces.column(text, picture.view, gap = 0)

    override fun show(question: QuestionRecord) {
        text.text = words(question)
        text.shown(text.text.isNotEmpty())
        view.shown(text.text.isNotEmpty())
        if (question.dataType == "binary") picture.show(question.answer) { text.shown(!it && text.text.isNotEmpty()) }
    }

    private fun words(question: QuestionRecord): CharSequence {
        val value = question.answer
        val locale = Numbers.locale(place.context)
        return when {
            value.isEmpty() -> ""
            question.choices.isNotEmpty() -> labels(question)
            else -> when (question.dataType) {
                "int", "decimal" -> Numbers.shown(value, locale)
                "date" -> Dates.read(value)?.let { Dates.shown(it, DateShape.CALENDAR, locale) } ?: value
                "time" -> Clock.read(value)?.let(Clock::shown) ?: value
                "dateTime" -> moment(value, locale) ?: value
                "geopoint" -> Spot.read(value)?.let { String.format(locale, "%.5f, %.5f", it.lat, it.lon) } ?: value
                "geotrace", "geoshape" -> points(Spot.readAll(value).size)
                "boolean" -> words(if (value == "true") R.string.answer_yes else R.string.answer_no)
                else -> Markdown.read(value)
            }
        }
    }

    private fun labels(question: QuestionRecord): String {
        val chosen = if (question.control == "select1") listOf(question.answer) else question.chosen
        val named = question.choices.associateBy({ it.value }, { it.label })
        return chosen.joinToString(", ") { named[it] ?: it }
    }

    private fun moment(value: String, locale: java.util.Locale): String? = Clock.readMoment(value)?.let {
        "${Dates.shown(it.toLocalDate(), DateShape.CALENDAR, locale)}${DOT}${Clock.shown(it.toLocalTime())}"
    }

    private fun points(count: Int) = place.context.resources.getQuantityString(R.plurals.control_trace_points, count, count)
}
