package org.farola.app.form.date

import android.graphics.Color
import android.view.Gravity
import android.view.View
import android.widget.LinearLayout
import java.time.DayOfWeek
import java.time.YearMonth
import java.time.format.TextStyle
import java.time.temporal.WeekFields
import org.farola.app.R
import org.farola.app.form.FormLook
import org.farola.app.form.GridColumns
import org.farola.app.form.Pieces
import org.farola.app.form.Role
import org.farola.app.form.role
import org.farola.app.look.LookContext
import org.farola.app.sense.Now
import org.farola.core.DayRecord
import org.farola.core.QuestionAnswer
import org.farola.core.YearSpan
import org.farola.core.proposedMoment
import org.farola.core.shownDay
import org.farola.core.shownMonthOf

/**
 * A month whose days are 48 dp squares. The framework's calendar has smaller days, is cut off by
 * large letters, and turns its months by swiping alone.
 */
class MonthGrid(private val pieces: Pieces, private val chose: (DayRecord) -> Unit) {
    private val look = pieces.look
    private val locale = pieces.context.resources.configuration.locales[0]
    private val reader = LookContext.of(pieces.context).reader
    private val title = pieces.text(size = FormLook.BODY + 1f, bold = true).apply { gravity = Gravity.CENTER }
    private val days = GridColumns(pieces.context, WEEK, 0)
    private var month = YearMonth.now()
    private var chosen: DayRecord? = null
    private var years: YearSpan? = null

    val view: LinearLayout

    init {
        val earlier = pieces.sign("‹", pieces.words(R.string.form_month_before)) { turn(month.minusMonths(1)) }
        val later = pieces.sign("›", pieces.words(R.string.form_month_after)) { turn(month.plusMonths(1)) }
        val yearBack = pieces.button(pieces.words(R.string.form_year_before)) { turn(month.minusYears(1)) }
        val yearOn = pieces.button(pieces.words(R.string.form_year_after)) { turn(month.plusYears(1)) }
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
        turn(YearMonth.of(at.year.toInt(), at.month.toInt()))
    }

    private fun turn(to: YearMonth) {
        if (years?.let { to.year in it.first..it.last } == false) return
        month = to
        title.text = shownMonthOf(to.year.toShort(), to.monthValue.toUByte(), reader)
        days.removeAllViews()
        val first = WeekFields.of(locale).firstDayOfWeek
        (0L until WEEK).forEach { days.addView(weekday(first.plus(it))) }
        val before = Math.floorMod(to.atDay(1).dayOfWeek.value - first.value, WEEK)
        repeat(before) { days.addView(View(pieces.context)) }
        val today = proposedMoment(QuestionAnswer.Blank, Now.here()).day
        (1..to.lengthOfMonth()).forEach { days.addView(day(DayRecord(to.year.toShort(), to.monthValue.toUByte(), it.toUByte()), today)) }
    }

    private fun weekday(day: DayOfWeek) = pieces.text(
        day.getDisplayName(TextStyle.NARROW, locale),
        FormLook.SMALL,
        look.softInk,
    ).apply {
        gravity = Gravity.CENTER
        contentDescription = day.getDisplayName(TextStyle.FULL, locale)
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
        const val WEEK = 7
    }
}
