package org.farola.app.form.media

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Sense
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.file
import org.farola.app.form.shown
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord

/** A file of the phone, of the types that the form takes. */
class FileControl(place: ControlPlace, private val accept: List<String>) : Control(place) {
    private val state = pieces.line(bold = true)
    private val choose = pieces.mainButton("") { pick() }
    private val clear = pieces.button(words(R.string.form_file_remove)) { give(GivenAnswer.Clear) }
    private val problem = pieces.remark(words(R.string.form_file_impossible))

    override val view: LinearLayout = pieces.column(state, choose, clear, problem)
    override val focus: View get() = choose

    override fun draw(question: QuestionRecord) {
        val has = question.face.answered
        val picker = place.host.has(Sense.FILES)
        state.text = words(R.string.control_file_kept, question.face.file.orEmpty())
        state.shown(has)
        pieces.weigh(choose, main = !has)
        choose.text = words(if (has) R.string.form_file_again else R.string.control_file_pick)
        choose.shown(picker)
        clear.shown(has)
        problem.shown(!picker)
    }

    private fun pick() = place.host.pickFile(accept) { file -> file?.let { place.attach(it, photo = false) } }
}
