package org.farola.app.fill

import android.view.View
import android.view.ViewGroup
import android.widget.LinearLayout
import android.widget.ProgressBar
import android.widget.TextView
import java.io.File
import org.farola.app.Codes
import org.farola.app.MainActivity
import org.farola.app.R
import org.farola.app.form.FlowLayout
import org.farola.app.form.FormAnswers
import org.farola.app.form.FormHost
import org.farola.app.form.FormPage
import org.farola.app.form.FormSenses
import org.farola.app.look.Look
import org.farola.app.look.Tokens
import org.farola.core.FileRecord
import org.farola.core.Filling
import org.farola.core.FillingInterface
import org.farola.core.FormPurpose
import org.farola.core.LanguageRecord
import org.farola.core.ReaderLocale
import org.farola.core.ScreenRecord
import org.farola.core.ScreenType
import org.farola.core.SyncOccasion

/**
 * A form, one page at a time. The page itself is [FormPage]; here is what stands around it:
 * how far it is, the list to jump from, the languages, the way on and back, and the lock.
 */
class FillScreen private constructor(shell: MainActivity, private val task: Task, form: OpenForm) :
    FormScreen(shell, form), FormHost, FormAnswers by form, FormSenses by shell.senses {
    /** The page in sight. */
    var page: FormPage? = null
        private set

    private var instance: String? = null

    /** The form's languages to choose from. */
    private var languages = emptyList<LanguageRecord>()
    private var name = ""
    private var opening = false
    private var progress: ProgressBar? = null
    private var where: TextView? = null
    private var count: TextView? = null
    private var language: View? = null
    private var voice: TextView? = null
    private val requests = PendingRequests(shell, form, { page?.patch(it) }, ::tellVoice)

    override var buttons: LinearLayout? = null
        private set

    constructor(shell: MainActivity, task: Task) : this(shell, task, OpenForm { shell.core.work(it::run, {}, {}) })

    init {
        form.broke = ::broke
    }

    override fun make(): View {
        val known = page?.screen
        val page = FormPage(look.context, this)
        this.page = page
        val foot = look.column()
        buttons = foot
        val view = frame(page, foot, top())
        tellVoice()
        known?.let(::draw)
        return view
    }

    override fun entered() {
        if (instance == null) return open()
        // An answer that was under way when the views were made anew is drawn now.
        form.ask({ it.screen() }) { now -> now.onSuccess { if (it.kind != ScreenType.END) page?.show(it) } }
        requests.begin()
    }

    override fun left() {
        page?.rest()
        requests.rest()
    }

    override fun hidden() {
        page?.hide()
        requests.rest()
    }

    /** The draft is kept; the last keystroke is before this on the core's thread. */
    override fun gone() {
        super.gone()
        requests.end()
        form.leave()
    }

    // Opening

    /** A form and its first page, read where the core is asked. */
    private class Opened(
        val instance: String,
        val purpose: FormPurpose,
        val languages: List<LanguageRecord>,
        val screen: ScreenRecord,
    )

    private fun open() {
        if (opening) return
        opening = true
        busy.begin()
        val known = instance
        val reader = look.context.reader
        val language = look.context.language
        shell.core.ask(
            {
                form.letGo()
                firstPage(known?.let(it::resume) ?: task.open(it, language), reader)
            },
            { ended { opened(it) } },
            { ended { closed(it) } },
        )
    }

    private fun ended(then: () -> Unit) {
        opening = false
        busy.end()
        if (!over) then()
    }

    private fun closed(code: String) {
        if (instance == null) shell.goBack() else shell.home()
        shell.fail(code)
    }

    private fun firstPage(filling: Filling, reader: ReaderLocale): Opened {
        form.take(filling)
        filling.readBy(reader)
        return Opened(filling.instance(), filling.purpose(), filling.formLanguages(), filling.screen())
    }

    private fun opened(opened: Opened) {
        instance = opened.instance
        name = nameOf(opened.purpose)
        languages = opened.languages
        offerLanguages()
        // A debrief that is begun has ended the way.
        shell.followWay()
        show(opened.screen)
    }

    /** What stands above the pages; nothing for forms that are not the walk's. */
    private fun nameOf(purpose: FormPurpose): String = when (purpose) {
        FormPurpose.REGISTRATION -> words(R.string.walk_registration)
        FormPurpose.STOP -> words(R.string.task_stop)
        FormPurpose.FINDING -> words(R.string.task_finding)
        FormPurpose.DEBRIEF -> words(R.string.task_debrief)
        FormPurpose.CORRECTION -> words(R.string.task_correction)
        FormPurpose.FORM -> ""
    }

    /** A fault of the program closes the form; its draft opens again where the last answer is kept. */
    private fun broke(error: Throwable) {
        if (over || opening) return
        shell.fail(Codes.spoken(error))
        open()
    }

    /** The sign that a voice is recorded. */
    private fun tellVoice() {
        voice?.apply {
            text = when (requests.voice) {
                PendingRequests.Voice.NOT_ASKED -> ""
                PendingRequests.Voice.RECORDING -> words(R.string.form_recording)
                PendingRequests.Voice.REFUSED -> words(R.string.form_not_recording)
            }
            visibility = if (text.isEmpty()) View.GONE else View.VISIBLE
        }
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
        links.addView(look.link(words(R.string.settings_language), "form_language", ::chooseLanguage).also { language = it })
        offerLanguages()
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

    private fun offerLanguages() {
        language?.visibility = if (languages.isEmpty()) View.GONE else View.VISIBLE
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

    private fun show(screen: ScreenRecord) {
        draw(screen)
        requests.begin()
    }

    private fun draw(screen: ScreenRecord) {
        if (screen.kind == ScreenType.END) return review()
        page?.show(screen)
        // The page says its groups itself; what form it is stands up here.
        where?.text = name
        count?.text = words(R.string.form_page, screen.number.toInt(), screen.of.toInt())
        progress?.max = screen.of.toInt().coerceAtLeast(1)
        progress?.progress = screen.number.toInt()
        buttonsOf(screen)
    }

    private fun buttonsOf(screen: ScreenRecord) {
        val foot = buttons ?: return
        foot.removeAllViews()
        if (screen.held) {
            foot.addView(
                look.ghost(words(R.string.button_skip), "skip") { turn { it.skip() } }, Look.wide(),
            )
        }
        val back = look.ghost(words(R.string.button_back), "previous") {
            step({ it.back() }) { before -> if (before == null) shell.goBack() else show(before) }
        }
        foot.addView(pair(back, look.next(words(R.string.button_next), "next", ::goOn)), Look.wide())
    }

    override fun held() {
        page?.screen?.let(::buttonsOf)
    }

    /** Turns to another page. */
    private fun turn(call: (FillingInterface) -> ScreenRecord) = step(call, ::show)

    private fun outline() = step({ it.outline() }) { entries ->
        shell.open(OutlineScreen(shell, entries, ::goTo))
    }

    private fun chooseLanguage() {
        val now = page?.screen?.language.orEmpty()
        shell.open(LanguageScreen(shell, languages, now) { name -> turn { it.setLanguage(name) } })
    }

    /** After the last page: what will be sent, once more, in words. It stands above this screen. */
    private fun review() = step({ it.review() }) {
        shell.open(ReviewScreen(shell, form, it, ::returned, requests::recording, requests::end, ::finalized))
    }

    /**
     * A look at a question came back down to here: the page is turned before it comes in sight.
     * Without one the form is left.
     */
    private fun returned(screen: ScreenRecord?) {
        screen?.let(::draw)
        shell.goBack()
        if (screen == null) shell.goBack()
    }

    private fun finalized(instance: String) {
        shell.core.planSync(SyncOccasion.Finalized)
        shell.core.ask(
            { it.afterFinalizing(instance) },
            { after -> if (!over) Afterwards(shell).show(after, instance) },
            { code ->
                if (!over) {
                    shell.home()
                    shell.fail(code)
                }
            },
        )
    }

    // What the page asks for and what takes a while

    override fun attachPhoto(reference: String, file: File, done: (Result<FileRecord>) -> Unit) =
        form.attachPhoto(reference, file, whileBusy(done))

    override fun attachFile(reference: String, file: File, done: (Result<FileRecord>) -> Unit) =
        form.attachFile(reference, file, whileBusy(done))

    override fun scanCode(front: Boolean, read: (String?) -> Unit) = shell.senses.scanCode(front, whileBusy(read))

    private fun <T> whileBusy(done: (T) -> Unit): (T) -> Unit {
        busy.begin()
        return {
            busy.end()
            done(it)
        }
    }

    override fun goOn() = step({ it.next() }) { show(it.screen) }

    override fun goTo(reference: String) = turn { it.goTo(reference) }

    override fun addRepeat(reference: String) = turn { it.addRepeat(reference) }

    override fun removeRepeat(reference: String) = turn { it.removeRepeat(reference) }

    private companion object {
        const val BAR_DP = 6
    }
}
