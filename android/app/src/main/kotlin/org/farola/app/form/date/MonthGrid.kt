package org.farola.app.form.date

import android.graphics.Color
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.FormLook
import org.farola.app.form.GridColumns
import org.farola.app.form.Pieces
import org.farola.app.form.Role
import org.farola.app.form.role
import org.farola.app.look.LookContext
import org.farola.app.sense.Now
import org.farola.core.DayRecord
import org.farola.core.MonthPageRecord
import org.farola.core.QuestionAnswer
import org.farola.core.WeekdayRecord
import org.farola.core.YearSpan
import org.farola.core.monthPage
import org.farola.core.proposedMoment
import org.farola.core.shownDay
import org.farola.core.week

/**
 * A month whose days are 48 dp squares. The framework's calendar has smaller days, is cut off by
 * large letters, and turns its months by swiping alone.
 */
class MonthGrid(private val pieces: Pieces, private val chose: (DayRecord) -> Unit) {
    private val look = pieces.look
    private val reader = LookContext.of(pieces.context).reader
    private val title = pieces.text(size = FormLook.BODY + 1f, bold = true).apply { gravity = Gravity.CENTER }
    private val weekdays = week(reader)
    private val days = GridColumns(pieces.context, weekdays.size, 0)

    /** A day of the month in sight. */
    private var at = proposedMoment(QuestionAnswer.Blank, Now.here()).day
    private var chosen: DayRecord? = null
    private var years: YearSpan? = null

    val view: LinearLayout

    init {
        val earlier = pieces.sign("‹", pieces.words(R.string.form_month_before)) { turn(-1) }
        val later = pieces.sign("›", pieces.words(R.string.form_month_after)) { turn(1) }
        val yearBack = pieces.button(pieces.words(R.string.form_year_before)) { turn(-YEAR) }
        val yearOn = pieces.button(pieces.words(R.string.form_year_after)) { turn(YEAR) }
        view = pieces.column(
            pieces.flanked(earlier, title, later),
            days,
            pieces.line(yearBack, yearOn, stack = false),
            gap = 8,
        )
    }

    /** Shows the month of [at] with the chosen day marked; of no other years than [years]. */
    fun show(chosen: DayRecord?, at: DayRecord, years: YearSpan?) {
        this.chosen = chosen
        this.years = years
        this.at = at
        turn(0)
    }

    private fun turn(months: Int) {
        val page = monthPage(at, months, years, reader)
        at = dayOf(page, 1)
        title.text = page.title
        days.removeAllViews()
        weekdays.forEach { days.addView(weekday(it)) }
        repeat(page.blank.toInt()) { days.addView(View(pieces.context)) }
        val today = proposedMoment(QuestionAnswer.Blank, Now.here()).day
        (1..page.days.toInt()).forEach { days.addView(day(dayOf(page, it), today)) }
    }

    private fun dayOf(page: MonthPageRecord, day: Int) = DayRecord(page.year, page.month, day.toUByte())

    private fun weekday(day: WeekdayRecord) = pieces.text(day.letter, FormLook.SMALL, look.softInk).apply {
        gravity = Gravity.CENTER
        contentDescription = day.name
    }

    private fun day(date: DayRecord, today: DayRecord): View {
        val isChosen = date == chosen
        val isToday = date == today
        return pieces.text(date.day.toString(), FormLook.BODY, bold = isChosen || isToday).apply {
            gravity = Gravity.CENTER
            minHeight = pieces.dp(FormLook.TOUCH)
            isClickable = true
            isFocusable = true
            background = when {
                isChosen -> look.touchable(look.lamp, look.ink, width = 3)
                isToday -> look.touchable(Color.TRANSPARENT, look.edge)
                else -> look.touchable(Color.TRANSPARENT)
            }
            setTextColor(if (isChosen) look.onLamp else look.ink)
            contentDescription = shownDay(date, reader)
            isSelected = isChosen
            role(Role.BUTTON)
            setOnClickListener { chose(date) }
        }
    }

    private companion object {
        /** Months of a turn by a year. */
        const val YEAR = 12
    }
}
