package org.farola.app

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.content.res.Configuration
import android.os.Build
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.view.View
import android.view.WindowManager
import org.farola.app.fill.ShellSenses
import org.farola.app.home.EnrolScreen
import org.farola.app.home.HomeScreen
import org.farola.app.lock.LockScreen
import org.farola.app.look.LastLook
import org.farola.app.look.Look
import org.farola.app.look.LookContext
import org.farola.app.sense.Biometric
import org.farola.app.sense.Capture
import org.farola.app.sense.Ends
import org.farola.app.sense.Glass
import org.farola.app.sense.Parts
import org.farola.app.sense.Sounds
import org.farola.app.walk.WalkScreen
import org.farola.core.AbsenceType
import org.farola.core.Darkness
import org.farola.core.FirstScreen
import org.farola.core.AfterFinalizing
import org.farola.core.SettingsRecord
import org.farola.core.SyncOccasion
import org.farola.core.enrols

/** The one activity: a small stack of screens, the lock before them, the look around them. */
class MainActivity : Activity() {
    val app: App get() = application as App
    val parts: Parts get() = app.parts
    val core: Core get() = app.core

    lateinit var look: Look
        private set
    lateinit var capture: Capture
        private set
    lateinit var sounds: Sounds
        private set
    lateinit var senses: ShellSenses
        private set
    lateinit var biometric: Biometric
        private set

    private val stack = ArrayDeque<Screen>()
    private var network: Ends? = null
    private val main = Handler(Looper.getMainLooper())
    private val locked: () -> Unit = ::outside
    private val tooLong = Runnable { app.door.look(::outside) }
    private val quiet = Runnable(::rest)
    private val typing = Typing { app.door.touched() }
    private var glass: Ends? = null
    private var hidden = false
    private var dialog: AlertDialog? = null

    /** Whether the person is past the lock: a reply that comes later leads nowhere behind it. */
    private var inside = false

    /** How often the lock has come. */
    private var locks = 0

    /** A link of enrolment that opened the app, until it can be used. */
    private var offered: String? = null

    /** The screen in sight. */
    val screen: Screen get() = stack.last()

    override fun onCreate(state: Bundle?) {
        // Nothing of ours is in the state: what was on the glass comes from the core again.
        super.onCreate(null)
        capture = Capture(this) { fail("photo.unreadable") }
        sounds = Sounds(this)
        senses = ShellSenses(this)
        biometric = parts.biometric(this)
        look = Look(lastLook.over(this))
        offered = intent?.dataString?.takeIf(::enrols)
        app.door.whenLocked = locked
        glass = Glass(this).watch(::darkened)
        typing.follow(window.decorView)
        // A screen that is made anew asks for the PIN, also where the process lived on.
        lock()
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        offered = intent.dataString?.takeIf(::enrols) ?: offered
        // Behind the lock it waits for the PIN.
        if (core.open && !screen.outside) takeOffer()
    }

    private fun takeOffer() {
        offered?.let { open(EnrolScreen(this, it)) }
        offered = null
    }

    override fun onStart() {
        super.onStart()
        network = parts.network.watch(core::networkChanged)
        main.removeCallbacks(tooLong)
        if (!hidden) return screen.entered()
        hidden = false
        veil(true)
        app.door.show { locked ->
            veil(false)
            if (locked) outside() else if (!hidden) screen.entered()
            rest()
        }
    }

    override fun onStop() {
        hidden = true
        main.removeCallbacks(quiet)
        network?.end()
        network = null
        screen.hidden()
        val absence = if (capture.away) AbsenceType.ERRAND else AbsenceType.AWAY
        app.door.hide(absence) { ms -> if (hidden) main.postDelayed(tooLong, ms) }
        core.planSync(SyncOccasion.Hidden)
        super.onStop()
    }

    /** A touch, or a key; what a keyboard of the glass types is heard by [typing]. */
    override fun onUserInteraction() {
        if (inside) app.door.touched()
    }

    /** Asks whether somebody is there; the door locks where nobody was for too long. */
    private fun rest() {
        main.removeCallbacks(quiet)
        if (!inside) return
        app.door.rest(sounds.busy, ::outside) { ms ->
            main.removeCallbacks(quiet)
            if (inside && !hidden) main.postDelayed(quiet, ms)
        }
    }

    /** The glass went dark: the door says how soon it locks. */
    private fun darkened() = app.door.hide(AbsenceType.DARK) { ms -> main.postDelayed(tooLong, ms) }

    /** Nothing is seen until the door has said whether it is still open. */
    private fun veil(on: Boolean) {
        requireViewById<View>(android.R.id.content).alpha = if (on) 0f else 1f
    }

    override fun onDestroy() {
        if (app.door.whenLocked === locked) app.door.whenLocked = {}
        main.removeCallbacks(tooLong)
        main.removeCallbacks(quiet)
        glass?.end()
        stack.forEach {
            it.left()
            it.gone()
        }
        super.onDestroy()
    }

    override fun onConfigurationChanged(newConfig: Configuration) {
        super.onConfigurationChanged(newConfig)
        refreshLook()
    }

    @Deprecated("the platform's own, for all versions we run on")
    override fun onBackPressed() {
        if (screen.back()) return
        if (stack.size > 1) goBack() else moveTaskToBack(true)
    }

    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        super.onActivityResult(request, result, data)
        capture.returned(request, result, data)
    }

    // The stack

    fun open(next: Screen) {
        if (!inside && !next.outside) return
        stack.lastOrNull()?.left()
        stack.addLast(next)
        show()
    }

    /** Puts [next] where this screen is. */
    fun replace(next: Screen) {
        if (!inside && !next.outside) return
        drop()
        stack.addLast(next)
        show()
    }

    fun goBack() {
        if (stack.size <= 1) return
        drop()
        show()
    }

    /** Home, with nothing above it; [then] hears which. Behind the lock nothing. */
    fun home(then: (HomeScreen) -> Unit = {}) {
        if (!inside) return
        clear()
        HomeScreen(this).also(::open).also(then)
    }

    /** To the walk, with home below it; [kept] is what follows what was finalized just before. */
    fun toWalk(kept: AfterFinalizing? = null) {
        if (!inside) return
        clear()
        stack.addLast(HomeScreen(this))
        open(WalkScreen(this, kept))
    }

    /** Draws the screen in sight anew, in the look of now. */
    fun redraw() {
        screen.left()
        show()
    }

    private fun show() {
        val flag = WindowManager.LayoutParams.FLAG_SECURE
        window.setFlags(if (screen.secret) flag else 0, flag)
        paintBars()
        setContentView(screen.make())
        screen.entered()
    }

    private fun drop() {
        val last = stack.removeLast()
        last.left()
        last.gone()
    }

    private fun clear() {
        dialog?.dismiss()
        while (stack.isNotEmpty()) drop()
    }

    // The lock

    /** Closes and locks. What is shut behind it is the core's to say. */
    fun lock() {
        app.door.lock()
        outside()
    }

    /** Locked already: shows it. */
    private fun outside() {
        inside = false
        locks++
        clear()
        open(LockScreen(this))
    }

    /** What a phone says that was just opened. */
    private class Found(val settings: SettingsRecord, val first: FirstScreen)

    /** The PIN was right: what is set and what is under way come from the core. */
    fun unlocked() = locks.let { before ->
        core.ask(
            { phone -> Found(phone.settings(), phone.firstScreen()) },
            // Locked again meanwhile, as by the time away.
            { found -> if (before == locks) enter(found) },
            ::fail,
        )
    }

    private fun enter(found: Found) {
        inside = true
        rest()
        settled(found.settings)
        // After the app was killed nobody records the way until somebody opens it again.
        followWay()
        when (found.first) {
            FirstScreen.HOME -> home()
            FirstScreen.WAY -> toWalk()
        }
        takeOffer()
        core.planSync(SyncOccasion.Unlocked)
    }

    /**
     * Records the way while the core takes it in, if the position may be known: the system ends an
     * app that tries without.
     */
    fun followWay() = core.ask({ it.walk()?.follows == true }, { follows ->
        if (!follows) parts.track.stop() else if (parts.place.allowed()) parts.track.start()
    }, {})

    /** Allowed in the middle of a walk: it is recorded from here on. */
    override fun onRequestPermissionsResult(code: Int, permissions: Array<String>, results: IntArray) {
        super.onRequestPermissionsResult(code, permissions, results)
        if (code == ASKED_PLACE) followWay()
    }

    /** After everything was removed. */
    fun startAnew() {
        lastLook.forget()
        outside()
    }

    // The look

    /** Takes over what is set; draws anew where that changes what is seen. */
    fun settled(settings: SettingsRecord) {
        known = settings
        refreshLook()
    }

    /** What is set, as last heard of the core; nothing before the first unlocking. */
    var known: SettingsRecord? = null
        private set

    /** Day or night may have come meanwhile. */
    fun refreshLook() {
        val settings = known ?: return
        core.ask({ it.darkness() }, {
            darkness = it
            dress(settings)
        }, { dress(settings) })
    }

    /** What the core said last: behind the lock it says nothing. */
    private var darkness = Darkness.AS_PHONE

    private fun isDark(): Boolean = when (darkness) {
        Darkness.DARK -> true
        Darkness.LIGHT -> false
        Darkness.AS_PHONE -> LastLook.systemDark(resources.configuration)
    }

    private fun dress(settings: SettingsRecord) {
        val night = isDark()
        val percent = settings.textPercent.toInt()
        val same = look.context.language == settings.language && look.palette.night == night
        // Both: what is kept may be of another activity.
        if (!lastLook.keep(settings.language, percent, night) && same) return
        look = Look(LookContext.over(this, settings.language, percent, night))
        if (stack.isNotEmpty()) redraw()
    }

    private val lastLook by lazy { LastLook(this) }

    private fun paintBars() {
        @Suppress("DEPRECATION") // from Android 15 on the page itself is behind the bars
        window.statusBarColor = look.palette.page
        @Suppress("DEPRECATION")
        window.navigationBarColor = look.palette.page
        var flags = View.SYSTEM_UI_FLAG_LAYOUT_STABLE
        if (!look.palette.night) {
            flags = flags or View.SYSTEM_UI_FLAG_LIGHT_STATUS_BAR or
                View.SYSTEM_UI_FLAG_LIGHT_NAVIGATION_BAR
        }
        @Suppress("DEPRECATION") // the newer call is of Android 11
        window.decorView.systemUiVisibility = flags
    }

    // What goes wrong

    /** A sentence for a code, over the screen in sight. */
    fun fail(code: String) {
        // It was asked before the lock and came after it: behind the lock nothing is said of it.
        if (screen.outside && code == Core.LOCKED) return
        // Shut meanwhile, as after a fault that could not be mended.
        if (!core.open && !screen.outside) outside()
        say(Codes.sentence(look, code))
    }

    /** A sentence in a dialog that waits for the person. */
    fun say(text: CharSequence) = show(
        AlertDialog.Builder(look.context)
            .setMessage(text)
            .setPositiveButton(look.words(R.string.button_understood), null),
    )

    /** Asks before something that cannot be taken back. */
    fun confirm(text: CharSequence, yes: CharSequence, act: () -> Unit) = show(
        AlertDialog.Builder(look.context)
            .setMessage(text)
            .setNegativeButton(look.words(R.string.button_leave_it), null)
            .setPositiveButton(yes) { _, _ -> act() },
    )

    /** A dialog is a window of its own: it is as secret as the screen below it. */
    private fun show(builder: AlertDialog.Builder) {
        val dialog = builder.create()
        if (screen.secret) dialog.window?.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        this.dialog = dialog
        dialog.show()
    }

    /** Asks for the position; from Android 13 on also for the notice of the walk. */
    fun askPlace() {
        var asked = ShellSenses.PLACE_PERMISSIONS
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            asked += android.Manifest.permission.POST_NOTIFICATIONS
        }
        requestPermissions(asked, ASKED_PLACE)
    }

    private companion object {
        const val ASKED_PLACE = 22
    }
}
