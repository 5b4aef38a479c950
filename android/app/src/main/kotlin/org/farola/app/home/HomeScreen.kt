package org.farola.app.home

import android.view.View
import android.widget.LinearLayout
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.fill.FillScreen
import org.farola.app.fill.Task
import org.farola.app.look.DOT
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.app.walk.GateScreen
import org.farola.core.DraftRecord
import org.farola.core.HomeCard
import org.farola.core.HomePlanRecord
import org.farola.core.WalkNext
import org.farola.core.WalkRecord

/** Today: the cards that the core plans, in its order, and one honest line about what waits. */
class HomeScreen(shell: MainActivity) : Screen(shell) {
    /** What is sent, and how that went. */
    val sync = SyncPanel(this) { entered() }
    private var content: LinearLayout? = null
    private val say get() = Words(look)

    override fun make(): View {
        val content = look.column()
        this.content = content
        return page(content, look.deep(words(R.string.button_lock), "lock", shell::lock))
    }

    override fun entered() {
        val language = look.context.language
        val metered = shell.parts.network.metered()
        shell.core.ask({ it.homePlan(language, metered) }, ::show, shell::fail)
    }

    private fun show(plan: HomePlanRecord) {
        val content = content ?: return
        content.removeAllViews()
        val outstanding = plan.standsOut.toInt()
        val cards = plan.cards.mapIndexed { at, one -> card(one, outstanding = at == outstanding) }
        val views = listOf(top(plan)) + cards + sync.view(plan) +
            View(look.context).apply { minimumHeight = look.dp(Tokens.SPACE_2) }
        views.forEach { content.addView(it, Look.wide()) }
    }

    private fun top(plan: HomePlanRecord): View = look.row().apply {
        addView(look.title(words(R.string.home_title)), Look.share(this))
        plan.onTheirWay?.let {
            addView(look.pill(count(R.plurals.home_waiting, it.toInt())).apply { tag = "waiting" })
        }
    }

    private fun card(card: HomeCard, outstanding: Boolean): View = when (card) {
        HomeCard.Enrol -> enrol(outstanding)
        HomeCard.FetchForms -> sync.firstTime()
        HomeCard.PrepareWalk -> prepareWalk(outstanding)
        is HomeCard.Walk -> walk(card.walk, card.next, outstanding)
        is HomeCard.Correction -> correction(card)
        is HomeCard.Draft -> draft(card.draft)
        is HomeCard.SetAside -> setAside(card.count.toInt())
        is HomeCard.OldDrafts -> oldDrafts(card)
        HomeCard.Finding ->
            door(R.string.home_finding, words(R.string.home_finding_why), "finding") { fill(Task.Finding) }
        is HomeCard.Forms ->
            door(R.string.home_forms, count(R.plurals.home_forms_here, card.count.toInt()), "forms") {
                shell.open(FormsScreen(shell))
            }
        is HomeCard.Papers -> papers(card)
        is HomeCard.Messages -> messages(card.newCount?.toInt())
        HomeCard.Settings -> door(R.string.settings_title, null, "settings") { shell.open(SettingsScreen(shell)) }
    }

    private fun enrol(outstanding: Boolean) = darkCard(
        null,
        words(R.string.enrol_first),
        asking(outstanding, words(R.string.enrol_title), "enrol") { shell.open(EnrolScreen(shell, null)) },
    )

    private fun prepareWalk(outstanding: Boolean) = darkCard(
        words(R.string.walk_title),
        words(R.string.walk_prepare_about),
        asking(outstanding, words(R.string.home_new_walk), "walk") { fill(Task.Registration) },
    )

    private fun walk(walk: WalkRecord, next: WalkNext, outstanding: Boolean): View {
        val place = walk.place ?: words(R.string.walk_no_place)
        val (name, go) = when (next) {
            WalkNext.REGISTRATION -> R.string.walk_go_on_registration to { fill(Task.Registration) }
            WalkNext.GATE -> R.string.home_go_on_walk to { shell.open(GateScreen(shell)) }
            WalkNext.WAY -> R.string.home_go_on_walk to { shell.toWalk() }
            WalkNext.DEBRIEF -> R.string.home_go_on_walk to { fill(Task.Debrief) }
        }
        return darkCard(words(R.string.home_walk, place), stands(walk, next), asking(outstanding, words(name), "walk", go))
    }

    private fun asking(outstanding: Boolean, text: String, tag: String, act: () -> Unit) =
        if (outstanding) look.next(text, tag, act) else look.deep(text, tag, act)

    /** How far the walk is. */
    private fun stands(walk: WalkRecord, next: WalkNext): String = when (next) {
        WalkNext.REGISTRATION -> words(R.string.walk_registering)
        WalkNext.GATE -> words(R.string.walk_at_gate)
        WalkNext.DEBRIEF -> words(R.string.walk_debriefing)
        WalkNext.WAY -> words(
            R.string.walk_so_far, say.duration(walk.elapsedS.toInt()), say.way(walk.distanceM.toInt()),
            count(R.plurals.walk_stops, walk.stopsDone.toInt()),
        )
    }

    private fun darkCard(above: String?, name: String, next: View): View = look.column(Tokens.SPACE_3).apply {
        val ground = if (look.palette.night) look.palette.card else Tokens.NOCHE_800
        background = look.shape(ground, Tokens.RADIUS_CARD)
        val inside = look.dp(Tokens.SPACE_4)
        setPadding(inside, inside, inside, inside)
        if (above != null) {
            addView(look.text(above, Tokens.TYPE_SMALL, Tokens.NOCHE_100), Look.wide())
        }
        addView(look.heading(name).apply { setTextColor(Tokens.NOCHE_100) }, Look.wide())
        addView(next, Look.wide())
    }

    private fun correction(card: HomeCard.Correction) =
        door(R.string.home_correction, card.said.joinToString(DOT), "correct_${card.message.instance}") {
            shell.open(MessageScreen(shell, card.message))
        }

    private fun draft(draft: DraftRecord) = look.doorway(
        words(R.string.home_draft, draft.title),
        words(R.string.drafts_saved, say.moment(draft.updatedMs)),
        "draft_${draft.instance}",
    ) { fill(Task.Draft(draft.instance)) }

    private fun setAside(count: Int) = look.doorway(count(R.plurals.home_stuck, count), null, "set_aside") {
        shell.open(PapersScreen(shell))
    }

    private fun oldDrafts(card: HomeCard.OldDrafts) = look.doorway(
        count(R.plurals.home_old_drafts, card.count.toInt()),
        count(R.plurals.home_old_drafts_go, card.days.toInt()),
        "old_drafts",
    ) { shell.open(PapersScreen(shell)) }

    private fun papers(card: HomeCard.Papers): View {
        val about = listOf(
            count(R.plurals.home_drafts_here, card.drafts.toInt()),
            count(R.plurals.home_waiting, card.waiting.toInt()),
            count(R.plurals.home_received, card.sent.toInt()),
        ).joinToString(DOT)
        return door(R.string.home_papers, about, "papers") { shell.open(PapersScreen(shell)) }
    }

    private fun messages(news: Int?): View {
        val about = news?.let { count(R.plurals.home_messages_new, it) } ?: words(R.string.messages_none)
        return door(R.string.home_messages, about, "messages") { shell.open(MessagesScreen(shell)) }
    }

    private fun door(name: Int, about: String?, tag: String, act: () -> Unit) =
        look.doorway(words(name), about, tag, act)

    private fun fill(task: Task) = shell.open(FillScreen(shell, task))
}
