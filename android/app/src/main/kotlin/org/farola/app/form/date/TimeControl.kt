package org.farola.app.form.date

import android.view.View
import android.widget.LinearLayout
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.format.DateTimeParseException
import java.util.Locale
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.FormLook
import org.farola.app.form.Pieces
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.app.form.text.Numbers
import org.farola.app.look.DOT
import org.farola.core.QuestionRecord

/** Hour and minute, up and down, in 24 hours. */
class ClockSteps(pieces: Pieces, private val chose: (LocalTime) -> Unit) {
    private val hour = Stepper(pieces, pieces.words(R.string.control_hour)) { chose(time.plusHours(it.toLong())) }
    private val minute =
        Stepper(pieces, pieces.words(R.string.control_minute), LEAP) { chose(time.plusMinutes(it.toLong())) }
    private var time = LocalTime.of(0, 0)

    val view: LinearLayout = LinearLayout(pieces.context)

    init {
        if (pieces.look.large) view.orientation = LinearLayout.VERTICAL
        val stacked = pieces.look.large
        listOf(hour.view to 1f, minute.view to 2f).forEach { (part, share) ->
            val width = if (stacked) Pieces.MATCH else 0
            val size = LinearLayout.LayoutParams(width, Pieces.WRAP, if (stacked) 0f else share)
            if (part === minute.view && !stacked) size.marginStart = pieces.dp(Pieces.GAP)
            view.addView(part, size)
        }
    }

    /** Shows a time; before an answer it only proposes. */
    fun show(time: LocalTime) {
        this.time = time
        hour.show(String.format(Locale.ROOT, "%02d", time.hour))
        minute.show(String.format(Locale.ROOT, "%02d", time.minute))
    }

    private companion object {
        const val LEAP = 10
    }
}

/** A time of the day. */
class TimeControl(place: ControlPlace) : Control(place) {
    private val shownTime = pieces.text(size = FormLook.NUMBER, bold = true)
    private val steps = ClockSteps(pieces) { place.answer(Clock.write(it)) }
    private val now = pieces.button(words(R.string.control_now)) { place.answer(Clock.write(Clock.now())) }
    private val clear = pieces.button(words(R.string.button_clear)) { place.answer("") }

    override val view: View = pieces.column(shownTime, steps.view, pieces.line(now, clear))
    override val focus: View get() = now

    init {
        shownTime.gravity = android.view.Gravity.CENTER
    }

    override fun show(question: QuestionRecord) {
        val time = Clock.read(question.answer)
        steps.show(time ?: Clock.now())
        val none = time == null
        shownTime.text = time?.let(Clock::shown) ?: words(R.string.form_no_time)
        look.dress(shownTime, if (none) FormLook.BODY else FormLook.NUMBER, if (none) look.softInk else look.ink, !none)
        clear.shown(!none)
    }
}

/** A day with a time; stored once both are chosen, and the one that is missing is now's. */
class DateTimeControl(place: ControlPlace, shape: DateShape, private val calendar: String?) : Control(place) {
    private val shownMoment = pieces.line()
    private val day = DatePick(pieces, shape) { put(it, time) }
    private val other = pieces.line()
    private val clock = ClockSteps(pieces) { put(date, it) }
    private val now = pieces.button(words(R.string.control_now)) { put(LocalDate.now(), Clock.now()) }
    private val clear = pieces.button(words(R.string.button_clear)) { place.answer("") }
    private var date = LocalDate.now()
    private var time = Clock.now()

    override val view: View = pieces.column(shownMoment, other, now, day.view, clock.view, clear)
    override val focus: View get() = now

    override fun show(question: QuestionRecord) {
        val moment = Clock.readMoment(question.answer)
        date = moment?.toLocalDate() ?: LocalDate.now()
        time = moment?.toLocalTime() ?: Clock.now()
        day.show(date, moment != null)
        clock.show(time)
        shownMoment.text = moment?.let {
            val words = Dates.shown(date, DateShape.CALENDAR, Numbers.locale(place.context))
            "$words${DOT}${Clock.shown(time)}"
        } ?: words(R.string.form_no_moment)
        look.dress(shownMoment, FormLook.BODY, if (moment == null) look.softInk else look.ink, bold = moment != null)
        other.text = moment?.let { OtherCalendar.shown(date, calendar, place.context) }
        other.shown(!other.text.isNullOrEmpty())
        clear.shown(moment != null)
    }

    private fun put(date: LocalDate, time: LocalTime) {
        place.answer("${date}T${Clock.write(time)}")
    }
}

/** Times of forms, and times for people. */
object Clock {
    /** Now, to the minute. */
    fun now(): LocalTime = LocalTime.now().withSecond(0).withNano(0)

    /** `20:05:00.000`; the core adds the offset of the place. */
    fun write(time: LocalTime): String =
        String.format(Locale.ROOT, "%02d:%02d:00.000", time.hour, time.minute)

    /** `20:05`. */
    fun shown(time: LocalTime): String = String.format(Locale.ROOT, "%02d:%02d", time.hour, time.minute)

    /** The clock's time of `20:05:00.000-06:00`. */
    fun read(value: String): LocalTime? = try {
        value.takeIf { it.length >= SHORT }?.let { LocalTime.parse(it.take(SHORT)) }
    } catch (noTime: DateTimeParseException) {
        null
    }

    /** Day and time as they were where it was written down. */
    fun readMoment(value: String): LocalDateTime? = try {
        when {
            value.isEmpty() -> null
            else -> OffsetDateTime.parse(value).toLocalDateTime()
        }
    } catch (noMoment: DateTimeParseException) {
        Dates.read(value)?.let { LocalDateTime.of(it, read(value.drop(DAY)) ?: LocalTime.MIDNIGHT) }
    }

    private const val SHORT = 5
    private const val DAY = 11
}
