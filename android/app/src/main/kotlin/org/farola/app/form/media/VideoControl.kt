package org.farola.app.form.media

import android.view.View
import android.widget.LinearLayout
import java.io.File
import org.farola.app.R
import org.farola.app.form.Control
import org.farola.app.form.ControlPlace
import org.farola.app.form.Player
import org.farola.app.form.Sense
import org.farola.app.form.answered
import org.farola.app.form.face
import org.farola.app.form.file
import org.farola.app.form.shown
import org.farola.core.CameraUse
import org.farola.core.GivenAnswer
import org.farola.core.QuestionRecord
import org.farola.core.sourcesOf

/** A film: made with the phone's camera, or chosen where the form allows it. */
class VideoControl(place: ControlPlace, private val camera: CameraUse) : Control(place) {
    private val state = pieces.line(words(R.string.form_video_kept), bold = true)
    private val film = pieces.mainButton("") { place.host.takeVideo(camera.front, ::came) }
    private val choose = pieces.button(words(R.string.control_video_pick)) { place.host.pickFile(listOf("video/*"), ::came) }
    private val watch = pieces.button("") { if (player.playing) player.stop() else question?.face?.file?.let(player::play) }
    private val clear = pieces.button(words(R.string.form_file_remove)) { give(GivenAnswer.Clear) }
    private val problem = pieces.remark(words(R.string.form_file_impossible))
    private val player = Player(place.host::file, place.host::watch) { redraw() }

    override val view: LinearLayout = pieces.column(state, film, choose, watch, clear, problem)
    override val focus: View get() = film

    override fun draw(question: QuestionRecord) {
        val has = question.face.answered
        val from = sourcesOf(camera.gallery, place.host.has(Sense.VIDEO))
        val picker = from.files && place.host.has(Sense.FILES)
        state.shown(has)
        film.text = words(if (has) R.string.form_video_again else R.string.control_video_record)
        film.shown(from.device)
        pieces.weigh(film, main = !has)
        choose.shown(picker)
        watch.text = words(if (player.playing) R.string.form_stop_sound else R.string.form_watch)
        watch.shown(has)
        clear.shown(has)
        problem.shown(!from.device && !picker)
    }

    private fun came(file: File?) {
        if (file != null) place.attach(file, photo = false)
    }

    override fun rest() = player.stop()
}
