package org.farola.app.form

import android.widget.Button
import android.widget.LinearLayout
import org.farola.app.R
import org.farola.core.LabelMedia

/** Pictures, sounds and films that belong to a label. */
class LabelMediaView(private val pieces: Pieces, private val host: FormHost) {
    val view: LinearLayout = pieces.column(gap = 8)
    private val players = ArrayList<Player>()

    /** Shows the media of a label; [label] names the picture for those who do not see it. */
    fun show(media: LabelMedia, label: String) {
        rest()
        players.clear()
        view.removeAllViews()
        media.picture?.let { pieces.below(view, LabelPictureView(pieces, host, it, label).view) }
        media.audio?.let { pieces.below(view, player(it, R.string.form_hear, host::play)) }
        media.video?.let { pieces.below(view, player(it, R.string.form_watch, host::watch)) }
        view.shown(view.childCount > 0)
    }

    /** Ends a sound or a film. */
    fun rest() = players.forEach(Player::stop)

    private fun player(name: String, words: Int, how: Plays): Button {
        val button = pieces.button(pieces.words(words)) {}
        val player = Player(host::formFile, how) { state ->
            button.text = pieces.words(
                when (state) {
                    Player.State.SILENT -> words
                    Player.State.PLAYING -> R.string.form_stop_sound
                    Player.State.MISSING -> R.string.form_sound_missing
                },
            )
        }
        players.add(player)
        button.setOnClickListener {
            if (player.playing) {
                player.stop()
            } else {
                rest()
                player.play(name)
            }
        }
        return button
    }
}

/** One of [FormSenses.play] and [FormSenses.watch]. */
typealias Plays = (name: String, content: ByteArray, begun: (Playing?) -> Unit, ended: () -> Unit) -> Unit

/** A sound or film that is played: read first, unless it was ended meanwhile. */
class Player(
    private val read: (String, (ByteArray?) -> Unit) -> Unit,
    private val plays: Plays,
    private val changed: (State) -> Unit,
) {
    /** What is heard or seen. */
    enum class State { SILENT, PLAYING, MISSING }

    private var sound: Playing? = null
    private var wanted: String? = null

    /** Whether it is played now. */
    val playing: Boolean get() = sound != null

    fun play(name: String) {
        stop()
        wanted = name
        read(name) { content ->
            when {
                wanted != name -> Unit
                content == null -> begun(null)
                else -> plays(name, content, { if (wanted == name) begun(it) else it?.stop() }, ::ended)
            }
        }
    }

    private fun begun(playing: Playing?) {
        wanted = null
        sound = playing
        changed(if (playing == null) State.MISSING else State.PLAYING)
    }

    private fun ended() {
        sound = null
        changed(State.SILENT)
    }

    fun stop() {
        wanted = null
        val ended = sound ?: return
        sound = null
        ended.stop()
        changed(State.SILENT)
    }
}
