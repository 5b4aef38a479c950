package org.farola.app.form.media

import android.view.View
import android.widget.LinearLayout
import java.io.File
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Player
import org.farola.app.form.Recording
import org.farola.app.form.Sense
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.file
import org.farola.app.form.shown
import org.farola.core.AudioQuality
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.sourcesOf

/** A voice: recorded, heard again, taken back; or a sound of the phone where the form allows it. */
class AudioControl(place: ControlPlace, private val quality: AudioQuality, private val files: Boolean) :
    Control(place) {
    private val state = pieces.line(bold = true)
    private val record = pieces.mainButton("") { if (recording == null) start() else stop() }
    private val hear = pieces.button("") { if (player.playing) player.stop() else play() }
    private val choose = pieces.button(words(R.string.form_audio_choose)) { place.host.pickFile(listOf("audio/*"), ::came) }
    private val clear = pieces.button(words(R.string.form_audio_remove)) { give(GivenAnswer.Clear) }
    private val problem = pieces.remark("")
    private val player = Player(place.host::file, place.host::play) {
        if (it == Player.State.MISSING) tell(R.string.form_sound_missing)
        redraw()
    }
    private var recording: Recording? = null
    private var seconds = 0
    private val tick = object : Runnable {
        override fun run() {
            if (recording == null) return
            seconds += 1
            redraw()
            view.postDelayed(this, SECOND_MS)
        }
    }

    override val view: LinearLayout = pieces.column(state, record, hear, choose, clear, problem)
    override val focus: View get() = record

    init {
        problem.shown(false)
    }

    override fun draw(question: QuestionRecord) {
        val has = question.face.answered
        val on = recording != null
        state.text = when {
            on -> words(R.string.form_audio_running, time(seconds))
            has -> words(R.string.control_sound_kept)
            else -> ""
        }
        state.shown(state.text.isNotEmpty())
        record.text = words(
            when {
                on -> R.string.form_audio_stop
                has -> R.string.form_audio_again
                else -> R.string.form_audio_record
            },
        )
        pieces.weigh(record, main = on || !has)
        val from = sourcesOf(files, place.host.has(Sense.MICROPHONE))
        record.shown(from.device)
        hear.text = words(if (player.playing) R.string.form_stop_sound else R.string.form_hear)
        hear.shown(has && !on)
        choose.shown(from.files && !on && place.host.has(Sense.FILES))
        clear.shown(has && !on)
    }

    private fun tell(words: Int) {
        problem.text = words(words)
        problem.shown(true)
    }

    private fun start() {
        player.stop()
        problem.shown(false)
        recording = place.host.recordAudio(quality)
        seconds = 0
        if (recording == null) tell(R.string.code_shell_no_microphone) else view.postDelayed(tick, SECOND_MS)
        redraw()
    }

    private fun stop() {
        val file = recording?.stop()
        recording = null
        view.removeCallbacks(tick)
        redraw()
        came(file)
    }

    private fun came(file: File?) {
        if (file != null) place.attach(file, photo = false)
    }

    private fun play() {
        problem.shown(false)
        question?.face?.file?.let(player::play)
    }

    /** Leaving the page in the middle of a recording keeps what was said. */
    override fun rest() {
        if (recording != null) stop()
        player.stop()
    }

    private fun time(seconds: Int) = String.format(java.util.Locale.ROOT, "%d:%02d", seconds / MINUTE, seconds % MINUTE)

    private companion object {
        const val SECOND_MS = 1000L
        const val MINUTE = 60
    }
}
