package org.farola.app.walk

import android.view.View
import android.widget.LinearLayout
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.fill.keptNote
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.AfterFinalizing
import org.farola.core.GateAct
import org.farola.core.GateActs
import org.farola.core.GateRecord
import org.farola.core.WalkPage
import org.farola.core.WalkRecord
import org.farola.core.actsOfUnreadGate

/** Between the registration and the first step: what must be right, and what is good to know. */
class GateScreen(shell: MainActivity, private val kept: AfterFinalizing? = null) : Screen(shell) {
    private var gate: GateRecord? = null
    private var walk: WalkRecord? = null
    private var acts: GateActs? = null
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
            // An answer that comes late leads nobody away from where she is.
            if (shell.screen === this) when (walk?.page) {
                WalkPage.GATE -> stands(gate, walk)
                WalkPage.WAY -> shell.toWalk()
                null -> shell.home()
            }
        }, { code ->
            if (shell.screen === this) stands(null, walk)
            shell.fail(code)
        })
    }

    private fun charge(): UByte? = shell.parts.battery.percent()?.toUByte()

    /** A gate that could not be read lets nobody through; what it said before is of before. */
    private fun stands(gate: GateRecord?, walk: WalkRecord?) {
        this.gate = gate
        this.walk = walk
        acts = gate?.acts ?: actsOfUnreadGate()
        show()
    }

    private fun show() {
        val content = content ?: return
        val foot = foot ?: return
        content.removeAllViews()
        foot.removeAllViews()
        content.addView(head(words(R.string.gate_title), lock = false), Look.wide())
        kept?.let { content.addView(keptNote(look, it), Look.wide()) }
        walk?.let { walk ->
            if (walk.hasSketch) {
                val sketch = SketchView(look).apply { show(walk) }
                content.addView(sketch, LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, look.dp(SketchView.HEIGHT_DP)))
            }
            content.addView(look.body(plan(walk)), Look.wide())
        }
        gate?.let { said(it) }?.forEach { content.addView(it, Look.wide()) }
        acts?.let { acts ->
            acts.others.forEach { content.addView(button(it, main = false), Look.wide()) }
            foot.addView(button(acts.main, main = true), Look.wide())
        }
        foot.addView(look.deep(words(R.string.button_lock), "lock", shell::lock), Look.wide())
    }

    private fun said(gate: GateRecord): List<View> {
        val end = if (gate.go) {
            listOf(look.body(words(R.string.gate_open)), look.small(words(R.string.gate_track)))
        } else {
            listOf(look.body(words(R.string.gate_closed_about)))
        }
        return gate.refusals.map { look.wrong(Codes.sentence(look, it)).apply { tag = it } } +
            gate.advice.map { look.note(Codes.sentence(look, it)).apply { tag = it } } + end
    }

    private fun button(act: GateAct, main: Boolean): View {
        fun make(name: Int, tag: String, go: () -> Unit) =
            if (main) look.next(words(name), tag, go) else look.ghost(words(name), tag, go)
        return when (act) {
            GateAct.START -> make(R.string.gate_start, "start_walk", ::start)
            GateAct.REGISTER_AGAIN -> make(R.string.gate_register_again, "register_again") {
                shell.replace(FillScreen(shell, Task.RegisterAgain))
            }
            GateAct.LOOK_AGAIN -> make(R.string.gate_again, "look_again", ::entered)
            GateAct.LEAVE -> look.remove(words(R.string.walk_leave), "leave_walk") { LeaveWalk(shell).ask() }
        }
    }

    private fun plan(walk: WalkRecord): String =
        words(R.string.gate_plan, placeOf(walk), count(R.plurals.walk_stops, walk.plannedStops.toInt()))

    private fun placeOf(walk: WalkRecord) = walk.place ?: words(R.string.walk_no_place)

    private fun start() {
        if (!shell.parts.place.allowed()) {
            // She may also say no: then stops are placed by hand, and the walk goes on.
            shell.askPlace()
        }
        val charge = charge()
        shell.core.ask({ it.startWalk(charge) }, {
            shell.followWay()
            shell.toWalk()
        }, { code ->
            // The gate says why, and offers what can be done about it.
            entered()
            shell.fail(code)
        })
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
