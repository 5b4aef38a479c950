package org.farola.app.form.media

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.file
import org.farola.app.form.shown
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.inkOnSheet

/** A signature or a drawing on white paper. */
class DrawControl(place: ControlPlace, private val signature: Boolean) : Control(place) {
    private val thumbnail = Thumbnail(place)
    private val sentence = pieces.line(words(if (signature) R.string.form_sign_words else R.string.form_draw_words))
    private val ink = inkOnSheet(signature)
    private val canvas = DrawingView(place.context, look, ink) { drawn() }
    private val wipe = pieces.button(words(R.string.form_wipe)) { canvas.wipe() }
    private val keep = pieces.mainButton(words(if (signature) R.string.form_sign_keep else R.string.form_draw_keep)) {
        keep()
    }
    private val again = pieces.button(words(if (signature) R.string.form_sign_again else R.string.form_draw_again)) {
        give(GivenAnswer.Clear)
    }

    override val view: LinearLayout = pieces.column(thumbnail.view, sentence, canvas, keep, wipe, again)
    override val focus: View get() = canvas

    init {
        canvas.contentDescription = words(if (signature) R.string.form_sign_canvas else R.string.form_draw_canvas)
        drawn()
    }

    override fun draw(question: QuestionRecord) {
        val has = question.face.answered
        thumbnail.show(question.face.file.orEmpty())
        sentence.shown(!has)
        canvas.shown(!has)
        again.shown(has)
        if (has) canvas.wipe()
        drawn()
    }

    private fun drawn() {
        val some = !canvas.isEmpty && canvas.visibility == View.VISIBLE
        keep.shown(some)
        wipe.shown(some)
    }

    private fun keep() = place.host.keep(canvas.result(), ink.format) { file ->
        file?.let { place.attach(it, photo = true) }
    }
}
