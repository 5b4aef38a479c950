package org.farola.app.walk

import android.os.Handler
import android.os.Looper
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.fill.keptNote
import org.farola.app.home.Words
import org.farola.app.look.DOT
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.app.sense.CheckInReminder
import org.farola.core.AfterFinalizing
import org.farola.core.CheckInRecord
import org.farola.core.CheckInState
import org.farola.core.StopAhead
import org.farola.core.StopKind
import org.farola.core.WalkPage
import org.farola.core.WalkPhase
import org.farola.core.WalkRecord
import org.farola.core.WayAct
import org.farola.core.WaySignal
import org.farola.core.waySignal

/** On the way: where to next, the way so far, and few big buttons. */
class WalkScreen(shell: MainActivity, private var kept: AfterFinalizing? = null) : Screen(shell) {
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
        // The way may be over: begun and left, the debrief leads on from home.
        if (inSight) when (walk?.page) {
            WalkPage.WAY -> seen(walk)
            WalkPage.GATE, null -> shell.home()
        }
    }, ::missed)

    private fun seen(walk: WalkRecord) {
        show(walk)
        CheckInReminder.follow(shell, walk.checkIn)
        shell.refreshLook()
        main.postDelayed(tick, walk.lookAgainMs.toLong())
    }

    /** A look that failed is said beside what was seen last, and is not the last one. */
    private fun missed(code: String) {
        main.removeCallbacks(tick)
        if (!inSight) return
        val walk = walk
        if (!shell.core.open || walk == null) {
            if (shell.core.open) shell.home()
            return shell.fail(code)
        }
        views?.failed(code)
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
        private val refused = look.wrong(words(R.string.walk_places_refused)).apply { tag = "places_refused" }
        private val signal = look.small("").apply { tag = "signal" }
        private val failure = look.wrong("").apply { tag = "failure" }
        private val sketch = SketchView(look)
        private val arrived = arrived()
        private val checkIn = look.doorway(words(R.string.walk_check_in), " ", "check_in") { step { it.checkIn() } }
        private val buttons = WayAct.entries.associateWith(::button)
        private val acts = look.column()
        private var shown = emptyList<WayAct>()

        init {
            val top = look.column(Tokens.SPACE_1)
            listOf(line, next, ahead, refused, signal, failure).forEach { top.addView(it, Look.wide()) }
            kept?.let { content.addView(keptNote(look, it), Look.wide()) }
            content.addView(top, Look.wide())
            content.addView(
                sketch, LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, look.dp(SketchView.HEIGHT_DP)),
            )
            content.addView(acts, Look.wide())
        }

        private fun button(act: WayAct): View = when (act) {
            WayAct.GO_ON -> look.next(words(R.string.walk_go_on), "go_on") { step { it.goOnWalk() } }
            WayAct.STOP -> arrived
            WayAct.SHORT_STOP ->
                look.ghost(words(R.string.walk_short_stop), "short_stop") { fill(Task.Stop(StopKind.SHORT)) }
            WayAct.FINDING -> look.ghost(words(R.string.walk_finding), "finding") { fill(Task.Finding) }
            WayAct.PAUSE -> look.ghost(words(R.string.walk_pause), "pause") { step { it.pauseWalk() } }
            WayAct.CHECK_IN -> checkIn
            WayAct.DEBRIEF -> look.ghost(words(R.string.walk_end), "debrief", ::debrief)
            WayAct.LEAVE -> look.remove(words(R.string.walk_leave), "leave_walk") { LeaveWalk(shell).ask() }
        }

        fun show(walk: WalkRecord) {
            val paused = walk.phase == WalkPhase.PAUSED
            val say = Words(look)
            val state = words(if (paused) R.string.walk_paused else R.string.walk_on)
            put(line, "$state${DOT}${say.duration(walk.elapsedS.toInt())}${DOT}${say.way(walk.distanceM.toInt())}")
            put(next, words(R.string.walk_next, walk.nextStop.toInt()))
            put(arrived, words(R.string.walk_open_stop, walk.nextStop.toInt()))
            say(ahead, aheadWords(walk.ahead, say))
            val heard = waySignal(walk.accuracyM, refused = !shell.parts.place.allowed())
            seen(refused, heard == WaySignal.Refused)
            say(signal, signalWords(heard))
            seen(failure, false)
            sketch.show(walk)
            seen(sketch, walk.hasSketch)
            offer(walk.acts)
            walk.checkIn?.let {
                look.tell(checkIn, words(R.string.walk_check_in), checkInWords(it))
                look.standOut(checkIn, it.asks)
            }
        }

        /** The look at the walk failed; what stands is of the one before. */
        fun failed(code: String) = say(failure, Codes.sentence(look, code).toString())

        /** The same buttons in another order or number, and nothing while they stay. */
        private fun offer(wanted: List<WayAct>) {
            if (shown == wanted) return
            shown = wanted
            acts.removeAllViews()
            wanted.forEach { acts.addView(buttons.getValue(it), Look.wide()) }
        }

        private fun aheadWords(ahead: StopAhead?, say: Words): String = when (ahead) {
            null -> ""
            StopAhead.There -> words(R.string.walk_there)
            is StopAhead.Towards ->
                words(R.string.walk_way, say.way(ahead.metres.toInt()), say.bearing(ahead.bearingDeg.toInt()))
        }

        private fun signalWords(signal: WaySignal): String = when (signal) {
            // Said above, as what has to be mended.
            WaySignal.Refused -> ""
            WaySignal.Silent -> words(R.string.walk_no_signal)
            is WaySignal.Heard -> words(R.string.form_accuracy, signal.metres.toInt())
        }

        /** A line without words is not there. */
        private fun say(view: TextView, text: String) {
            put(view, text)
            seen(view, text.isNotEmpty())
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

    /** What was kept before is no news any more. */
    private fun fill(task: Task) {
        kept = null
        shell.open(FillScreen(shell, task))
    }

    private fun step(call: (org.farola.core.Phone) -> WalkRecord) =
        shell.core.ask(call, { show(it); CheckInReminder.follow(shell, it.checkIn) }, shell::fail)

    private companion object {
        const val BIGGEST_DP = 84
        const val BIGGEST_SP = 24f
    }
}
