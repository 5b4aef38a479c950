package org.farola.app.walk

import android.view.View
import android.widget.LinearLayout
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.GateRecord
import org.farola.core.WalkRecord

/** Between the registration and the first step: what must be right, and what is good to know. */
class GateScreen(shell: MainActivity) : Screen(shell) {
    private var gate: GateRecord? = null
    private var walk: WalkRecord? = null
    private var content: LinearLayout? = null
    private var foot: LinearLayout? = null

    override fun make(): View {
        val content = look.column(Tokens.SPACE_4)
        val foot = look.column()
        this.content = content
        this.foot = foot
        show()
        return page(content, foot)
    }

    override fun entered() {
        val charge = charge()
        shell.core.ask({ it.walkGate(charge) to it.walk() }, { (gate, walk) ->
            this.gate = gate
            this.walk = walk
            show()
        }, shell::fail)
    }

    private fun charge(): UByte? = shell.parts.battery.percent()?.toUByte()

    private fun show() {
        val content = content ?: return
        val foot = foot ?: return
        content.removeAllViews()
        foot.removeAllViews()
        content.addView(head(words(R.string.gate_title), lock = false), Look.wide())
        foot.addView(look.deep(words(R.string.button_lock), "lock", shell::lock), Look.wide())
        val gate = gate ?: return
        walk?.let { walk ->
            if (walk.frame != null) {
                val sketch = SketchView(look).apply { show(walk) }
                content.addView(sketch, LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, look.dp(SketchView.HEIGHT_DP)))
            }
            content.addView(look.body(plan(walk)), Look.wide())
        }
        gate.refusals.forEach { content.addView(look.wrong(Codes.sentence(look, it)).apply { tag = it }, Look.wide()) }
        gate.advice.forEach { content.addView(look.note(Codes.sentence(look, it)).apply { tag = it }, Look.wide()) }
        if (gate.go) {
            content.addView(look.body(words(R.string.gate_open)), Look.wide())
            content.addView(look.small(words(R.string.gate_track)), Look.wide())
            foot.addView(look.next(words(R.string.gate_start), "start_walk", ::start), 0, Look.wide())
        } else {
            content.addView(look.body(words(R.string.gate_closed_about)), Look.wide())
            foot.addView(
                look.next(words(R.string.gate_register_again), "register_again") {
                    shell.replace(FillScreen(shell, Task.RegisterAgain))
                },
                0, Look.wide(),
            )
        }
        content.addView(
            look.remove(words(R.string.walk_leave), "leave_walk") { LeaveWalk(shell).ask() }, Look.wide(),
        )
    }

    private fun plan(walk: WalkRecord): String =
        words(R.string.gate_plan, walk.place, count(R.plurals.walk_stops, walk.plannedStops.toInt()))

    private fun start() {
        if (!shell.parts.place.allowed()) {
            // She may also say no: then stops are placed by hand, and the walk goes on.
            shell.askPlace()
        }
        val charge = charge()
        shell.core.ask({ it.startWalk(charge) }, {
            shell.followWay()
            shell.toWalk()
        }, shell::fail)
    }
}

/** Any participant may end the walk; what was filled stays. */
class LeaveWalk(private val shell: MainActivity) {
    fun ask() = shell.confirm(
        shell.look.words(R.string.walk_leave_sure), shell.look.words(R.string.walk_leave),
    ) {
        shell.core.ask({ it.leaveWalk() }, {
            shell.followWay()
            shell.home()
        }, shell::fail)
    }
}
