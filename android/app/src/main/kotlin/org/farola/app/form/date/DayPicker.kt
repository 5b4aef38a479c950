package org.farola.app.form.date

import android.view.View
import java.time.LocalDate
import java.time.YearMonth
import java.time.format.TextStyle
import org.farola.app.R
import org.farola.app.form.Pieces
import org.farola.core.DatePick
import org.farola.core.DayRecord
import org.farola.core.yearsToPick

/** A day chosen in one of the ways; which day of a month or a year is kept is the core's to say. */
class DayPicker(private val pieces: Pieces, private val pick: DatePick, private val chose: (DayRecord) -> Unit) {
    private val locale = pieces.context.resources.configuration.locales[0]
    private val grid = MonthGrid(pieces) { put(it) }
    private val day = Stepper(pieces, pieces.words(R.string.form_day)) { put(date.plusDays(it.toLong())) }
    private val month = Stepper(pieces, pieces.words(R.string.control_month)) { put(date.plusMonths(it.toLong())) }
    private val year = Stepper(pieces, pieces.words(R.string.control_year)) { put(date.plusYears(it.toLong())) }

    /** The day that the next step starts from: two quick ones are two, whenever the core answers. */
    private var date = LocalDate.now()

    val view: View = when (pick) {
        DatePick.CALENDAR -> grid.view
        DatePick.STEPS -> pieces.line(day.view, month.view, year.view, gap = 8)
        DatePick.MONTH_AND_YEAR -> pieces.line(month.view, year.view, gap = 8)
        DatePick.YEAR -> year.view
    }

    /** Shows a date; before an answer it only proposes. */
    fun show(date: LocalDate, answered: Boolean) {
        this.date = date
        if (pick == DatePick.CALENDAR) grid.show(date.takeIf { answered }, YearMonth.from(date))
        day.show(date.dayOfMonth.toString())
        month.show(date.month.getDisplayName(TextStyle.SHORT_STANDALONE, locale).trimEnd('.'))
        year.show(date.year.toString())
    }

    /** A step beyond the years to pick from leads nowhere. */
    private fun put(next: LocalDate) {
        val years = yearsToPick(date.record)
        if (next.year !in years.first..years.last) return
        date = next
        chose(next.record)
    }
}

/** The day as the platform's calendar has it. */
val DayRecord.date: LocalDate get() = LocalDate.of(year.toInt(), month.toInt(), day.toInt())

/** The day as the core has it. */
val LocalDate.record: DayRecord get() = DayRecord(year.toShort(), monthValue.toUByte(), dayOfMonth.toUByte())
