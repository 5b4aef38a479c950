package org.farola.app.walk

import android.os.Handler
import android.os.Looper
import android.view.View
import android.widget.Button
import android.widget.LinearLayout
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
import org.farola.core.WalkPhase
import org.farola.core.WalkRecord

/** On the way: where to next, the way so far, and few big buttons. */
class WalkScreen(shell: MainActivity) : Screen(shell) {
    private val main = Handler(Looper.getMainLooper())
    private val tick = Runnable { refresh() }
    private var content: LinearLayout? = null

    /** The walk as last heard. */
    var walk: WalkRecord? = null
        private set

    override fun make(): View {
        val content = look.column()
        this.content = content
        walk?.let(::show)
        return page(content, look.deep(words(R.string.button_lock), "lock", shell::lock))
    }

    override fun entered() {
        shell.core.moved = { main.removeCallbacks(tick); main.post(tick) }
        refresh()
    }

    override fun left() {
        shell.core.moved = {}
        main.removeCallbacks(tick)
    }

    private fun refresh(): Unit = shell.core.ask({ it.walk() }, { walk ->
        main.removeCallbacks(tick)
        if (walk != null) {
            show(walk)
            CheckInReminder.follow(shell, walk.checkIn)
            shell.refreshLook()
            main.postDelayed(tick, EVERY_MS)
        }
    }, {})

    private fun show(walk: WalkRecord) {
        this.walk = walk
        val content = content ?: return
        content.removeAllViews()
        fun add(view: View) = content.addView(view, Look.wide())
        val paused = walk.phase == WalkPhase.PAUSED
        add(top(walk, paused))
        content.addView(
            SketchView(look).apply { show(walk) },
            LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, look.dp(SketchView.HEIGHT_DP)),
        )
        if (paused) {
            add(look.next(words(R.string.walk_go_on), "go_on") { step { it.goOnWalk() } })
        } else {
            add(arrived(walk))
            add(look.ghost(words(R.string.walk_short_stop), "short_stop") { fill(Task.Stop(StopKind.SHORT)) })
            add(look.ghost(words(R.string.walk_finding), "finding") { fill(Task.Finding(fromWalk = true)) })
            add(look.ghost(words(R.string.walk_pause), "pause") { step { it.pauseWalk() } })
        }
        walk.checkIn?.let { add(checkIn(it)) }
        add(look.ghost(words(R.string.walk_end), "debrief", ::debrief))
        add(look.remove(words(R.string.walk_leave), "leave_walk") { LeaveWalk(shell).ask() })
    }

    private fun top(walk: WalkRecord, paused: Boolean): View = look.column(Tokens.SPACE_1).apply {
        val say = Words(look)
        val state = words(if (paused) R.string.walk_paused else R.string.walk_on)
        addView(
            look.small(
                "$state${DOT}${say.duration(walk.elapsedS.toInt())}${DOT}${say.way(walk.distanceM.toInt())}",
            ).apply { tag = "walk_line" },
            Look.wide(),
        )
        addView(look.title(words(R.string.walk_next, walk.nextStop.toInt())), Look.wide())
        val ahead = walk.nextStopM
        val bearing = walk.nextStopBearingDeg
        if (ahead != null && bearing != null) {
            addView(
                look.small(words(R.string.walk_way, say.way(ahead.toInt()), say.bearing(bearing.toInt()))),
                Look.wide(),
            )
        }
        if (walk.fixesKept == 0u) addView(look.small(words(R.string.walk_no_signal)), Look.wide())
    }

    private fun arrived(walk: WalkRecord): Button =
        look.next(words(R.string.walk_open_stop, walk.nextStop.toInt()), "stop") {
            fill(Task.Stop(StopKind.FULL))
        }.apply {
            minHeight = look.dp(BIGGEST_DP)
            setTextSize(android.util.TypedValue.COMPLEX_UNIT_SP, BIGGEST_SP)
        }

    private fun checkIn(record: CheckInRecord): View {
        val minutes = (Math.abs(record.ms) / MINUTE_MS).toInt()
        val when_ = when (record.state) {
            CheckInState.FINE -> words(R.string.walk_check_in_fine, minutes)
            CheckInState.DUE -> words(R.string.walk_check_in_due)
            CheckInState.MISSED -> words(R.string.walk_check_in_missed, minutes)
        }
        return look.doorway(words(R.string.walk_check_in), when_, "check_in") { step { it.checkIn() } }
    }

    private fun debrief() = shell.confirm(words(R.string.walk_end_sure), words(R.string.walk_end)) {
        fill(Task.Debrief)
    }

    private fun fill(task: Task) = shell.open(FillScreen(shell, task))

    private fun step(call: (org.farola.core.Phone) -> WalkRecord) =
        shell.core.ask(call, { show(it); CheckInReminder.follow(shell, it.checkIn) }, shell::fail)

    private companion object {
        /** Minutes and the timer of the check-in move while nobody walks. */
        const val EVERY_MS = 15_000L
        const val MINUTE_MS = 60_000L
        const val BIGGEST_DP = 84
        const val BIGGEST_SP = 24f
    }
}
