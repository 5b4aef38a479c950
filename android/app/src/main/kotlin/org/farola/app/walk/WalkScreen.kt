package org.farola.app.walk

import android.os.Handler
import android.os.Looper
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.home.Words
import org.farola.app.look.DOT
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.app.sense.CheckInReminder
import org.farola.core.CheckInRecord
import org.farola.core.CheckInState
import org.farola.core.StopKind
import org.farola.core.WalkNext
import org.farola.core.WalkPhase
import org.farola.core.WalkRecord

/** On the way: where to next, the way so far, and few big buttons. */
class WalkScreen(shell: MainActivity) : Screen(shell) {
    private val main = Handler(Looper.getMainLooper())
    private val tick = Runnable { refresh() }
    private var content: LinearLayout? = null
    private var views: Views? = null

    /** A look that comes back after the screen was left shows nothing and is not repeated. */
    private var inSight = false

    /** The walk as last heard. */
    var walk: WalkRecord? = null
        private set

    override fun make(): View {
        val content = look.column()
        // Made where the walk is known, so that nothing empty is seen before.
        views = null
        this.content = content
        walk?.let(::show)
        return page(content, look.deep(words(R.string.button_lock), "lock", shell::lock))
    }

    override fun entered() {
        inSight = true
        shell.core.moved = { main.removeCallbacks(tick); main.post(tick) }
        refresh()
    }

    override fun left() {
        inSight = false
        shell.core.moved = {}
        main.removeCallbacks(tick)
    }

    private fun refresh(): Unit = shell.core.ask({ it.walk() }, { walk ->
        main.removeCallbacks(tick)
        if (inSight) {
            // The way may be over: begun and left, the debrief leads on from home.
            when (walk?.next) {
                WalkNext.WAY -> seen(walk)
                WalkNext.REGISTRATION, WalkNext.GATE, WalkNext.DEBRIEF, null -> shell.home()
            }
        }
    }, {})

    private fun seen(walk: WalkRecord) {
        show(walk)
        CheckInReminder.follow(shell, walk.checkIn)
        shell.refreshLook()
        main.postDelayed(tick, walk.lookAgainMs.toLong())
    }

    /**
     * Changes the words of what stands; nothing is made anew, or a slow press that spans an update
     * would lose the button below the finger.
     */
    private fun show(walk: WalkRecord) {
        this.walk = walk
        val views = views ?: content?.let(::Views)?.also { views = it } ?: return
        views.show(walk)
    }

    /** The views of the walk, made once in a look. */
    private inner class Views(content: LinearLayout) {
        private val line = look.small("").apply { tag = "walk_line" }
        private val next = look.title("")
        private val ahead = look.small("")
        private val noFix = look.small(words(R.string.walk_no_signal))
        private val sketch = SketchView(look)
        private val resume = look.next(words(R.string.walk_go_on), "go_on") { step { it.goOnWalk() } }
        private val arrived = arrived()
        private val onTheWay = listOf(
            arrived,
            look.ghost(words(R.string.walk_short_stop), "short_stop") { fill(Task.Stop(StopKind.SHORT)) },
            look.ghost(words(R.string.walk_finding), "finding") { fill(Task.Finding) },
            look.ghost(words(R.string.walk_pause), "pause") { step { it.pauseWalk() } },
        )
        private val checkIn = look.doorway(words(R.string.walk_check_in), " ", "check_in") { step { it.checkIn() } }

        init {
            val top = look.column(Tokens.SPACE_1)
            listOf(line, next, ahead, noFix).forEach { top.addView(it, Look.wide()) }
            content.addView(top, Look.wide())
            content.addView(
                sketch, LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, look.dp(SketchView.HEIGHT_DP)),
            )
            (listOf<View>(resume) + onTheWay + checkIn).forEach { content.addView(it, Look.wide()) }
            content.addView(look.ghost(words(R.string.walk_end), "debrief", ::debrief), Look.wide())
            content.addView(look.remove(words(R.string.walk_leave), "leave_walk") { LeaveWalk(shell).ask() }, Look.wide())
        }

        fun show(walk: WalkRecord) {
            val paused = walk.phase == WalkPhase.PAUSED
            val say = Words(look)
            val state = words(if (paused) R.string.walk_paused else R.string.walk_on)
            put(line, "$state${DOT}${say.duration(walk.elapsedS.toInt())}${DOT}${say.way(walk.distanceM.toInt())}")
            put(next, words(R.string.walk_next, walk.nextStop.toInt()))
            put(arrived, words(R.string.walk_open_stop, walk.nextStop.toInt()))
            val metres = walk.nextStopM
            val bearing = walk.nextStopBearingDeg
            val known = metres != null && bearing != null
            seen(ahead, known)
            if (walk.atNextStop) {
                put(ahead, words(R.string.walk_there))
            } else if (metres != null && bearing != null) {
                put(ahead, words(R.string.walk_way, say.way(metres.toInt()), say.bearing(bearing.toInt())))
            }
            seen(noFix, walk.accuracyM == null)
            sketch.show(walk)
            seen(resume, paused)
            onTheWay.forEach { seen(it, !paused) }
            seen(checkIn, walk.checkIn != null)
            walk.checkIn?.let { look.tell(checkIn, words(R.string.walk_check_in), checkInWords(it)) }
        }

        /** A text that stays the same is not set again: it would be read aloud again. */
        private fun put(view: TextView, text: String) {
            if (view.text.toString() != text) view.text = text
        }

        private fun seen(view: View, yes: Boolean) {
            val wanted = if (yes) View.VISIBLE else View.GONE
            if (view.visibility != wanted) view.visibility = wanted
        }
    }

    private fun arrived(): Button =
        look.next("", "stop") { fill(Task.Stop(StopKind.FULL)) }.apply {
            minHeight = look.dp(BIGGEST_DP)
            setTextSize(android.util.TypedValue.COMPLEX_UNIT_SP, BIGGEST_SP)
        }

    private fun checkInWords(record: CheckInRecord): String {
        val minutes = record.minutes.toInt()
        return when (record.state) {
            CheckInState.FINE -> words(R.string.walk_check_in_fine, minutes)
            CheckInState.DUE -> words(R.string.walk_check_in_due)
            CheckInState.MISSED -> words(R.string.walk_check_in_missed, minutes)
        }
    }

    private fun debrief() = shell.confirm(words(R.string.walk_end_sure), words(R.string.walk_end)) {
        fill(Task.Debrief)
    }

    private fun fill(task: Task) = shell.open(FillScreen(shell, task))

    private fun step(call: (org.farola.core.Phone) -> WalkRecord) =
        shell.core.ask(call, { show(it); CheckInReminder.follow(shell, it.checkIn) }, shell::fail)

    private companion object {
        const val BIGGEST_DP = 84
        const val BIGGEST_SP = 24f
    }
}
