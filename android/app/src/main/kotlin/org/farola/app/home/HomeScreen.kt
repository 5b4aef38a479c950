package org.farola.app.home

import android.view.Gravity
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
import org.farola.core.DeviceRecord
import org.farola.core.DraftRecord
import org.farola.core.FormRecord
import org.farola.core.HomeRecord
import org.farola.core.MessageRecord
import org.farola.core.Phone
import org.farola.core.WalkPhase
import org.farola.core.WalkRecord

/** Today: the walk, what reviewers ask, what waits, and one honest line about all of it. */
class HomeScreen(shell: MainActivity) : Screen(shell) {
    /** All of one moment. */
    class Facts(
        val home: HomeRecord,
        val walk: WalkRecord?,
        val device: DeviceRecord,
        val forms: List<FormRecord>,
        val drafts: List<DraftRecord>,
        val messages: List<MessageRecord>,
    ) {
        val enrolled get() = device.server != null

        companion object {
            fun of(phone: Phone, language: String) = Facts(
                phone.home(), phone.walk(), phone.device(), phone.forms(), phone.drafts(),
                phone.messages(language),
            )
        }
    }

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
        shell.core.ask({ Facts.of(it, language) }, ::show, shell::fail)
    }

    override fun left() = Unit

    private fun show(facts: Facts) {
        val content = content ?: return
        content.removeAllViews()
        fun add(view: View) = content.addView(view, Look.wide())
        add(top(facts))
        when {
            !facts.enrolled -> add(enrolCard())
            facts.forms.isEmpty() -> add(sync.firstTime())
            else -> {
                add(walkCard(facts.walk))
                corrections(facts).forEach(::add)
                open(facts).forEach(::add)
                add(findingCard(facts))
            }
        }
        if (facts.enrolled) {
            add(door(R.string.home_forms, formsLine(facts), "forms") { shell.open(FormsScreen(shell)) })
            add(door(R.string.home_papers, papersLine(facts), "papers") { shell.open(PapersScreen(shell)) })
            add(door(R.string.home_messages, messagesLine(facts), "messages") { shell.open(MessagesScreen(shell)) })
        }
        add(door(R.string.settings_title, null, "settings") { shell.open(SettingsScreen(shell)) })
        add(sync.view(facts))
        add(View(look.context).apply { minimumHeight = look.dp(Tokens.SPACE_2) })
    }

    private fun top(facts: Facts): View = look.row().apply {
        addView(look.title(words(R.string.home_title)), Look.share(this))
        val waiting = facts.home.waiting.toInt()
        if (waiting > 0) {
            addView(look.pill(count(R.plurals.home_waiting, waiting)).apply { tag = "waiting" })
        }
    }

    private fun enrolCard() = darkCard(
        null,
        words(R.string.enrol_first),
        look.next(words(R.string.enrol_title), "enrol") { shell.open(EnrolScreen(shell, null)) },
    )

    private fun walkCard(walk: WalkRecord?): View {
        val phase = walk?.phase
        if (walk == null || phase == WalkPhase.DONE) {
            return darkCard(
                words(R.string.walk_title),
                words(R.string.walk_prepare_about),
                look.next(words(R.string.home_new_walk), "walk") { fill(Task.Registration) },
            )
        }
        val place = walk.place.ifEmpty { words(R.string.walk_no_place) }
        val name = if (phase == WalkPhase.REGISTRATION) R.string.walk_go_on_registration else R.string.home_go_on_walk
        return darkCard(
            words(R.string.home_walk, place),
            walkLine(walk),
            look.next(words(name), "walk") {
                when (phase) {
                    WalkPhase.REGISTRATION -> fill(Task.Registration)
                    WalkPhase.GATE -> shell.open(GateScreen(shell))
                    WalkPhase.DEBRIEF -> fill(Task.Debrief)
                    else -> shell.toWalk()
                }
            },
        )
    }

    private fun walkLine(walk: WalkRecord): String = when (walk.phase) {
        WalkPhase.REGISTRATION -> words(R.string.walk_registering)
        WalkPhase.GATE -> words(R.string.walk_at_gate)
        WalkPhase.DEBRIEF -> words(R.string.walk_debriefing)
        else -> words(
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

    /** What is asked to be put right comes before everything but the walk. */
    private fun corrections(facts: Facts): List<View> = facts.messages.filter { it.canCorrect }.map { message ->
        val about = message.comments.firstOrNull()?.let { comment ->
            listOfNotNull(message.title, comment.body).joinToString(DOT)
        } ?: message.title
        door(R.string.home_correction, about, "correct_${message.instance}") {
            shell.open(MessageScreen(shell, message))
        }
    }

    /** Forms that were left in the middle and are not the walk's own. */
    private fun open(facts: Facts): List<View> {
        val own = setOfNotNull(facts.walk?.registration, facts.walk?.debrief)
        return facts.drafts.filter { it.instance !in own }.take(MOST_DRAFTS).map { draft ->
            look.doorway(
                words(R.string.home_draft, draft.title),
                words(R.string.drafts_saved, say.moment(draft.updatedMs)),
                "draft_${draft.instance}",
            ) { fill(Task.Draft(draft.instance)) }
        }
    }

    private fun findingCard(facts: Facts) =
        door(R.string.home_finding, words(R.string.home_finding_why), "finding") {
            fill(Task.Finding)
        }

    private fun formsLine(facts: Facts) = count(R.plurals.home_forms_here, facts.forms.size)

    private fun papersLine(facts: Facts) = listOf(
        count(R.plurals.home_drafts_here, facts.home.drafts.toInt()),
        count(R.plurals.home_waiting, facts.home.waiting.toInt()),
        count(R.plurals.home_received, facts.home.sent.toInt()),
    ).joinToString(DOT)

    private fun messagesLine(facts: Facts): String {
        val news = facts.home.messages.toInt()
        return if (news == 0) words(R.string.messages_none) else count(R.plurals.home_messages_new, news)
    }

    private fun door(name: Int, about: String?, tag: String, act: () -> Unit) =
        look.doorway(words(name), about, tag, act)

    private fun fill(task: Task) = shell.open(FillScreen(shell, task))

    private companion object {
        /** More stand in the list of drafts. */
        const val MOST_DRAFTS = 3
    }
}
