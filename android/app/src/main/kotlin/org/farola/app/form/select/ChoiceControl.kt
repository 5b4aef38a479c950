package org.farola.app.form.select

import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.chosen
import org.farola.app.form.face
import org.farola.core.GivenAnswer

/** What all questions with choices share: what is chosen now, of one or of several. */
abstract class ChoiceControl(place: ControlPlace, protected val several: Boolean) : Control(place) {
    protected val chosen: List<String> get() = question?.face?.chosen.orEmpty()

    protected val options: List<Option> get() = question?.choices.orEmpty().map(Option::of)

    /** A choice was touched. */
    protected fun touch(value: String) = give(GivenAnswer.Touched(value))
}
