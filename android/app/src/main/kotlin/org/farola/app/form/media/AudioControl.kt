package org.farola.app.form.media

import android.view.View
import android.widget.LinearLayout
import java.io.File
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Playing
import org.farola.app.form.Recording
import org.farola.app.form.Sense
import org.farola.app.form.answer
import org.farola.app.form.shown
import org.farola.core.QuestionRecord

/** A voice: recorded, heard again, taken back; or a sound of the phone where the form allows it. */
class AudioControl(place: ControlPlace, private val files: Boolean) : Control(place) {
    private val state = pieces.line(bold = true)
    private val record = pieces.mainButton("") { if (recording == null) start() else stop() }
    private val hear = pieces.button("") { if (playing == null) play() else silence() }
    private val choose = pieces.button(words(R.string.form_audio_choose)) { place.host.pickFile("audio/*", ::came) }
    private val clear = pieces.button(words(R.string.form_audio_remove)) { place.answer("") }
    private val problem = pieces.remark("")
    private var question: QuestionRecord? = null
    private var recording: Recording? = null
    private var playing: Playing? = null
    private var seconds = 0
    private val tick = object : Runnable {
        override fun run() {
            if (recording == null) return
            seconds += 1
            drawState()
            view.postDelayed(this, SECOND_MS)
        }
    }

    override val view: LinearLayout = pieces.column(state, record, hear, choose, clear, problem)
    override val focus: View get() = record

    init {
        problem.shown(false)
    }

    override fun show(question: QuestionRecord) {
        this.question = question
        draw()
    }

    private fun draw() {
        val has = question?.answer?.isNotEmpty() == true
        val on = recording != null
        drawState()
        record.text = words(
            when {
                on -> R.string.form_audio_stop
                has -> R.string.form_audio_again
                else -> R.string.form_audio_record
            },
        )
        pieces.weigh(record, main = on || !has)
        record.shown(place.host.has(Sense.MICROPHONE))
        hear.text = words(if (playing == null) R.string.form_hear else R.string.form_stop_sound)
        hear.shown(has && !on)
        choose.shown((files || !place.host.has(Sense.MICROPHONE)) && !on && place.host.has(Sense.FILES))
        clear.shown(has && !on)
    }

    private fun drawState() {
        val has = question?.answer?.isNotEmpty() == true
        state.text = when {
            recording != null -> words(R.string.form_audio_running, time(seconds))
            has -> words(R.string.control_sound_kept)
            else -> ""
        }
        state.shown(state.text.isNotEmpty())
    }

    private fun start() {
        silence()
        recording = place.host.recordAudio(question?.parameters?.get("quality") ?: "normal")
        seconds = 0
        problem.shown(recording == null)
        problem.text = words(R.string.form_audio_permission)
        if (recording != null) view.postDelayed(tick, SECOND_MS)
        draw()
    }

    private fun stop() {
        val file = recording?.stop()
        recording = null
        view.removeCallbacks(tick)
        draw()
        came(file)
    }

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
            problem.text = words(R.string.form_sound_missing)
            problem.shown(playing == null)
            draw()
        }
    }

    private fun silence() {
        playing?.stop()
        playing = null
        draw()
    }

    /** Leaving the page in the middle of a recording keeps what was said. */
    override fun rest() {
        if (recording != null) stop()
        if (playing != null) silence()
    }

    private fun time(seconds: Int) = String.format(java.util.Locale.ROOT, "%d:%02d", seconds / MINUTE, seconds % MINUTE)

    private companion object {
        const val SECOND_MS = 1000L
        const val MINUTE = 60
    }
}
