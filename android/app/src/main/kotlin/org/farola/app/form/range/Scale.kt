package org.farola.app.form.range

import java.math.BigDecimal
import java.math.RoundingMode
import org.farola.app.form.text.Numbers
import org.farola.core.QuestionRecord

/** The scale of a range: exact numbers, since ten steps of 0.1 have to be 1. */
class Scale(val start: BigDecimal, val end: BigDecimal, val step: BigDecimal, val ticks: BigDecimal) {
    /** Number of steps from start to end. */
    val steps: Int =
        (end - start).abs().divide(step, 0, RoundingMode.FLOOR).toInt().coerceIn(1, MOST_STEPS)

    /** What is stored at a step. */
    fun value(at: Int): String {
        val way = step.multiply(BigDecimal(at.coerceIn(0, steps)))
        return Numbers.plain(if (end >= start) start + way else start - way)
    }

    /** The step nearest to a value; nothing for no number. */
    fun at(value: String): Int? {
        val number = value.toBigDecimalOrNull() ?: return null
        return (number - start).abs().divide(step, 0, RoundingMode.HALF_UP).toInt().coerceIn(0, steps)
    }

    /** Every so many steps stands a mark. */
    val stepsPerTick: Int get() = ticks.divide(step, 0, RoundingMode.HALF_UP).toInt().coerceAtLeast(1)

    companion object {
        private const val MOST_STEPS = 100_000

        /** The scale of a question; 0 to 10 where the form says none. */
        fun of(question: QuestionRecord): Scale {
            fun number(name: String) = question.parameters[name]?.trim()?.toBigDecimalOrNull()
            val start = number("start") ?: BigDecimal.ZERO
            val end = number("end")?.takeIf { it != start } ?: (start + BigDecimal.TEN)
            val step = number("step")?.abs()?.takeIf { it.signum() > 0 } ?: BigDecimal.ONE
            return Scale(start, end, step, number("tick-interval")?.abs()?.takeIf { it.signum() > 0 } ?: step)
        }
    }
}
