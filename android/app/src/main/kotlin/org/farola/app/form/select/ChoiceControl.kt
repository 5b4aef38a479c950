package org.farola.app.form.select

import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Taken
import org.farola.app.form.chosen
import org.farola.app.form.face
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord

/** How choices are chosen. */
class Selecting(
    /** Whether several can be chosen. */
    val several: Boolean,
    /** Whether choosing goes on to the next page. */
    val goesOn: Boolean = false,
)

/** What all questions with choices share: what is chosen now, and what a touch makes of it. */
abstract class ChoiceControl(place: ControlPlace, private val how: Selecting) : Control(place) {
    protected val several: Boolean get() = how.several

    /** What is chosen: what was touched last, and what the core says once it has answered. */
    protected var chosen = emptyList<String>()
        private set

    protected val options: List<Option> get() = question?.choices.orEmpty().map(Option::of)

    override fun show(question: QuestionRecord) {
        chosen = question.face.chosen
        super.show(question)
    }

    /** Answers with what was touched: again, where a chosen one stays chosen. */
    protected fun touch(value: String) = choose(
        when {
            value in chosen -> if (question?.face?.takesBack == true) chosen - value else chosen
            several -> chosen + value
            else -> listOf(value)
        },
    )

    /** Answers with these; the core puts them into the order of the list. */
    protected fun choose(next: List<String>) {
        chosen = next
        redraw()
        place.give(if (next.isEmpty()) GivenAnswer.Clear else GivenAnswer.Chosen(next)) { taken ->
            if (taken == Taken.REFUSED) question?.let(::show)
            if (taken == Taken.STANDS && how.goesOn && next.isNotEmpty()) place.host.goOn()
        }
    }
}
