package org.farola.app.fill

import android.view.View
import android.view.ViewGroup
import android.widget.LinearLayout
import android.widget.ProgressBar
import android.widget.TextView
import java.io.File
import org.farola.app.Core
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.Screen
import org.farola.app.form.FlowLayout
import org.farola.app.form.FormHost
import org.farola.app.form.FormPage
import org.farola.app.form.FormSenses
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.AnswerRecord
import org.farola.core.ChoiceRecord
import org.farola.core.CommentRecord
import org.farola.core.FarolaException
import org.farola.core.FaultRecord
import org.farola.core.FileRecord
import org.farola.core.Filling
import org.farola.core.FixRecord
import org.farola.core.GivenAnswer
import org.farola.core.ScreenRecord
import org.farola.core.ScreenType
import org.farola.core.TypedRecord
import org.farola.core.WalkedRecord

/**
 * A form, one page at a time. The page itself is [FormPage]; here is what stands around it:
 * how far it is, the list to jump from, the languages, the way on and back, and the lock.
 *
 * A filling is spoken to on the main thread: a call takes less than a frame, and a key stroke
 * must find the page as the one before left it.
 */
class FillScreen(shell: MainActivity, private val task: Task) :
    Screen(shell), FormHost, FormSenses by shell.senses {
    /** The form as the core has it; nothing until it is open. */
    var filling: Filling? = null
        private set

    /** The page in sight. */
    var page: FormPage? = null
        private set

    private var shown: ScreenRecord? = null
    private var held: List<FaultRecord> = emptyList()
    private var instance: String? = null
    private var progress: ProgressBar? = null
    private var where: TextView? = null
    private var count: TextView? = null
    private var voice: TextView? = null
    private var foot: LinearLayout? = null
    private var requests: PendingRequests? = null
    private var comments: List<CommentRecord> = emptyList()

    override fun make(): View {
        val page = FormPage(look.context, this)
        this.page = page
        val foot = look.column()
        this.foot = foot
        val view = frame(page, foot, top())
        if (filling != null) {
            refresh()
            besides()
        }
        return view
    }

    override fun entered() {
        if (filling != null) {
            fulfil()
            return
        }
        val language = look.context.language
        val known = instance
        shell.core.ask(
            { Opened(if (known == null) task.open(it, language) else it.resume(known)) },
            ::opened,
        ) { code ->
            shell.goBack()
            shell.fail(code)
        }
    }

    override fun left() {
        page?.rest()
        requests?.rest()
    }

    /** The draft is kept. */
    override fun gone() {
        val open = filling ?: return
        requests?.end()
        filling = null
        shell.core.work({ open.use { it.leave() } }, {}, {})
    }

    /** A form and its first page, read where the core is asked. A correction opens where it is asked. */
    private class Opened(val filling: Filling) {
        val instance = filling.instance()
        val comments = filling.comments()
        val screen = comments.firstNotNullOfOrNull { it.reference }?.let(filling::goTo) ?: filling.screen()
    }

    private fun opened(opened: Opened) {
        filling = opened.filling
        instance = opened.instance
        comments = opened.comments
        shown = opened.screen
        requests = PendingRequests(shell, opened.filling) { page?.patch(it) }
        // The core has ended the way with it; before, it could still have refused.
        if (task == Task.Debrief) shell.parts.track.stop()
        refresh()
        besides()
        fulfil()
    }

    /** What the form asks of the phone, and the sign that a voice is recorded. */
    private fun fulfil() {
        val requests = requests ?: return
        requests.begin()
        voice?.apply {
            text = when (requests.voice) {
                PendingRequests.Voice.NOT_ASKED -> ""
                PendingRequests.Voice.RECORDING -> words(R.string.form_recording)
                PendingRequests.Voice.REFUSED -> words(R.string.form_not_recording)
            }
            visibility = if (text.isEmpty()) View.GONE else View.VISIBLE
        }
    }

    /** The reviewer's words stand beside the questions they are about. */
    private fun besides() = comments.forEach { comment ->
        comment.reference?.let { page?.comment(it, words(R.string.form_comment_of, comment.body)) }
    }

    // Around the page

    private fun top(): View = look.column(Tokens.SPACE_1).apply {
        val side = look.dp(SIDE)
        setPadding(side, look.dp(Tokens.SPACE_2), side, 0)
        val where = look.small("")
        val count = look.small("").apply { tag = "page_count" }
        this@FillScreen.where = where
        this@FillScreen.count = count
        voice = look.small("").apply {
            tag = "voice"
            visibility = View.GONE
        }
        // Large letters take a second line before a word is broken.
        val links = FlowLayout(look.context, look.dp(Tokens.SPACE_3))
        links.addView(look.link(words(R.string.fill_list), "outline", ::outline))
        links.addView(look.link(words(R.string.settings_language), "form_language", ::languages))
        links.addView(look.link(words(R.string.fill_close), "lock") { shell.lock() })
        val line = look.row(Tokens.SPACE_2)
        line.addView(where, Look.share(line))
        line.addView(count)
        progress = ProgressBar(look.context, null, android.R.attr.progressBarStyleHorizontal).apply {
            progressDrawable = bar()
            contentDescription = words(R.string.fill_progress)
        }
        addView(links, Look.wide())
        addView(line, Look.wide())
        addView(voice, Look.wide())
        addView(progress, LinearLayout.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, look.dp(BAR_DP)))
    }

    private fun bar() = android.graphics.drawable.LayerDrawable(
        arrayOf(
            look.shape(look.palette.edge, Tokens.RADIUS_PILL),
            android.graphics.drawable.ClipDrawable(
                look.shape(look.palette.light, Tokens.RADIUS_PILL),
                android.view.Gravity.START, android.graphics.drawable.ClipDrawable.HORIZONTAL,
            ),
        ),
    ).apply {
        setId(0, android.R.id.background)
        setId(1, android.R.id.progress)
    }

    private fun refresh() {
        val screen = shown ?: return
        if (screen.kind == ScreenType.END) return review()
        page?.show(screen, held)
        // The page says its groups itself; what form it is stands up here.
        where?.text = task.name?.let { words(it) }.orEmpty()
        count?.text = words(R.string.form_page, screen.number.toInt(), screen.of.toInt())
        progress?.max = screen.of.toInt().coerceAtLeast(1)
        progress?.progress = screen.number.toInt()
        buttons(screen)
    }

    private fun buttons(screen: ScreenRecord) {
        val foot = foot ?: return
        foot.removeAllViews()
        if (held.isNotEmpty()) {
            foot.addView(
                look.ghost(words(R.string.button_skip), "skip") { turn { it.skip() } }, Look.wide(),
            )
        }
        val back = look.ghost(words(R.string.button_back), "previous") {
            if (screen.number <= 1u) shell.goBack() else turn { it.back() }
        }
        foot.addView(pair(back, look.next(words(R.string.button_next), "next", ::goOn)), Look.wide())
    }

    /** Turns to another page; what keeps it is said over it. */
    private fun turn(call: (Filling) -> ScreenRecord) = guarded {
        held = emptyList()
        shown = call(it)
        refresh()
        fulfil()
    }

    private fun <T> guarded(call: (Filling) -> T): T? {
        val open = filling ?: return null
        return try {
            call(open)
        } catch (error: FarolaException) {
            shell.fail(Core.codeOf(error))
            null
        }
    }

    private fun outline() {
        val entries = guarded { it.outline() } ?: return
        shell.open(OutlineScreen(shell, entries) { reference -> goTo(reference) })
    }

    private fun languages() {
        val names = guarded { it.languages() } ?: return
        shell.open(LanguageScreen(shell, names, shown?.language.orEmpty()) { name -> turn { it.setLanguage(name) } })
    }

    /** After the last page: what will be sent, once more, in words. */
    private fun review() {
        val open = filling ?: return
        // The review stands above; a look at a question comes back down to here.
        shell.open(ReviewScreen(shell, open, ::returnTo, { requests?.end() }) { sealed(it) })
    }

    /** The page is turned before it comes in sight again: the end would open the review anew. */
    private fun returnTo(reference: String?) {
        held = emptyList()
        guarded { shown = if (reference == null) it.back() else it.goTo(reference) }
        shell.goBack()
        if (reference != null) page?.goTo(reference)
    }

    private fun sealed(instance: String) {
        filling?.destroy()
        filling = null
        shell.parts.schedule.ask(unmetered = false)
        Afterwards(shell).show(task, instance)
    }

    // What the page asks for

    override fun answer(reference: String, value: String): AnswerRecord = open().answer(reference, value)

    override fun attachPhoto(reference: String, file: File): FileRecord =
        open().attachPhoto(reference, file.path)

    override fun attachFile(reference: String, file: File): FileRecord =
        open().attachFile(reference, file.path)

    override fun typeIn(reference: String, text: String): TypedRecord = open().typeIn(reference, text)

    override fun give(reference: String, given: GivenAnswer): AnswerRecord = open().give(reference, given)

    override fun walked(reference: String, fix: FixRecord): WalkedRecord = open().walked(reference, fix)

    override fun findChoices(reference: String, text: String, limit: Int, found: (List<ChoiceRecord>) -> Unit) =
        found(known { open().findChoices(reference, text, limit.toUInt()) }.orEmpty())

    override fun formFile(name: String, read: (ByteArray?) -> Unit) = read(known { open().formFile(name) })

    override fun file(name: String, read: (ByteArray?) -> Unit) = read(known { open().file(name) })

    /** What went away with the answer before is not there; the next patch takes its row out. */
    private fun <T> known(call: () -> T): T? = try {
        call()
    } catch (_: FarolaException) {
        null
    }

    override fun goOn() {
        guarded {
            val step = it.next()
            held = step.heldBy
            shown = step.screen
            refresh()
            fulfil()
        }
    }

    override fun goTo(reference: String) {
        turn { it.goTo(reference) }
        page?.goTo(reference)
    }

    override fun addRepeat(reference: String) {
        turn { it.addRepeat(reference) }
    }

    override fun removeRepeat(reference: String) {
        turn { it.removeRepeat(reference) }
    }

    private fun open(): Filling = filling ?: throw FarolaException.Conflict("engine.closed")

    private companion object {
        const val BAR_DP = 6
    }
}
