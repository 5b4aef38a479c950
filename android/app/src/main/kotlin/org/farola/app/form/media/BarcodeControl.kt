package org.farola.app.form.media

import android.view.View
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Sense
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.shown
import org.farola.app.form.text.TextControl
import org.farola.app.form.text.Writing
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord

/** A barcode or QR code: read by the camera, or written by hand where it is torn. */
class BarcodeControl(place: ControlPlace, private val front: Boolean, hidden: Boolean) : Control(place) {
    private val state = pieces.line(bold = true)
    private val scan = pieces.mainButton("") { place.host.scanCode(front, ::read) }
    private val write = pieces.button(words(R.string.control_code_type)) { typing() }
    private val typed = TextControl(place, if (hidden) Writing.HIDDEN else Writing.PLAIN)
    private val clear = pieces.button(words(R.string.button_clear)) { give(GivenAnswer.Clear) }

    override val view: LinearLayout = pieces.column(state, scan, write, typed.view, clear)
    override val focus: View get() = scan

    init {
        typed.view.shown(false)
    }

    override fun draw(question: QuestionRecord) {
        typed.show(question)
        val has = question.face.answered
        val scanner = place.host.has(Sense.CODE_SCANNER)
        // What is hidden is not shown in words either.
        state.text = question.face.shown.ifEmpty { words(R.string.control_code_kept) }
        state.shown(has && typed.view.visibility != View.VISIBLE)
        scan.text = words(if (has) R.string.form_code_again else R.string.control_code_scan)
        pieces.weigh(scan, main = !has)
        scan.shown(scanner)
        if (!scanner) typing()
        clear.shown(has)
    }

    private fun typing() {
        typed.view.shown(true)
        write.shown(false)
        state.shown(false)
    }

    private fun read(code: String?) {
        if (!code.isNullOrEmpty()) give(GivenAnswer.Code(code))
    }
}
