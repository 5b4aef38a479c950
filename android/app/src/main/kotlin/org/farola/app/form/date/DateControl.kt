package org.farola.app.form.date

import android.view.View
import android.widget.LinearLayout
import java.time.LocalDate
import java.time.YearMonth
import java.time.format.DateTimeParseException
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.Pieces
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.app.form.text.Numbers
import org.farola.core.QuestionRecord

/** How a date is chosen. */
enum class DateShape {
    /** A month to touch a day in. */
    CALENDAR,

    /** Day, month and year, each up and down. */
    STEPS,

    /** Only month and year; the first of the month is stored. */
    MONTH,

    /** Only the year; its first day is stored. */
    YEAR,
}

/** A date: a button that says what is chosen and opens the way to choose in place. */
class DateControl(place: ControlPlace, private val shape: DateShape, private val calendar: String?) : Control(place) {
    private val button = pieces.button("") { open(!isOpen) }
    private val picker = DatePick(pieces, shape) { place.answer(it.toString()) }
    private val today = pieces.button(words(todayWords())) { place.answer(first(LocalDate.now()).toString()) }
    private val clear = pieces.button(words(R.string.button_clear)) { place.answer("") }
    private val other = pieces.line()
    private val panel = pieces.column(picker.view, pieces.line(today, clear))

    override val view: LinearLayout = pieces.column(button, other, panel)
    override val focus: View get() = button

    private var chosen: String? = null
    private val isOpen get() = panel.visibility == View.VISIBLE

    init {
        button.gravity = android.view.Gravity.START or android.view.Gravity.CENTER_VERTICAL
        panel.shown(false)
    }

    private fun todayWords() = when (shape) {
        DateShape.MONTH -> R.string.form_this_month
        DateShape.YEAR -> R.string.form_this_year
        else -> R.string.control_today
    }

    override fun show(question: QuestionRecord) {
        val date = Dates.read(question.answer)
        picker.show(date ?: first(LocalDate.now()), date != null)
        chosen = date?.let { Dates.shown(it, shape, Numbers.locale(place.context)) }
        other.text = date?.let { OtherCalendar.shown(it, calendar, place.context) }
        other.shown(!other.text.isNullOrEmpty())
        clear.shown(date != null)
        caption()
    }

    private fun caption() {
        val text = chosen ?: words(
            when (shape) {
                DateShape.MONTH -> R.string.form_choose_month
                DateShape.YEAR -> R.string.form_choose_year
                else -> R.string.form_choose_date
            },
        )
        button.text = words(if (isOpen) R.string.form_list_open else R.string.form_list_closed, text)
        button.contentDescription = words(R.string.form_list_named, place.label, text)
        button.background = look.touchable(look.surface, if (chosen == null) look.edge else look.strongEdge)
    }

    private fun open(yes: Boolean) {
        panel.shown(yes)
        caption()
    }

    private fun first(date: LocalDate): LocalDate = when (shape) {
        DateShape.MONTH -> date.withDayOfMonth(1)
        DateShape.YEAR -> date.withDayOfYear(1)
        else -> date
    }
}

/** The choosing itself, in one of the shapes. */
class DatePick(private val pieces: Pieces, private val shape: DateShape, private val chose: (LocalDate) -> Unit) {
    private val locale = Numbers.locale(pieces.context)
    private val month = MonthGrid(pieces) { chose(it) }
    private val day = Stepper(pieces, pieces.words(R.string.form_day)) { chose(date.plusDays(it.toLong())) }
    private val months = Stepper(pieces, pieces.words(R.string.control_month)) { chose(date.plusMonths(it.toLong())) }
    private val year = Stepper(pieces, pieces.words(R.string.control_year)) { chose(date.plusYears(it.toLong())) }
    private var date = LocalDate.now()

    val view: View = when (shape) {
        DateShape.CALENDAR -> month.view
        DateShape.STEPS -> pieces.line(day.view, months.view, year.view, gap = 8)
        DateShape.MONTH -> pieces.line(months.view, year.view, gap = 8)
        DateShape.YEAR -> year.view
    }

    /** Shows a date; before an answer it only proposes. */
    fun show(date: LocalDate, answered: Boolean) {
        this.date = date
        if (shape == DateShape.CALENDAR) month.show(date.takeIf { answered }, YearMonth.from(date))
        day.show(date.dayOfMonth.toString())
        months.show(Dates.month(date, locale))
        year.show(date.year.toString())
    }
}

/** Dates of forms, and dates for people. */
object Dates {
    /** The day of a date or dateTime; nothing where there is none. */
    fun read(value: String): LocalDate? = try {
        value.takeIf { it.length >= ISO }?.let { LocalDate.parse(it.take(ISO)) }
    } catch (noDate: DateTimeParseException) {
        null
    }

    /** `23 nov 2026`, `noviembre de 2026`, `2026`. */
    fun shown(date: LocalDate, shape: DateShape, locale: java.util.Locale): String {
        val pattern = when (shape) {
            DateShape.MONTH -> if (locale.language == "es") "MMMM 'de' y" else "MMMM y"
            DateShape.YEAR -> "y"
            else -> "EEE d MMM y"
        }
        return java.time.format.DateTimeFormatter.ofPattern(pattern, locale).format(date)
    }

    /** The month's short name. */
    fun month(date: LocalDate, locale: java.util.Locale): String =
        date.month.getDisplayName(java.time.format.TextStyle.SHORT_STANDALONE, locale).trimEnd('.')

    private const val ISO = 10
}
