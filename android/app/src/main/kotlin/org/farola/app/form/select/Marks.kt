package org.farola.app.form.select

import android.view.View
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Role
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.role
import org.farola.core.GivenAnswer
import org.farola.core.QuestionAnswer
import org.farola.core.QuestionRecord

/** Something to acknowledge: one row that is marked or not. */
class AcknowledgeControl(place: ControlPlace) : Control(place) {
    private var marked = false
    private val agree = Option.plain("", words(R.string.control_agree), " ")
    private val row = ChoiceRow(place, agree, several = true, ChoiceShape.WIDE) { give(GivenAnswer.Acknowledge) }

    override val view: View = row

    init {
        row.role(Role.CHECK) { marked }
    }

    override fun draw(question: QuestionRecord) {
        marked = question.face.answered
        row.choose(marked)
    }
}

/** Yes or no. */
class TruthControl(place: ControlPlace) : Control(place) {
    private val options =
        listOf(Option.plain(YES, words(R.string.answer_yes), "A"), Option.plain(NO, words(R.string.answer_no), "B"))
    private val list = ChoiceList(place, several = false, Arrangement.Rows, ChoiceShape.FOUND) { give(GivenAnswer.Truth(it == YES)) }

    override val view: View = list.view

    override fun draw(question: QuestionRecord) {
        val yes = (question.face.answer as? QuestionAnswer.Truth)?.yes
        list.show(options, listOfNotNull(yes).map { if (it) YES else NO })
    }

    private companion object {
        const val YES = "yes"
        const val NO = "no"
    }
}
