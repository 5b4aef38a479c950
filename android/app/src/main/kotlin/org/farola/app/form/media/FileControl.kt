package org.farola.app.form.media

import android.view.View
import android.widget.LinearLayout
import java.io.File
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Playing
import org.farola.app.form.Sense
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.core.QuestionRecord

/** A film or any other file of the phone. */
class FileControl(place: ControlPlace, private val video: Boolean, private val files: Boolean) : Control(place) {
    private val state = pieces.line(bold = true)
    private val film = pieces.mainButton(words(R.string.control_video_record)) { place.host.takeVideo(::came) }
    private val hear = pieces.button("") { if (playing == null) play() else silence() }
    private val choose = if (video) pieces.button("") { pick() } else pieces.mainButton("") { pick() }
    private val clear = pieces.button(words(R.string.form_file_remove)) { place.answer("") }
    private val problem = pieces.remark("")
    private var question: QuestionRecord? = null
    private var playing: Playing? = null

    override val view: LinearLayout = pieces.column(state, film, choose, hear, clear, problem)
    override val focus: View get() = if (video) film else choose

    override fun show(question: QuestionRecord) {
        this.question = question
        draw()
    }

    private fun draw() {
        val has = question?.answer?.isNotEmpty() == true
        val camera = video && place.host.has(Sense.VIDEO)
        val picker = (files || !camera) && place.host.has(Sense.FILES)
        state.text = words(if (video) R.string.form_video_kept else R.string.control_file_kept, question?.answer.orEmpty())
        state.shown(has)
        film.text = words(if (has) R.string.form_video_again else R.string.control_video_record)
        film.shown(camera)
        pieces.weigh(if (video) film else choose, main = !has)
        choose.text = words(chooseWords(has))
        choose.shown(picker)
        hear.text = words(if (playing == null) R.string.form_watch else R.string.form_stop_sound)
        hear.shown(has && video)
        clear.shown(has)
        problem.text = words(R.string.form_file_impossible)
        problem.shown(!camera && !picker)
    }

    private fun chooseWords(has: Boolean) = when {
        video -> R.string.control_video_pick
        has -> R.string.form_file_again
        else -> R.string.control_file_pick
    }

    private fun pick() = place.host.pickFile(mediaType(), ::came)

    private fun mediaType() = question?.parameters?.get("mediatype")?.ifBlank { null } ?: if (video) "video/*" else "*/*"

    private fun came(file: File?) {
        if (file != null) place.attach(file, photo = false)
    }

    private fun play() {
        val name = question?.answer ?: return
        place.host.file(name) { content ->
            playing?.stop()
            playing = content?.let {
                place.host.play(name, it) {
                    playing = null
                    draw()
                }
            }
            draw()
        }
    }

    private fun silence() {
        playing?.stop()
        playing = null
        draw()
    }

    override fun rest() {
        if (playing != null) silence()
    }
}

/** A barcode or QR code: read by the camera, or written by hand where it is torn. */
class BarcodeControl(place: ControlPlace, private val front: Boolean, private val hidden: Boolean) : Control(place) {
    private val state = pieces.line(bold = true)
    private val scan = pieces.mainButton("") { place.host.scanCode(front, ::read) }
    private val write = pieces.button(words(R.string.control_code_type)) { typing(true) }
    private val typed = org.farola.app.form.text.TextControl(
        place,
        if (hidden) org.farola.app.form.text.Writing.HIDDEN else org.farola.app.form.text.Writing.PLAIN,
    )
    private val clear = pieces.button(words(R.string.button_clear)) { place.answer("") }

    override val view: LinearLayout = pieces.column(state, scan, write, typed.view, clear)
    override val focus: View get() = scan
    override val busy: Boolean get() = typed.busy

    init {
        typed.view.shown(false)
    }

    override fun show(question: QuestionRecord) {
        typed.show(question)
        val has = question.answer.isNotEmpty()
        val scanner = place.host.has(Sense.CODE_SCANNER)
        state.text = if (hidden) words(R.string.control_code_kept) else question.answer
        state.shown(has && typed.view.visibility != View.VISIBLE)
        scan.text = words(if (has) R.string.form_code_again else R.string.control_code_scan)
        pieces.weigh(scan, main = !has)
        scan.shown(scanner)
        if (!scanner) typing(true)
        clear.shown(has)
    }

    private fun typing(yes: Boolean) {
        typed.view.shown(yes)
        write.shown(!yes)
        if (yes) state.shown(false)
    }

    private fun read(code: String?) {
        if (!code.isNullOrEmpty()) place.answer(code)
    }
}
